import { Field, Float, ID, InputType, Int } from 'type-graphql';
import type { Row } from '../../../platform/access/row';
import { sql, type Sql } from '../../../platform/database/sql';
import {
  declareFields,
  declareRoots,
  root,
  type ConnectionOptions,
  type Order,
} from '../../../platform/reads/declarations';
import { after, among, containing, linked, related, UPDATED_AFTER } from '../../../platform/reads/filters';
import { describeEnum } from '../../../platform/reads/enums';
import { OrderDirection } from '../../../platform/reads/node';
import { DateTime, Day } from '../../../platform/reads/scalars';
import { Agreement } from '../../agreements/agreement/agreement.entity';
import { ListCategory } from '../../agreements/shared/list-category';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { Activity } from '../activity/activity.entity';
import { ProjectClaim } from '../claim/claim.entity';
import { Need } from '../need/need.entity';
import { Resource } from '../resource/resource.entity';
import { JointProject, JointProjectStatus, Milestone, ProjectOutcome, ProjectParticipant } from './project.entity';

@InputType({ description: 'Which projects (项目筛选).' })
export class JointProjectFilter {
  @Field(() => String, { nullable: true, description: 'Occurs in the title or the description (文字).' }) text?: string;
  @Field(() => [ListCategory], { nullable: true, description: 'Of one of these categories (类别).' })
  categories?: ListCategory[];
  @Field(() => [JointProjectStatus], { nullable: true, description: 'In one of these statuses (状态).' })
  statuses?: JointProjectStatus[];
  @Field(() => ID, { nullable: true, description: 'Led by this unit (牵头单位).' }) leadUnitId?: string;
  @Field(() => ID, { nullable: true, description: 'A unit that leads it or takes part (参与单位).' }) unitId?: string;
  @Field(() => DateTime, { nullable: true, description: UPDATED_AFTER }) updatedAfter?: Date;
}

enum JointProjectOrderField {
  CREATED_AT = 'CREATED_AT',
  ENDS_ON = 'ENDS_ON',
  UPDATED_AT = 'UPDATED_AT',
}
describeEnum(JointProjectOrderField, {
  name: 'JointProjectOrderField',
  description: 'What projects are ordered by (排序字段).',
  values: {
    CREATED_AT: 'By the moment at which they were proposed (提出时间).',
    ENDS_ON: 'By the last day; those without one come last (结束日期).',
    UPDATED_AT: 'By the moment of the last change (更新时间).',
  },
});

@InputType({ description: 'In which order (排序).' })
export class JointProjectOrder {
  @Field(() => JointProjectOrderField, { description: 'By what (排序字段).' }) field!: JointProjectOrderField;
  @Field(() => OrderDirection, { description: 'Upwards or downwards (方向).' }) direction!: OrderDirection;
}

const newestFirst: Order<JointProject> = {
  tag: 'proposed',
  expression: (project) => project.createdAt,
  type: 'timestamptz',
  direction: 'desc',
};
// those without a last day come last
const byEnd: Order<JointProject> = {
  tag: 'ends',
  expression: (project) => sql`coalesce(${project.endsOn}, 'infinity')`,
  type: 'date',
  direction: 'asc',
};
const byChange: Order<JointProject> = {
  tag: 'updated',
  expression: (project) => project.updatedAt,
  type: 'timestamptz',
  direction: 'asc',
};

/** Of all that the unit leads or takes part in, and twice where it does both: to find each once, all would be read. */
const projectsOf = (unitId: Sql): Sql => sql`
  select led.id
  from joint_projects led
  where led.alliance_id = (
      select unit.alliance_id
      from member_units unit
      where unit.id = ${unitId}
    )
    and led.lead_unit_id = ${unitId}
  union all
  select part.project_id
  from project_participants part
  where part.alliance_id = (
      select unit.alliance_id
      from member_units unit
      where unit.id = ${unitId}
    )
    and part.unit_id = ${unitId}`;

const projects = {
  filter: {
    type: () => JointProjectFilter,
    conditions: {
      text: containing<JointProject>(
        (project) => project.title,
        (project) => project.description,
      ),
      categories: among<JointProject>((project) => project.category),
      statuses: among<JointProject>((project) => project.status),
      leadUnitId: related<JointProject>('unit', (project, id) => sql`${project.leadUnitId} = ${id}`),
      unitId: linked<JointProject>('unit', { ids: projectsOf, unordered: true }),
      updatedAfter: after<JointProject>((project) => project.updatedAt),
    },
  },
  order: newestFirst,
  orders: { type: () => JointProjectOrder, by: { CREATED_AT: newestFirst, ENDS_ON: byEnd, UPDATED_AT: byChange } },
  description: 'The projects list, newest first unless otherwise ordered (项目清单).',
} satisfies Omit<ConnectionOptions<JointProject, object>, 'by' | 'on'>;

const connected =
  (table: Sql, column: Sql) => (other: Row<{ allianceId: string; id: string }>, project: Row<JointProject>) =>
    sql`${other.allianceId} = ${project.allianceId} and exists (
    select
    from ${table} link
    where link.alliance_id = ${project.allianceId}
      and link.project_id = ${project.id}
      and link.${column} = ${other.id}
  )`;

declareFields(JointProject, (field) => ({
  participants: field.many(() => ProjectParticipant, {
    by: 'project',
    order: (participant) => participant.joinedAt,
    estimatedCount: 5,
    description: 'Units that take part, in the order in which they joined (参与单位).',
  }),
  needs: field.many(() => Need, {
    on: connected(sql`project_needs`, sql`need_id`),
    order: (need) => need.createdAt,
    estimatedCount: 3,
    description: 'Needs that it is to meet (对接需求).',
  }),
  resources: field.many(() => Resource, {
    on: connected(sql`project_resources`, sql`resource_id`),
    order: (resource) => resource.createdAt,
    estimatedCount: 3,
    description: 'Resources that it draws on (所用资源).',
  }),
  milestones: field.many(() => Milestone, {
    by: 'project',
    order: (milestone) => milestone.position,
    estimatedCount: 5,
    description: 'Its steps, in order (节点任务).',
  }),
  progress: field.expression(
    () => Float,
    'number',
    (project) => sql`(
      select coalesce(round(count(coalesce(step.done_on, undertaken.fulfilled_on))::numeric / nullif(count(*), 0), 4), 0)
      from milestones step
      left join commitments undertaken
        on undertaken.alliance_id = step.alliance_id
        and undertaken.id = step.commitment_id
      where step.alliance_id = ${project.allianceId}
        and step.project_id = ${project.id}
    )`,
    { description: 'Share of milestones done, in [0, 1]; 0 while there are none (进度).' },
  ),
  claims: field.many(() => ProjectClaim, {
    by: 'project',
    order: (claim) => claim.createdAt,
    estimatedCount: 3,
    nullable: true,
    description:
      'Who offered to take it on: the accepted one for members, its own for a unit, all for the secretariat (认领).',
  }),
  outcome: field.view(() => ProjectOutcome, {
    nullable: true,
    description: 'What came of it; null until it is evaluated (成效).',
  }),
  activities: field.many(() => Activity, {
    by: 'project',
    order: (activity) => sql`${activity.heldOn} desc`,
    estimatedCount: 5,
    description: 'What took place for it, newest first (活动).',
  }),
}));

/* What an agreement undertakes is done when that is reported, wherever it is; so the two can never differ. */
declareFields(Milestone, (field) => ({
  doneOn: field.expression(
    () => Day,
    'string',
    (milestone) => sql`coalesce(${milestone.doneOn}, (
      select undertaken.fulfilled_on
      from commitments undertaken
      where undertaken.alliance_id = ${milestone.allianceId}
        and undertaken.id = ${milestone.commitmentId}
    ))`,
    {
      nullable: true,
      description:
        'The day on which it was done, or reported as done where it carries out a commitment; null until then (完成日期).',
    },
  ),
}));

declareFields<JointProject>(ProjectOutcome, (field) => ({
  summary: field.expression(
    () => String,
    'string',
    (project) => project.outcomeSummary,
    { description: 'What came of it (成效).' },
  ),
  peopleServed: field.expression(
    () => Int,
    'number',
    (project) => project.peopleServed,
    { nullable: true, description: 'How many people it served (服务人次).' },
  ),
  rating: field.expression(
    () => Float,
    'number',
    (project) => project.rating,
    { nullable: true, description: '1 to 5, by those it served (评分).' },
  ),
  evaluatedOn: field.expression(
    () => Day,
    'string',
    (project) => project.evaluatedOn,
    { description: 'The day of the evaluation (评价日期).' },
  ),
}));

declareFields(Alliance, (field) => ({
  projects: field.connection(() => JointProject, {
    ...projects,
    by: 'alliance',
  }),
}));
declareFields(Agreement, (field) => ({
  projects: field.connection(() => JointProject, {
    order: newestFirst,
    by: 'agreement',
    description: 'Projects that carry it out, newest first (共建项目).',
  }),
}));
declareFields(MemberUnit, (field) => ({
  projects: field.connection(() => JointProject, {
    order: newestFirst,
    on: (project, unit) => sql`${project.allianceId} = ${unit.allianceId}`,
    linked: { ids: (unit) => projectsOf(unit.id), unordered: true },
    description: 'Projects that it leads or takes part in, newest first (参与项目).',
  }),
  ledProjects: field.connection(() => JointProject, {
    order: newestFirst,
    by: 'leadUnit',
    description: 'Projects that it leads, newest first (牵头项目).',
  }),
}));

declareRoots({
  project: root.byId(() => JointProject, {
    description: 'The project with this id (项目); null when there is none, or none that the viewer may see.',
  }),
});
