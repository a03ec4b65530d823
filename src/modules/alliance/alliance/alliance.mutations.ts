import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Alliance } from './alliance.entity';
import { CreateAllianceInput } from './alliance.inputs';
import { createAlliance } from './alliance.service';

declareMutations({
  createAlliance: mutation(createAlliance, {
    input: CreateAllianceInput,
    by: 'session',
    who: ['administrator'],
    login: 'identity',
    handsOutTokens: true,
    description: 'Founds an alliance (成立联合会) and invites its first secretariat. By administrators.',
    payload: {
      alliance: () => Alliance,
      invitation: {
        type: () => String,
        description: 'For the first of the secretariat (邀请), single use, seven days; null when it went by mail.',
      },
    },
    payloadDescription: 'The alliance just founded (新成立的联合会).',
  }),
});
