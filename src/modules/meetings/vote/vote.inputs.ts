import { ValidateNested } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { AtMost, IdOf, Optional, Text } from '../../../platform/writes/validation';
import { VoteBase, VoteBasis, VoteOptionKind, VoteThreshold } from './vote.entity';
import { MOST_OPTIONS } from './vote.rules';

@InputType({ description: 'What can be chosen (表决选项).' })
export class VoteOptionInput {
  @Text({ max: 200 })
  @Field(() => String, { description: 'As it is to stand on the ballot; no two alike (选项).' })
  label!: string;

  @Field(() => VoteOptionKind, { description: 'What it means for the outcome (类型).' })
  kind!: VoteOptionKind;
}

@InputType({
  description: 'Opens a vote on an item that has not ended, in a meeting that is in session (开始表决); one at a time.',
})
export class OpenVoteInput {
  @IdOf('item')
  @Field(() => ID, { description: 'The item (议程项).' })
  itemId!: string;

  @Text({ max: 500 })
  @Field(() => String, { description: 'What is asked (表决事项).' })
  question!: string;

  @AtMost(MOST_OPTIONS)
  @ValidateNested({ each: true })
  @Field(() => [VoteOptionInput], {
    description:
      'One FOR and one AGAINST, or at least two CHOICE; an ABSTAIN may be added (选项). In the order in which they are shown.',
  })
  options!: VoteOptionInput[];

  @Field(() => VoteThreshold, { description: 'How much of the base carries (通过比例).' })
  threshold!: VoteThreshold;

  @Field(() => VoteBase, {
    nullable: true,
    defaultValue: VoteBase.CAST,
    description: 'What the threshold is taken over (计票基数).',
  })
  base?: VoteBase | null;

  @Field(() => VoteBasis, { nullable: true, defaultValue: VoteBasis.UNIT, description: 'Who has a vote (表决单位).' })
  basis?: VoteBasis | null;

  @Field(() => Boolean, { description: 'True: nobody learns who chose what (是否无记名).' })
  secret!: boolean;
}

@InputType()
abstract class VoteInput {
  @IdOf('vote')
  @Field(() => ID, { description: 'The vote (表决).' })
  voteId!: string;
}

@InputType({
  description:
    'Casts a vote for one unit or one guest, or for the unit and all that it carries (投票). Until the vote is closed it can be ' +
    'cast again: the last choice counts.',
})
export class CastVoteInput extends VoteInput {
  @Optional()
  @IdOf('unit')
  @Field(() => ID, { nullable: true, description: 'The unit that votes, where units do (单位).' })
  unitId?: string | null;

  @Optional()
  @IdOf('guest')
  @Field(() => ID, { nullable: true, description: 'The guest who votes, where guests do (列席人员).' })
  guestId?: string | null;

  @IdOf('option')
  @Field(() => ID, { description: 'What is chosen (选项).' })
  optionId!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'True: for the unit, if it may vote, and for all that it carries (代受托单位一并投票).',
  })
  forCarried?: boolean | null;
}

@InputType({ description: 'Closes a vote and counts it (结束表决).' })
export class CloseVoteInput extends VoteInput {}

@InputType({ description: 'Annuls an open vote: it has no outcome and no counts then (作废表决).' })
export class AnnulVoteInput extends VoteInput {
  @Text({ max: 500 })
  @Field(() => String, { description: 'Why (原因).' })
  reason!: string;
}
