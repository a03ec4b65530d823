import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Expert } from './expert.entity';
import { AppointExpertInput } from './expert.inputs';
import { appointExpert } from './expert.service';

declareMutations({
  appointExpert: mutation(appointExpert, {
    input: AppointExpertInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description:
      'Appoints an expert to the think tank (聘任专家), or changes the appointment that lasts. By the secretariat.',
    payload: { expert: () => Expert },
    payloadDescription: 'The appointment (聘任).',
  }),
});
