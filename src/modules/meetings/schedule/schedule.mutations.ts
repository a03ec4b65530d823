import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { JointMeeting } from '../meeting/meeting.entity';
import { ScheduleMeetingInput } from './schedule.inputs';
import { scheduleMeeting } from './schedule.service';

declareMutations({
  scheduleMeeting: mutation(scheduleMeeting, {
    input: ScheduleMeetingInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor', 'liaison'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Schedules a meeting (安排会议), or drafts one: the secretariat and organisers any, convenors and liaisons those of ' +
      'their own group or territory.',
    payload: { meeting: () => JointMeeting },
  }),
});
