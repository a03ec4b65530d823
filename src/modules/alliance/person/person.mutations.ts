import { Person } from '../../../platform/identity';
import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { RegisterPersonInput } from './person.inputs';
import { registerPerson } from './person.service';

declareMutations({
  registerPerson: mutation(registerPerson, {
    input: RegisterPersonInput,
    by: 'session',
    who: ['secretariat'],
    login: 'identity',
    handsOutTokens: true,
    description:
      'Registers a person and invites them (登记人员). By the secretariat. A known address gives the same answer.',
    payload: {
      person: () => Person,
      invitation: {
        type: () => String,
        description: 'To be handed to that person (邀请), single use, seven days; null when it went by mail.',
      },
    },
    payloadDescription: 'The person registered (已登记的人员).',
  }),
});
