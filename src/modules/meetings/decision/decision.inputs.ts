import { ValidateNested } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { AtMost, Distinct, IdOf, Optional, Text } from '../../../platform/writes/validation';
import { ActionItemStatus, DecisionOutcome } from './decision.entity';
import { MOST_TOGETHER, MOST_UNITS_OF_ONE } from './decision.rules';

@InputType({ description: 'Work for units that follows from a decision (决定事项).' })
export class ActionItemInput {
  @Text({ max: 500 })
  @Field(() => String, { description: 'What is to be done (内容).' })
  text!: string;

  @AtMost(MOST_UNITS_OF_ONE)
  @Distinct()
  @IdOf('unit', { each: true })
  @Field(() => [ID], {
    description: 'Active units that are to do it; invited ones where the item is for participants only (责任单位).',
  })
  unitIds!: string[];

  @Field(() => Day, { nullable: true, description: 'By when, that day included; not in the past (期限).' })
  dueOn?: string | null;
}

@InputType({ description: 'Records what was decided on an item (记录决定).' })
export class RecordDecisionInput {
  @IdOf('item')
  @Field(() => ID, { description: 'The item; one that has begun (议程项).' })
  itemId!: string;

  @Optional()
  @IdOf('vote')
  @Field(() => ID, {
    nullable: true,
    description: 'The vote on the item that it follows: a closed one, which it does not contradict (表决).',
  })
  voteId?: string | null;

  @Text({ max: 5_000 })
  @Field(() => String, { description: 'What was decided (内容).' })
  text!: string;

  @Field(() => DecisionOutcome, { description: 'Whether it was agreed to (结果).' })
  outcome!: DecisionOutcome;

  @Optional()
  @AtMost(MOST_TOGETHER)
  @ValidateNested({ each: true })
  @Field(() => [ActionItemInput], { nullable: true, description: 'The work that it gives to units (决定事项).' })
  actionItems?: ActionItemInput[] | null;
}

@InputType({ description: 'Reports on an action item (更新办理状态).' })
export class SetActionItemStatusInput {
  @IdOf('actionItem')
  @Field(() => ID, { description: 'The action item (决定事项).' })
  actionItemId!: string;

  @Field(() => ActionItemStatus, {
    description:
      'How far it is (状态): DONE also by the staff of its units; OPEN again and CANCELLED by those who run the meeting alone; OVERDUE by nobody.',
  })
  status!: ActionItemStatus;
}
