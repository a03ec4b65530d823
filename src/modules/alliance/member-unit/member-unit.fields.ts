import { Field, ID, InputType } from 'type-graphql';
import type { Row } from '../../../platform/access/row';
import { sql, type Sql } from '../../../platform/database/sql';
import {
  declareFields,
  declareRoots,
  root,
  type CommonOptions,
  type Order,
} from '../../../platform/reads/declarations';
import { describeEnum } from '../../../platform/reads/enums';
import { after, among, containing, linked, related, UPDATED_AFTER } from '../../../platform/reads/filters';
import { OrderDirection } from '../../../platform/reads/node';
import { DateTime, Day } from '../../../platform/reads/scalars';
import { SectorGroup } from '../group/group.entity';
import { PINYIN } from '../shared/collation';
import { CreditCode } from '../shared/credit-code-scalar';
import { Territory } from '../territory/territory.entity';
import { Visit } from '../visit/visit.entity';
import { MembershipStatus, MemberUnit, UnitAffiliation, UnitContact, UnitKind } from './member-unit.entity';
import { MOST_CONTACTS, MOST_LINKS } from './member-unit.inputs';

@InputType({ description: 'Which units (单位筛选).' })
export class MemberUnitFilter {
  @Field(() => String, {
    nullable: true,
    description: 'Occurs in the name, the short name or the credit code (文字).',
  })
  text?: string;
  @Field(() => CreditCode, { nullable: true, description: 'With this credit code (统一社会信用代码).' })
  creditCode?: string;
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
    description:
      'True: hosts, which are the subdistrict and communities (街道、社区); false: members. When absent: members in a list of the alliance, both in one of a group.',
  })
  host?: boolean;
  @Field(() => Day, { nullable: true, description: 'A member since a day after this one (加入日期晚于).' })
  joinedAfter?: string;
  @Field(() => DateTime, { nullable: true, description: UPDATED_AFTER }) updatedAfter?: Date;
}

export enum MemberUnitOrderField {
  NAME = 'NAME',
  JOINED_ON = 'JOINED_ON',
  UPDATED_AT = 'UPDATED_AT',
}
describeEnum(MemberUnitOrderField, {
  name: 'MemberUnitOrderField',
  description: 'What units are ordered by (排序字段).',
  values: {
    NAME: 'By name, in pinyin (单位名称).',
    JOINED_ON: 'By the day of joining; those without one come last (加入日期).',
    UPDATED_AT: 'By the moment of the last change (更新时间).',
  },
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
/** As the index has it: those without a day come last. */
const joinedOn = (unit: Row<MemberUnit>): Sql => sql`coalesce(${unit.joinedOn}, 'infinity')`;
const byJoining: Order<MemberUnit> = {
  tag: 'joined',
  expression: joinedOn,
  type: 'date',
  direction: 'asc',
};
const byChange: Order<MemberUnit> = {
  tag: 'updated',
  expression: (unit) => unit.updatedAt,
  type: 'timestamptz',
  direction: 'asc',
};

export const unitsInSector = (groupId: Sql): Sql => sql`
  select member.unit_id
  from sector_group_members member
  where member.alliance_id = (
      select sector.alliance_id
      from sector_groups sector
      where sector.id = ${groupId}
    )
    and member.sector_group_id = ${groupId}`;

export const memberUnits = {
  filter: {
    type: () => MemberUnitFilter,
    conditions: {
      text: containing<MemberUnit>(
        (unit) => unit.name,
        (unit) => unit.shortName,
        (unit) => unit.creditCode,
      ),
      creditCode: { parameterType: 'text', condition: (unit, code) => sql`${unit.creditCode} = ${code}` },
      kinds: among<MemberUnit>((unit) => unit.kind),
      affiliations: among<MemberUnit>((unit) => unit.affiliation),
      statuses: among<MemberUnit>((unit) => unit.status),
      sectorGroupId: linked<MemberUnit>('sector', { ids: unitsInSector }),
      areaGroupId: related<MemberUnit>('area', (unit, id) => sql`${unit.areaGroupId} = ${id}`),
      territoryId: related<MemberUnit>('territory', (unit, id) => sql`${unit.territoryId} = ${id}`),
      host: { parameterType: 'boolean', condition: (unit, host) => sql`${unit.host} = ${host}` },
      joinedAfter: after<MemberUnit>(joinedOn, 'date', (unit) => sql`${unit.joinedOn} is not null`),
      updatedAfter: after<MemberUnit>((unit) => unit.updatedAt),
    },
  },
  orders: { type: () => MemberUnitOrder, by: { NAME: byName, JOINED_ON: byJoining, UPDATED_AT: byChange } },
  order: byName,
} satisfies CommonOptions<MemberUnit>;
declareFields(MemberUnit, (field) => ({
  sectorGroups: field.many(() => SectorGroup, {
    most: MOST_LINKS,
    estimatedCount: 2,
    description: 'The sector groups that it belongs to (界别小组).',
    on: (group, unit) => sql`${group.allianceId} = ${unit.allianceId} and exists (
      select
      from sector_group_members member
      where member.alliance_id = ${unit.allianceId}
        and member.unit_id = ${unit.id}
        and member.sector_group_id = ${group.id}
    )`,
  }),
  visits: field.connection(() => Visit, {
    by: 'unit',
    nullable: true,
    description: 'Visits received, newest first (走访); for members.',
    order: { tag: 'visited', expression: (visit) => visit.visitedOn, type: 'date', direction: 'desc' },
  }),
  contacts: field.many(() => UnitContact, {
    most: MOST_CONTACTS,
    by: 'unit',
    order: (contact) => contact.position,
    estimatedCount: 2,
    nullable: true,
    description: 'Visible to members only (联系人).',
  }),
  pairedTerritories: field.many(() => Territory, {
    most: MOST_LINKS,
    description: 'Territories it is paired with (结对); for members.',
    estimatedCount: 2,
    on: (territory, unit) => sql`exists (
      select
      from territory_pairings pair
      where pair.alliance_id = ${unit.allianceId}
        and pair.unit_id = ${unit.id}
        and pair.territory_id = ${territory.id}
    )`,
  }),
}));

declareRoots({
  memberUnit: root.byId(() => MemberUnit, {
    description: 'The unit with this id (成员单位); null when there is none, or none that the viewer may see.',
  }),
});
