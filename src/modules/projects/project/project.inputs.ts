import { ValidateNested } from 'class-validator';
import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { DateTime, Day } from '../../../platform/reads/scalars';
import { AtMost, IdOf, NotNull, Optional, Range, Text } from '../../../platform/writes/validation';
import { ListCategory } from '../../agreements/shared/list-category';
import { Name } from '../../alliance/shared/input-rules';
import { MilestoneInput } from '../milestone/milestone.inputs';

const LONGEST_TITLE = 200;
const LONGEST_TEXT = 10_000;
const MOST_LINKS = 50;
const MOST_MILESTONES = 100;
const MOST_PEOPLE = 10_000_000;

@InputType({ description: 'A new joint project (提出共建项目).' })
export class ProposeProjectInput {
  @IdOf('alliance') @Field(() => ID, { description: 'The alliance (联合会).' }) allianceId!: string;

  @Optional()
  @IdOf('unit')
  @Field(() => ID, {
    nullable: true,
    description:
      'The unit that proposes it (提出单位); absent: the lead unit, or the only one whose staff the sender belongs to. ' +
      'None where the secretariat proposes it.',
  })
  unitId?: string | null;

  @Name(LONGEST_TITLE)
  @Field(() => String, { description: 'What is to be done, in a few words (名称).' })
  title!: string;

  @Optional()
  @Text({ max: LONGEST_TEXT })
  @Field(() => String, { nullable: true, description: 'What is to be done, and how (说明).' })
  description?: string | null;

  @Field(() => ListCategory, { description: 'The category (类别).' }) category!: ListCategory;

  @Optional()
  @IdOf('unit')
  @Field(() => ID, {
    nullable: true,
    description: 'Who is in charge (牵头单位): the sender’s own unit, or any where the secretariat proposes it.',
  })
  leadUnitId?: string | null;

  @Optional()
  @IdOf('agreement')
  @Field(() => ID, {
    nullable: true,
    description:
      'The agreement that it carries out (所依协议): SIGNED or ACTIVE, and one that binds the sender’s unit.',
  })
  agreementId?: string | null;

  @Optional()
  @AtMost(MOST_LINKS)
  @IdOf('need', { each: true })
  @Field(() => [ID], { nullable: true, description: 'Needs that it is to meet (对接需求).' })
  needIds?: string[] | null;

  @Optional()
  @AtMost(MOST_LINKS)
  @IdOf('resource', { each: true })
  @Field(() => [ID], { nullable: true, description: 'Resources that it draws on (所用资源).' })
  resourceIds?: string[] | null;

  @Optional()
  @AtMost(MOST_MILESTONES)
  @ValidateNested({ each: true })
  @Field(() => [MilestoneInput], { nullable: true, description: 'Its steps, in order (节点任务).' })
  milestones?: MilestoneInput[] | null;

  @Field(() => Day, { nullable: true, description: 'Its first day (开始日期).' }) startsOn?: string | null;
  @Field(() => Day, { nullable: true, description: 'Its last day (结束日期).' }) endsOn?: string | null;

  @Optional()
  @Range(1, MOST_PEOPLE)
  @Field(() => Int, { nullable: true, description: 'How many people it has room for at a time (可容纳人数).' })
  places?: number | null;
}

@InputType({ description: 'Changes a joint project (修改共建项目): what is given.' })
export class UpdateProjectInput {
  @IdOf('project') @Field(() => ID, { description: 'The project (项目).' }) projectId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was looked at; CONFLICT when there is a newer one (版本).',
  })
  expectedVersion?: number | null;

  @NotNull()
  @Name(LONGEST_TITLE)
  @Field(() => String, { nullable: true, description: 'What is done, in a few words (名称).' })
  title?: string;

  @Optional()
  @Text({ max: LONGEST_TEXT })
  @Field(() => String, { nullable: true, description: 'What is done, and how (说明).' })
  description?: string | null;

  @NotNull()
  @Field(() => ListCategory, { nullable: true, description: 'The category (类别).' })
  category?: ListCategory;

  @Optional()
  @IdOf('unit')
  @Field(() => ID, {
    nullable: true,
    description:
      'Who is in charge (牵头单位). While PROPOSED: the sender’s own unit, or null for none. From then on by the secretariat ' +
      'alone: it assigns a posted project when `claimBy` has passed, and may replace the lead until the project is over.',
  })
  leadUnitId?: string | null;

  @Optional()
  @IdOf('agreement')
  @Field(() => ID, { nullable: true, description: 'The agreement that it carries out (所依协议); null for none.' })
  agreementId?: string | null;

  @Optional()
  @AtMost(MOST_LINKS)
  @IdOf('need', { each: true })
  @Field(() => [ID], {
    nullable: true,
    description: 'All the needs that it is to meet (对接需求); those that the sender may not see stay.',
  })
  needIds?: string[] | null;

  @Optional()
  @AtMost(MOST_LINKS)
  @IdOf('resource', { each: true })
  @Field(() => [ID], {
    nullable: true,
    description: 'All the resources that it draws on (所用资源); those that the sender may not see stay.',
  })
  resourceIds?: string[] | null;

  @Optional()
  @AtMost(MOST_MILESTONES)
  @ValidateNested({ each: true })
  @Field(() => [MilestoneInput], {
    nullable: true,
    description: 'All its steps, in order (节点任务). One that is done stays, and stays as it was.',
  })
  milestones?: MilestoneInput[] | null;

  @Field(() => Day, { nullable: true, description: 'Its first day (开始日期).' }) startsOn?: string | null;
  @Field(() => Day, { nullable: true, description: 'Its last day (结束日期).' }) endsOn?: string | null;

  @Optional()
  @Range(1, MOST_PEOPLE)
  @Field(() => Int, { nullable: true, description: 'How many people it has room for at a time (可容纳人数).' })
  places?: number | null;
}

@InputType({ description: 'Opens a project to claims (发布项目 / 发榜).' })
export class PostProjectInput {
  @IdOf('project') @Field(() => ID, { description: 'The project (项目).' }) projectId!: string;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when, in the future (认领截止时间); absent: without end.',
  })
  claimBy?: Date | null;
}

@InputType({ description: 'Takes part in a project (参与项目); again to change what the unit brings.' })
export class JoinProjectInput {
  @IdOf('project') @Field(() => ID, { description: 'The project (项目).' }) projectId!: string;
  @IdOf('unit') @Field(() => ID, { description: 'The sender’s unit (参与单位).' }) unitId!: string;
  @Optional()
  @Text({ max: 1_000 })
  @Field(() => String, { nullable: true, description: 'What it brings (投入); absent keeps what there is.' })
  contribution?: string | null;
  @Optional()
  @Text({ max: 1_000 })
  @Field(() => String, { nullable: true, description: 'What it answers for (责任); absent keeps what there is.' })
  responsibility?: string | null;
}

@InputType({ description: 'Begins to carry a project out (启动项目).' })
export class StartProjectInput {
  @IdOf('project') @Field(() => ID, { description: 'The project (项目).' }) projectId!: string;
}

@InputType({ description: 'Reports a project as done (完成项目).' })
export class CompleteProjectInput {
  @IdOf('project') @Field(() => ID, { description: 'The project (项目).' }) projectId!: string;
}

@InputType({ description: 'What came of a project, as those say whom it served (评价项目).' })
export class EvaluateProjectInput {
  @IdOf('project') @Field(() => ID, { description: 'The project (项目).' }) projectId!: string;
  @Text({ max: LONGEST_TEXT }) @Field(() => String, { description: 'What came of it (成效).' }) summary!: string;
  @Optional()
  @Range(0, MOST_PEOPLE)
  @Field(() => Int, { nullable: true, description: 'How many people it served (服务人次).' })
  peopleServed?: number | null;
  @Optional()
  @Range(1, 5)
  @Field(() => Float, { nullable: true, description: '1 to 5: the average of those who were asked (评分).' })
  rating?: number | null;
}

@InputType({ description: 'Gives a project up (取消项目).' })
export class CancelProjectInput {
  @IdOf('project') @Field(() => ID, { description: 'The project (项目).' }) projectId!: string;
  @Text({ max: 1_000 }) @Field(() => String, { description: 'Why (原因); members read it.' }) reason!: string;
}
