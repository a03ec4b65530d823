import { Field, ID, InputType, Int } from 'type-graphql';
import { IdOf, Optional, Range, Text } from '../../../platform/writes/validation';
import { CommitmentStatus } from './commitment.entity';

@InputType({ description: 'How a commitment stands (承诺进展).' })
export class UpdateCommitmentInput {
  @IdOf('commitment')
  @Field(() => ID, { description: 'The commitment (承诺).' })
  commitmentId!: string;

  @Field(() => CommitmentStatus, {
    description:
      'Its next status, or the present one where only evidence is added; WAIVED by the secretariat alone (状态).',
  })
  status!: CommitmentStatus;

  @Optional()
  @Text({ max: 5_000 })
  @Field(() => String, {
    nullable: true,
    description: 'What shows that it was done (佐证); absent keeps what there is.',
  })
  evidence?: string | null;
}

@InputType({
  description:
    'How another party judges a commitment (双向监督); a later rating of the same unit replaces its earlier one.',
})
export class RateCommitmentInput {
  @IdOf('commitment')
  @Field(() => ID, { description: 'The commitment (承诺).' })
  commitmentId!: string;

  @IdOf('unit')
  @Field(() => ID, { description: 'The party that judges (评价单位).' })
  byUnitId!: string;

  @Range(1, 5)
  @Field(() => Int, { description: '1 to 5 (评分).' })
  rating!: number;

  @Optional()
  @Text({ max: 1_000 })
  @Field(() => String, { nullable: true, description: 'In words (评语).' })
  comment?: string | null;
}
