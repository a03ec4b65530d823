import { Field, ID, InputType } from 'type-graphql';
import { IdOf, Text } from '../../../platform/writes/validation';

@InputType({ description: 'Offers to take on a posted project (认领 / 接榜).' })
export class ClaimProjectInput {
  @IdOf('project') @Field(() => ID, { description: 'The project (项目).' }) projectId!: string;
  @IdOf('unit') @Field(() => ID, { description: 'The sender’s unit (认领单位).' }) unitId!: string;
  @Text({ max: 10_000 })
  @Field(() => String, { description: 'How it would go about it (实施方案).' })
  proposal!: string;
}

@InputType({ description: 'Takes a claim back that is not decided (撤回认领).' })
export class WithdrawClaimInput {
  @IdOf('claim') @Field(() => ID, { description: 'The claim (认领).' }) claimId!: string;
}

@InputType({ description: 'Decides on a claim (审核认领).' })
export class ReviewClaimInput {
  @IdOf('claim') @Field(() => ID, { description: 'The claim (认领).' }) claimId!: string;
  @Field(() => Boolean, {
    description: 'Whether its unit leads the project from now on; all other claims are then declined (是否中榜).',
  })
  accept!: boolean;
}
