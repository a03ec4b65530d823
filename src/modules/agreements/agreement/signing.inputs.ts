import { Field, ID, InputType } from 'type-graphql';
import { IdOf, Matching, Text } from '../../../platform/writes/validation';

@InputType({ description: 'Signs for a unit (签署).' })
export class SignAgreementInput {
  @IdOf('agreement')
  @Field(() => ID, { description: 'The agreement (协议).' })
  agreementId!: string;

  @IdOf('unit')
  @Field(() => ID, { description: 'The party that is signed for (签约单位).' })
  unitId!: string;

  @Matching(/^[0-9a-f]{64}$/i, 'agreement.badHash', 64)
  @Field(() => String, {
    description: 'The contentHash of the text that the signer saw: SHA-256, 64 hex digits (内容哈希).',
  })
  contentHash!: string;
}

@InputType({ description: 'Declines for a unit (拒签); the agreement is closed for all.' })
export class DeclineAgreementInput {
  @IdOf('agreement')
  @Field(() => ID, { description: 'The agreement (协议).' })
  agreementId!: string;

  @IdOf('unit')
  @Field(() => ID, { description: 'The party that declines (拒签单位).' })
  unitId!: string;

  @Text({ max: 1_000 })
  @Field(() => String, { description: 'Why (理由); the other parties read it.' })
  reason!: string;
}

@InputType({ description: 'Ends an agreement for one unit (退出).' })
export class TerminateAgreementInput {
  @IdOf('agreement')
  @Field(() => ID, { description: 'The agreement (协议).' })
  agreementId!: string;

  @IdOf('unit')
  @Field(() => ID, { description: 'The party that leaves (退出单位).' })
  unitId!: string;

  @Text({ max: 1_000 })
  @Field(() => String, { description: 'Why (理由); the other parties read it.' })
  reason!: string;
}
