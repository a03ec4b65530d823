import { Field, ObjectType } from 'type-graphql';
import { Payload } from '../../../platform/writes/outcome';
import { Agreement } from './agreement.entity';
import { Commitment } from '../commitment/commitment.entity';

@ObjectType()
abstract class AgreementPayload extends Payload {
  @Field(() => Agreement, { nullable: true }) agreement!: Agreement | null;
}

@ObjectType({ description: 'The draft (协议草案).' })
export class DraftAgreementPayload extends AgreementPayload {}
@ObjectType({ description: 'The agreement with its new revision (修订后的协议).' })
export class ReviseAgreementPayload extends AgreementPayload {}
@ObjectType({ description: 'The agreement, open for signature (待签署的协议).' })
export class OpenAgreementForSignaturePayload extends AgreementPayload {}
@ObjectType({ description: 'The agreement with the signature (签署后的协议).' })
export class SignAgreementPayload extends AgreementPayload {}
@ObjectType({ description: 'The agreement, closed (被拒签的协议).' })
export class DeclineAgreementPayload extends AgreementPayload {}
@ObjectType({ description: 'The agreement, withdrawn (被撤回的协议).' })
export class WithdrawAgreementPayload extends AgreementPayload {}
@ObjectType({ description: 'The agreement without the unit (退出后的协议).' })
export class TerminateAgreementPayload extends AgreementPayload {}
@ObjectType({ description: 'The follow-up, as a draft (续签草案).' })
export class RenewAgreementPayload extends AgreementPayload {}

@ObjectType()
abstract class CommitmentPayload extends Payload {
  @Field(() => Commitment, { nullable: true }) commitment!: Commitment | null;
}

@ObjectType({ description: 'The commitment as it stands (更新后的承诺).' })
export class UpdateCommitmentPayload extends CommitmentPayload {}
@ObjectType({ description: 'The commitment with the rating (评价后的承诺).' })
export class RateCommitmentPayload extends CommitmentPayload {}
