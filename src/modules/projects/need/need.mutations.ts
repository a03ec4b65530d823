import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Need } from './need.entity';
import { PublishNeedInput, UpdateNeedInput } from './need.inputs';
import { publishNeed, updateNeed } from './need.service';

declareMutations({
  publishNeed: mutation(publishNeed, {
    input: PublishNeedInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Puts a need on the list (发布需求): by the staff of the unit whose it is, or the secretariat. ' +
      'It answers the list rounds that wait for the unit, where its own people publish it.',
    payload: { need: () => Need },
    payloadDescription: 'The need (需求).',
  }),
  updateNeed: mutation(updateNeed, {
    input: UpdateNeedInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Changes, withdraws or reopens a need, or says that it is met (修改需求): by the staff of its unit, or the ' +
      'secretariat. It is not withdrawn while a project for it is under way.',
    payload: { need: () => Need },
    payloadDescription: 'The need as it is now (修改后的需求).',
  }),
});
