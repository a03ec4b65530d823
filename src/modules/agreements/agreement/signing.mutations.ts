import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Agreement } from './agreement.entity';
import { DeclineAgreementInput, SignAgreementInput, TerminateAgreementInput } from './signing.inputs';
import { declineAgreement, signAgreement, terminateAgreement } from './signing.service';

declareMutations({
  signAgreement: mutation(signAgreement, {
    input: SignAgreementInput,
    by: 'session',
    who: ['representative'],
    description:
      'Signs for a unit (签署): by one of its representatives in person, under the text whose hash is given; ' +
      'refused if the text has changed since. Once a unit, whoever of them does it, however often. The last ' +
      'party’s signature activates the agreement, or makes it SIGNED until startsOn.',
    payload: { agreement: () => Agreement },
    payloadDescription: 'The agreement with the signature (签署后的协议).',
  }),
  declineAgreement: mutation(declineAgreement, {
    input: DeclineAgreementInput,
    by: 'session',
    who: ['representative'],
    description:
      'Declines for a unit (拒签): by one of its representatives, before the unit has signed. Closes the ' +
      'agreement for all.',
    payload: { agreement: () => Agreement },
    payloadDescription: 'The agreement, closed (被拒签的协议).',
  }),
  terminateAgreement: mutation(terminateAgreement, {
    input: TerminateAgreementInput,
    by: 'session',
    who: ['representative'],
    description:
      'Ends an agreement for one unit (退出): by one of its representatives. It is TERMINATED when fewer than ' +
      'two signing parties remain.',
    payload: { agreement: () => Agreement },
    payloadDescription: 'The agreement without the unit (退出后的协议).',
  }),
});
