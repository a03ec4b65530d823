import { sql, TRUE } from '../../../platform/database/sql';
import { Person } from '../../../platform/identity/person/person.entity';
import { declareFields, declareRoots, root, type Order } from '../../../platform/reads/declarations';
import { containing } from '../../../platform/reads/filters';
import { AuditEntry } from '../audit-entry/audit-entry.entity';
import { AreaGroup, SectorGroup } from '../group/group.entity';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { memberUnits } from '../member-unit/member-unit.fields';
import { AllianceRoleHolder } from '../role/role.entity';
import { PINYIN } from '../shared/collation';
import { Territory, TerritoryLevel } from '../territory/territory.entity';
import { Alliance } from './alliance.entity';
import { LIMITS } from '../../../platform/budgets';

declareFields(Alliance, (field) => ({
  territories: field.many(() => Territory, {
    shown: LIMITS.longListObjects,
    description: 'Subdistrict, communities, estates, grids, buildings (街道—社区—小区—网格—楼组).',
    on: (territory, alliance) => sql`${territory.allianceId} = ${alliance.id}`,
    filter: {
      argument: 'level',
      description: 'Only those of this level (层级).',
      type: () => TerritoryLevel,
      condition: { parameterType: 'text', condition: (territory, level) => sql`${territory.level} = ${level}` },
    },
    estimatedCount: 50,
  }),
  sectorGroups: field.many(() => SectorGroup, {
    by: 'alliance',
    estimatedCount: 4,
    description: 'Its sector groups, in the order in which they were made (界别小组).',
  }),
  areaGroups: field.many(() => AreaGroup, {
    by: 'alliance',
    estimatedCount: 7,
    description: 'Its area groups, in the order in which they were made (片区).',
  }),
  secretariat: field.many(() => AllianceRoleHolder, {
    by: 'alliance',
    estimatedCount: 3,
    description: 'The secretariat (秘书处).',
  }),
  people: field.connection(() => Person, {
    nullable: true,
    description: 'Everybody known to the alliance (人员); for the secretariat.',
    on: () => TRUE,
    linked: {
      ids: (alliance) =>
        sql`select known.person_id from alliance_people known where known.alliance_id = ${alliance.id}`,
    },
    arguments: [
      {
        argument: 'text',
        description: 'Only those in whose name or address it occurs (文字).',
        type: () => String,
        condition: containing<Person>(
          (each) => each.name,
          (each) => each.email,
        ),
      },
    ],
    order: { tag: 'name', expression: (each) => each.name, type: 'text', collation: PINYIN, direction: 'asc' },
  }),
  memberUnits: field.connection(() => MemberUnit, {
    by: 'alliance',
    ...memberUnits,
    defaultFilter: { unless: 'host', condition: (unit) => sql`not ${unit.host}` },
    description: 'Its units, those that have left too; hosts only where the filter asks for them (成员单位).',
  }),
  auditEntries: field.connection(() => AuditEntry, {
    nullable: true,
    description: 'What was done in the alliance, newest first (审计日志); for the secretariat.',
    on: (entry, alliance) => sql`${entry.allianceId} = ${alliance.id}`,
    order: { tag: 'audit', expression: (entry) => entry.at, type: 'timestamptz', direction: 'desc' },
  }),
}));

const byAllianceName: Order<Alliance> = {
  tag: 'name',
  expression: (alliance) => alliance.name,
  type: 'text',
  collation: PINYIN,
  direction: 'asc',
};
declareRoots({
  alliance: root.byText(
    () => Alliance,
    { name: 'slug', description: 'Its name in URLs (网址名称).' },
    (alliance, slug) => sql`${alliance.slug} = ${slug}`,
    { description: 'The alliance of this name in URLs (联合会); null when there is none.' },
  ),
  alliances: root.connection(() => Alliance, {
    order: byAllianceName,
    description: 'All alliances of the installation, by name (联合会).',
  }),
});
