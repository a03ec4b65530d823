import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { JointMeeting } from '../meeting/meeting.entity';
import { ApproveMinutesInput, WriteMinutesInput } from './minutes.inputs';
import { approveMinutes, writeMinutes } from './minutes.service';

declareMutations({
  writeMinutes: mutation(writeMinutes, {
    input: WriteMinutesInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Writes the minutes of a closed meeting (撰写会议纪要), drafted from what happened unless a body is given; after an approval, a new edition that corrects it. By those who run the meeting.',
    payload: { meeting: () => JointMeeting },
  }),
  approveMinutes: mutation(approveMinutes, {
    input: ApproveMinutesInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description:
      'Approves the minutes that were read (批准会议纪要): they are frozen and sealed, and everybody who may see the meeting may read them. By those who run the meeting.',
    payload: { meeting: () => JointMeeting },
  }),
});
