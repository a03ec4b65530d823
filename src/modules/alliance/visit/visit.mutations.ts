import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { RecordVisitInput } from './visit.inputs';
import { recordVisit } from './visit.service';

declareMutations({
  recordVisit: mutation(recordVisit, {
    input: RecordVisitInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Records a visit to a unit (走访). By the secretariat.',
    payload: { memberUnit: () => MemberUnit },
    payloadDescription: 'The unit that was visited (被走访单位).',
  }),
});
