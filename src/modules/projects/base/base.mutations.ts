import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Base } from './base.entity';
import { CreateBaseInput } from './base.inputs';
import { createBase } from './base.service';

declareMutations({
  createBase: mutation(createBase, {
    input: CreateBaseInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Sets up a co-construction base (新建共建基地). By the secretariat.',
    payload: { base: () => Base },
    payloadDescription: 'The new base (新建的基地).',
  }),
});
