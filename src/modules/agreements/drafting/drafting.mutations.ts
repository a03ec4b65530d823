import { LIMITS } from '../../../platform/budgets';
import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { writesAnywhere } from '../../alliance/shared/rights';
import { Agreement } from '../agreement/agreement.entity';
import {
  DraftAgreementInput,
  OpenAgreementForSignatureInput,
  ReviseAgreementInput,
  WithdrawAgreementInput,
} from './drafting.inputs';
import { draftAgreement, openAgreementForSignature, reviseAgreement, withdrawAgreement } from './drafting.service';

declareMutations({
  draftAgreement: mutation(draftAgreement, {
    input: DraftAgreementInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    largeInput: { bytes: LIMITS.textBodyBytes, from: writesAnywhere },
    description: 'Drafts an agreement (起草协议): by the staff of the unit that initiates it, or the secretariat.',
    payload: { agreement: () => Agreement },
    payloadDescription: 'The draft (协议草案).',
  }),
  reviseAgreement: mutation(reviseAgreement, {
    input: ReviseAgreementInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    largeInput: { bytes: LIMITS.textBodyBytes, from: writesAnywhere },
    description:
      'Writes a new revision (修订): by the initiator’s staff, or the secretariat. While open for signature ' +
      'it voids the signatures so far, and the signing steps begin again.',
    payload: { agreement: () => Agreement },
    payloadDescription: 'The agreement with its new revision (修订后的协议).',
  }),
  openAgreementForSignature: mutation(openAgreementForSignature, {
    input: OpenAgreementForSignatureInput,
    by: 'person',
    who: ['secretariat', 'representative'],
    token: 'MANAGE_ALLIANCE',
    description: 'Opens a draft for signature (开放签署): by the initiator’s representatives, or the secretariat.',
    payload: { agreement: () => Agreement },
    payloadDescription: 'The agreement, open for signature (待签署的协议).',
  }),
  withdrawAgreement: mutation(withdrawAgreement, {
    input: WithdrawAgreementInput,
    by: 'person',
    who: ['secretariat', 'representative'],
    token: 'MANAGE_ALLIANCE',
    description:
      'Withdraws what was not signed by all yet (撤回): by the initiator’s representatives, or the secretariat.',
    payload: { agreement: () => Agreement },
    payloadDescription: 'The agreement, withdrawn (被撤回的协议).',
  }),
});
