import { Field, ID, InputType } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { IdOf } from '../../../platform/writes/validation';

@InputType({ description: 'Drafts the follow-up of an agreement (续签).' })
export class RenewAgreementInput {
  @IdOf('agreement')
  @Field(() => ID, { description: 'The agreement (协议).' })
  agreementId!: string;

  @Field(() => Day, { description: "The follow-up's first day in force (生效日期)." })
  startsOn!: string;

  @Field(() => Day, { description: "The follow-up's last day in force (截止日期)." })
  endsOn!: string;
}
