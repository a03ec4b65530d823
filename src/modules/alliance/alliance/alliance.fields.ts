import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import { literal, raw, sql, type Sql } from '../../../platform/database/sql';
import { Person } from '../../../platform/identity/person/person.entity';
import { Viewer } from '../../../platform/identity/person/viewer.entity';
import {
  declareFields,
  declareRoots,
  root,
  type ConnectionOptions,
  type FieldsOf,
  type OneRead,
  type Order,
} from '../../../platform/reads/declarations';
import { among, containing, related } from '../../../platform/reads/filters';
import { OrderDirection } from '../../../platform/reads/node';
import { Alliance } from './alliance.entity';
import { AuditEntry } from '../audit-entry/audit-entry.entity';
import { AreaGroup, SectorGroup } from '../group/group.entity';
import {
  MembershipStatus,
  MemberUnit,
  UnitAffiliation,
  UnitContact,
  UnitKind,
} from '../member-unit/member-unit.entity';
import { receipt } from '../shared/rights';
import { AllianceRoleGrant, AllianceRoleHolder, Representation } from '../role/role.entity';
import { Territory, TerritoryLevel } from '../territory/territory.entity';
import { Visit } from '../visit/visit.entity';

/** Chinese names in the order of their pinyin. */
export const PINYIN = 'zh_pinyin';

@InputType({ description: 'Which units. Members only (no hosts), unless `host` says otherwise (单位筛选).' })
export class MemberUnitFilter {
  @Field(() => String, { nullable: true, description: 'Occurs in the name or the short name (文字).' }) text?: string;
  @Field(() => [UnitKind], { nullable: true, description: 'Of one of these kinds (单位性质).' }) kinds?: UnitKind[];
  @Field(() => [UnitAffiliation], { nullable: true, description: 'Of one of these ranks (隶属).' })
  affiliations?: UnitAffiliation[];
  @Field(() => [MembershipStatus], { nullable: true, description: 'In one of these statuses (成员状态).' })
  statuses?: MembershipStatus[];
  @Field(() => ID, { nullable: true, description: 'In this sector group (界别小组).' }) sectorGroupId?: string;
  @Field(() => ID, { nullable: true, description: 'In this area group (片区).' }) areaGroupId?: string;
  @Field(() => ID, { nullable: true, description: 'In this very territory (所在区域).' }) territoryId?: string;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True: hosts, which are the subdistrict and communities (街道、社区); false or absent: members.',
  })
  host?: boolean;
}

export enum MemberUnitOrderField {
  NAME = 'NAME',
  JOINED_ON = 'JOINED_ON',
}
registerEnumType(MemberUnitOrderField, {
  name: 'MemberUnitOrderField',
  description: 'By name in pinyin, or by joining date (排序字段).',
});

@InputType({ description: 'In which order (排序).' })
export class MemberUnitOrder {
  @Field(() => MemberUnitOrderField, { description: 'By what (排序字段).' }) field!: MemberUnitOrderField;
  @Field(() => OrderDirection, { description: 'Upwards or downwards (方向).' }) direction!: OrderDirection;
}

const byName: Order<MemberUnit> = {
  tag: 'name',
  expression: (unit) => unit.name,
  type: 'text',
  collation: PINYIN,
  direction: 'asc',
};
// units without a joining date come last
const byJoining: Order<MemberUnit> = {
  tag: 'joined',
  expression: (unit) => sql`coalesce(${unit.joinedOn}, 'infinity')`,
  type: 'date',
  direction: 'asc',
};

const memberUnits = {
  filter: {
    type: () => MemberUnitFilter,
    conditions: {
      text: containing<MemberUnit>(
        (unit) => unit.name,
        (unit) => unit.shortName,
      ),
      kinds: among<MemberUnit>((unit) => unit.kind),
      affiliations: among<MemberUnit>((unit) => unit.affiliation),
      statuses: among<MemberUnit>((unit) => unit.status),
      sectorGroupId: related<MemberUnit>(
        'sector',
        (unit, id) => sql`exists (select from sector_group_members member
        where member.alliance_id = ${unit.allianceId} and member.unit_id = ${unit.id} and member.sector_group_id = ${id})`,
      ),
      areaGroupId: related<MemberUnit>('area', (unit, id) => sql`${unit.areaGroupId} = ${id}`),
      territoryId: related<MemberUnit>('territory', (unit, id) => sql`${unit.territoryId} = ${id}`),
      host: { parameterType: 'boolean', condition: (unit, host) => sql`${unit.host} = ${host}` },
    },
  },
  defaultFilter: { unless: 'host', condition: (unit) => sql`not ${unit.host}` },
  orders: { type: () => MemberUnitOrder, by: { NAME: byName, JOINED_ON: byJoining } },
  order: byName,
} satisfies Omit<ConnectionOptions<MemberUnit, object>, 'by' | 'on'>;

/** The person who holds an office of a group or a territory; the one longest in it when there are several. */
function holder<P extends { allianceId: string; id: string }>(
  field: FieldsOf<P>,
  role: 'CONVENOR' | 'LIAISON',
  column: string,
): OneRead {
  return field.one(() => Person, {
    nullable: true,
    description: role === 'CONVENOR' ? 'The convenor (召集人).' : 'The liaison (联系人).',
    on: (each, scope) => sql`${each.id} = (select office.person_id from alliance_roles office
      where office.alliance_id = ${scope.allianceId as Sql} and ${raw(`office.${column}`)} = ${scope.id as Sql} and office.role = ${literal(role)}
      order by office.since, office.id limit 1)`,
  });
}

declareFields(Alliance, (field) => ({
  territories: field.many(() => Territory, {
    description: 'Subdistrict, communities, estates, grids, buildings (街道—社区—小区—网格—楼组).',
    on: (territory, alliance) => sql`${territory.allianceId} = ${alliance.id}`,
    filter: {
      argument: 'level',
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
    on: (each, alliance) =>
      sql`exists (select from alliance_people known where known.alliance_id = ${alliance.id} and known.person_id = ${each.id})`,
    arguments: [
      {
        argument: 'text',
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
    description: 'Its units, those that have left too; hosts only where the filter asks for them (成员单位).',
  }),
  auditEntries: field.connection(() => AuditEntry, {
    nullable: true,
    description: 'What was done in the alliance, newest first (审计日志); for the secretariat.',
    on: (entry, alliance) => sql`${entry.allianceId} = ${alliance.id}`,
    order: { tag: 'audit', expression: (entry) => entry.at, type: 'timestamptz', direction: 'desc' },
  }),
}));

declareFields(AuditEntry, (field) => ({
  details: field.expression(
    () => String,
    'string',
    (entry) => sql`${entry.details}::text`,
    { description: 'What changed, as JSON (详情).' },
  ),
  seal: field.expression(
    () => String,
    'string',
    (entry) => sql`(select encode(seal.hash, 'hex') from audit_seals seal where seal.entry_id = ${entry.id})`,
    {
      nullable: true,
      description:
        'SHA-256, hex, over the seal before it and this entry (封印); null for a moment after it was written.',
    },
  ),
}));

declareFields(Territory, (field) => ({
  children: field.many(() => Territory, {
    by: 'parent',
    description: 'Those directly in it, in the order in which they were made (下级区域).',
  }),
  convenor: holder(field, 'CONVENOR', 'territory_id'),
  liaison: holder(field, 'LIAISON', 'territory_id'),
  pairedUnits: field.many(() => MemberUnit, {
    description: 'Units paired with it (结对联系单位); for members.',
    on: (
      unit,
      territory,
    ) => sql`exists (select from territory_pairings pair where pair.alliance_id = ${territory.allianceId}
      and pair.territory_id = ${territory.id} and pair.unit_id = ${unit.id})`,
  }),
}));

declareFields(SectorGroup, (field) => ({
  convenor: holder(field, 'CONVENOR', 'sector_group_id'),
  liaison: holder(field, 'LIAISON', 'sector_group_id'),
  memberUnits: field.connection(() => MemberUnit, {
    on: (
      unit,
      group,
    ) => sql`${unit.allianceId} = ${group.allianceId} and exists (select from sector_group_members member
      where member.alliance_id = ${group.allianceId} and member.sector_group_id = ${group.id} and member.unit_id = ${unit.id})`,
    order: byName,
    description: 'Its units, by name (成员单位).',
  }),
}));

declareFields(AreaGroup, (field) => ({
  convenor: holder(field, 'CONVENOR', 'area_group_id'),
  liaison: holder(field, 'LIAISON', 'area_group_id'),
  memberUnits: field.connection(() => MemberUnit, {
    by: 'areaGroup',
    order: byName,
    description: 'Its units, by name (成员单位).',
  }),
}));

declareFields(MemberUnit, (field) => ({
  sectorGroups: field.many(() => SectorGroup, {
    estimatedCount: 2,
    description: 'The sector groups that it belongs to (界别小组).',
    on: (
      group,
      unit,
    ) => sql`${group.allianceId} = ${unit.allianceId} and exists (select from sector_group_members member
      where member.alliance_id = ${unit.allianceId} and member.unit_id = ${unit.id} and member.sector_group_id = ${group.id})`,
  }),
  visits: field.connection(() => Visit, {
    by: 'unit',
    nullable: true,
    description: 'Visits received, newest first (走访); for members.',
    order: { tag: 'visited', expression: (visit) => visit.visitedOn, type: 'date', direction: 'desc' },
  }),
  contacts: field.many(() => UnitContact, {
    by: 'unit',
    order: (contact) => contact.position,
    estimatedCount: 2,
    nullable: true,
    description: 'Visible to members only (联系人).',
  }),
  pairedTerritories: field.many(() => Territory, {
    description: 'Territories it is paired with (结对); for members.',
    estimatedCount: 2,
    on: (territory, unit) => sql`exists (select from territory_pairings pair where pair.alliance_id = ${unit.allianceId}
      and pair.unit_id = ${unit.id} and pair.territory_id = ${territory.id})`,
  }),
}));

declareFields<AllianceRoleGrant>(AllianceRoleHolder, (field) => ({
  unit: field.one(() => MemberUnit, {
    nullable: true,
    description: 'The unit the person comes from (所在单位).',
    on: (
      unit,
      grant,
    ) => sql`${unit.allianceId} = ${grant.allianceId} and ${unit.id} = (select role.unit_id from unit_roles role
      where role.alliance_id = ${grant.allianceId} and role.person_id = ${grant.personId} order by role.since, role.id limit 1)`,
  }),
}));

declareFields(Person, (field) => ({
  unitRoles: field.many(() => Representation, {
    by: 'person',
    nullable: true,
    estimatedCount: 2,
    description: 'Roles in units; for that person and the secretariat (单位角色).',
  }),
  allianceRoles: field.many(() => AllianceRoleGrant, {
    by: 'person',
    nullable: true,
    estimatedCount: 2,
    description: 'Roles in alliances; for that person and the secretariat (联合会角色).',
  }),
}));

declareFields(Viewer, (field) => ({
  representations: field.many(() => Representation, {
    by: 'person',
    estimatedCount: 2,
    description: 'Units this person represents (单位代表).',
  }),
  allianceRoles: field.many(() => AllianceRoleGrant, {
    by: 'person',
    estimatedCount: 2,
    description: 'Roles in alliances (联合会角色).',
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
    'slug',
    (alliance, slug) => sql`${alliance.slug} = ${slug}`,
    { description: 'The alliance of this name in URLs (联合会); null when there is none.' },
  ),
  alliances: root.connection(() => Alliance, {
    order: byAllianceName,
    description: 'All alliances of the installation, by name (联合会).',
  }),
  memberUnit: root.byId(() => MemberUnit, {
    description: 'The unit with this id (成员单位); null when there is none, or none that the viewer may see.',
  }),
  membershipApplication: root.byReceipt(
    () => MemberUnit,
    receipt,
    (unit, held) => sql`${unit.receiptHash} = sha256(convert_to(${held}, 'UTF8'))`,
    {
      description:
        'An application for membership as its receipt shows it (入会申请); no account needed. Once it is admitted, what the public sees of the unit.',
    },
  ),
});
