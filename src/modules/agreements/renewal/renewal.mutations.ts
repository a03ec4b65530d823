import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Agreement } from '../agreement/agreement.entity';
import { RenewAgreementInput } from './renewal.inputs';
import { renewAgreement } from './renewal.service';

declareMutations({
  renewAgreement: mutation(renewAgreement, {
    input: RenewAgreementInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Drafts the follow-up (续签) with the text, the parties that remain and the open commitments: by the ' +
      'staff of a party, or the secretariat.',
    payload: { agreement: () => Agreement },
    payloadDescription: 'The follow-up, as a draft (续签草案).',
  }),
});
