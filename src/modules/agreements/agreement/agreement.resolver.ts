import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { MutationRequest } from '../../../platform/writes/mutation';
import { Operation } from '../../../platform/access/operation';
import {
  DeclineAgreementInput,
  DraftAgreementInput,
  OpenAgreementForSignatureInput,
  RenewAgreementInput,
  ReviseAgreementInput,
  SignAgreementInput,
  TerminateAgreementInput,
  WithdrawAgreementInput,
} from './agreement.inputs';
import {
  DeclineAgreementPayload,
  DraftAgreementPayload,
  OpenAgreementForSignaturePayload,
  RenewAgreementPayload,
  ReviseAgreementPayload,
  SignAgreementPayload,
  TerminateAgreementPayload,
  WithdrawAgreementPayload,
} from './agreement.payloads';
import {
  draftAgreement,
  openAgreementForSignature,
  renewAgreement,
  reviseAgreement,
  withdrawAgreement,
} from '../drafting/drafting.service';
import { declineAgreement, signAgreement, terminateAgreement } from './signing.service';

@Resolver()
export class AgreementResolver {
  @Mutation(() => DraftAgreementPayload, {
    description: 'Drafts an agreement (起草协议): by the staff of the unit that initiates it, or the secretariat.',
  })
  @Operation({ by: 'person', token: 'MANAGE_UNIT' })
  draftAgreement(
    @Arg('input', () => DraftAgreementInput) input: DraftAgreementInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(draftAgreement, input);
  }

  @Mutation(() => ReviseAgreementPayload, {
    description:
      'Writes a new revision (修订): by the initiator’s staff, or the secretariat. While open for signature ' +
      'it voids the signatures so far, and the signing steps begin again.',
  })
  @Operation({ by: 'person', token: 'MANAGE_UNIT' })
  reviseAgreement(
    @Arg('input', () => ReviseAgreementInput) input: ReviseAgreementInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(reviseAgreement, input);
  }

  @Mutation(() => OpenAgreementForSignaturePayload, {
    description: 'Opens a draft for signature (开放签署): by the initiator’s representatives, or the secretariat.',
  })
  @Operation({ by: 'session' })
  openAgreementForSignature(
    @Arg('input', () => OpenAgreementForSignatureInput) input: OpenAgreementForSignatureInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(openAgreementForSignature, input);
  }

  @Mutation(() => SignAgreementPayload, {
    description:
      'Signs for a unit (签署): by one of its representatives in person, under the text whose hash is given; ' +
      'refused if the text has changed since. Once a unit, whoever of them does it, however often. The last ' +
      'party’s signature activates the agreement, or makes it SIGNED until startsOn.',
  })
  @Operation({ by: 'session' })
  signAgreement(
    @Arg('input', () => SignAgreementInput) input: SignAgreementInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(signAgreement, input);
  }

  @Mutation(() => DeclineAgreementPayload, {
    description:
      'Declines for a unit (拒签): by one of its representatives, before the unit has signed. Closes the ' +
      'agreement for all.',
  })
  @Operation({ by: 'session' })
  declineAgreement(
    @Arg('input', () => DeclineAgreementInput) input: DeclineAgreementInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(declineAgreement, input);
  }

  @Mutation(() => WithdrawAgreementPayload, {
    description:
      'Withdraws what was not signed by all yet (撤回): by the initiator’s representatives, or the ' + 'secretariat.',
  })
  @Operation({ by: 'session' })
  withdrawAgreement(
    @Arg('input', () => WithdrawAgreementInput) input: WithdrawAgreementInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(withdrawAgreement, input);
  }

  @Mutation(() => TerminateAgreementPayload, {
    description:
      'Ends an agreement for one unit (退出): by one of its representatives. It is TERMINATED when fewer than ' +
      'two signing parties remain.',
  })
  @Operation({ by: 'session' })
  terminateAgreement(
    @Arg('input', () => TerminateAgreementInput) input: TerminateAgreementInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(terminateAgreement, input);
  }

  @Mutation(() => RenewAgreementPayload, {
    description:
      'Drafts the follow-up (续签) with the text, the parties that remain and the open commitments: by the ' +
      'staff of a party, or the secretariat.',
  })
  @Operation({ by: 'person', token: 'MANAGE_UNIT' })
  renewAgreement(
    @Arg('input', () => RenewAgreementInput) input: RenewAgreementInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(renewAgreement, input);
  }
}
