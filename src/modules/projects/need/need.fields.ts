import { Field, ID, InputType } from 'type-graphql';
import { sql } from '../../../platform/database/sql';
import { declareFields, type ConnectionOptions, type Order } from '../../../platform/reads/declarations';
import { after, among, containing, related, UPDATED_AFTER } from '../../../platform/reads/filters';
import { describeEnum } from '../../../platform/reads/enums';
import { OrderDirection } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';
import { ListCategory } from '../../agreements/shared/list-category';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { JointProject } from '../project/project.entity';
import { Need, NeedStatus } from './need.entity';

@InputType({ description: 'Which needs (需求筛选).' })
export class NeedFilter {
  @Field(() => String, { nullable: true, description: 'Occurs in the title or the description (文字).' }) text?: string;
  @Field(() => [ListCategory], { nullable: true, description: 'Of one of these categories (类别).' })
  categories?: ListCategory[];
  @Field(() => [NeedStatus], { nullable: true, description: 'In one of these statuses (状态).' })
  statuses?: NeedStatus[];
  @Field(() => ID, { nullable: true, description: 'Of this unit (需求单位).' }) unitId?: string;
  @Field(() => ID, { nullable: true, description: 'In this very territory (所属区域).' }) territoryId?: string;
  @Field(() => DateTime, { nullable: true, description: UPDATED_AFTER }) updatedAfter?: Date;
}

enum NeedOrderField {
  CREATED_AT = 'CREATED_AT',
  NEEDED_BY = 'NEEDED_BY',
  UPDATED_AT = 'UPDATED_AT',
}
describeEnum(NeedOrderField, {
  name: 'NeedOrderField',
  description: 'What needs are ordered by (排序字段).',
  values: {
    CREATED_AT: 'By the moment at which they were published (发布时间).',
    NEEDED_BY: 'By the day until which they are needed; those without one come last (需求期限).',
    UPDATED_AT: 'By the moment of the last change (更新时间).',
  },
});

@InputType({ description: 'In which order (排序).' })
export class NeedOrder {
  @Field(() => NeedOrderField, { description: 'By what (排序字段).' }) field!: NeedOrderField;
  @Field(() => OrderDirection, { description: 'Upwards or downwards (方向).' }) direction!: OrderDirection;
}

const newestFirst: Order<Need> = {
  tag: 'published',
  expression: (need) => need.createdAt,
  type: 'timestamptz',
  direction: 'desc',
};
// those without a day come last
const byDay: Order<Need> = {
  tag: 'needed',
  expression: (need) => sql`coalesce(${need.neededBy}, 'infinity')`,
  type: 'date',
  direction: 'asc',
};
const byChange: Order<Need> = {
  tag: 'updated',
  expression: (need) => need.updatedAt,
  type: 'timestamptz',
  direction: 'asc',
};

const needs = {
  filter: {
    type: () => NeedFilter,
    conditions: {
      text: containing<Need>(
        (need) => need.title,
        (need) => need.description,
      ),
      categories: among<Need>((need) => need.category),
      statuses: among<Need>((need) => need.status),
      unitId: related<Need>('unit', (need, id) => sql`${need.unitId} = ${id}`),
      territoryId: related<Need>('territory', (need, id) => sql`${need.territoryId} = ${id}`),
      updatedAfter: after<Need>((need) => need.updatedAt),
    },
  },
  order: newestFirst,
  orders: { type: () => NeedOrder, by: { CREATED_AT: newestFirst, NEEDED_BY: byDay, UPDATED_AT: byChange } },
  description: 'The needs list, newest first unless otherwise ordered (需求清单).',
} satisfies Omit<ConnectionOptions<Need, object>, 'by' | 'on'>;

declareFields(Need, (field) => ({
  projects: field.many(() => JointProject, {
    description: 'Joint projects that are to meet it, newest first (共建项目).',
    order: (project) => sql`${project.createdAt} desc`,
    estimatedCount: 2,
    on: (project, need) => sql`${project.allianceId} = ${need.allianceId} and exists (
      select
      from project_needs link
      where link.alliance_id = ${need.allianceId}
        and link.need_id = ${need.id}
        and link.project_id = ${project.id}
    )`,
  }),
}));

declareFields(Alliance, (field) => ({
  needs: field.connection(() => Need, {
    ...needs,
    by: 'alliance',
  }),
}));
declareFields(MemberUnit, (field) => ({
  needs: field.connection(() => Need, {
    order: newestFirst,
    by: 'unit',
    description: 'Its needs, newest first (需求).',
  }),
}));
