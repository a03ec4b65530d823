import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Alliance } from './alliance.entity';
import { CreateAllianceInput, DeleteAllianceInput, ReplaceFirstSecretariatInput } from './alliance.inputs';
import { createAlliance, deleteAlliance, replaceFirstSecretariat } from './alliance.service';

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
  replaceFirstSecretariat: mutation(replaceFirstSecretariat, {
    input: ReplaceFirstSecretariatInput,
    by: 'session',
    who: ['administrator'],
    login: 'identity',
    handsOutTokens: true,
    description:
      'Makes the invitation of a first secretariat out anew (更正首任秘书处的邀请), to another address; the one before it is good no more. By administrators, while nobody has entered the alliance.',
    payload: {
      alliance: () => Alliance,
      invitation: {
        type: () => String,
        description: 'For the first of the secretariat (邀请), single use, seven days; null when it went by mail.',
      },
    },
  }),
  deleteAlliance: mutation(deleteAlliance, {
    input: DeleteAllianceInput,
    by: 'session',
    who: ['administrator'],
    login: 'identity',
    description:
      'Deletes an alliance that nobody ever entered (删除从未启用的联合会), with the applications that were sent to it. By administrators.',
    payload: {},
  }),
});
