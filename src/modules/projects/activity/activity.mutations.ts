import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Activity } from './activity.entity';
import { RecordActivityInput } from './activity.inputs';
import { recordActivity } from './activity.service';

declareMutations({
  recordActivity: mutation(recordActivity, {
    input: RecordActivityInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Writes down what took place (登记活动): by the secretariat, by the lead unit’s staff for its project, by a host’s at its base.',
    payload: { activity: () => Activity },
    payloadDescription: 'The activity (登记的活动).',
  }),
});
