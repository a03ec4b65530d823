import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { JointMeeting } from './meeting.entity';
import {
  CancelMeetingInput,
  CloseMeetingInput,
  OpenMeetingInput,
  PublishMeetingInput,
  SuspendMeetingInput,
  UpdateMeetingInput,
} from './meeting.inputs';
import {
  cancelMeeting,
  closeMeeting,
  openMeeting,
  publishMeeting,
  suspendMeeting,
  updateMeeting,
} from './meeting.service';

declareMutations({
  updateMeeting: mutation(updateMeeting, {
    input: UpdateMeetingInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor', 'liaison'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Changes a meeting (修改会议): those who run it, and its liaison until it opens.',
    payload: { meeting: () => JointMeeting },
  }),
  publishMeeting: mutation(publishMeeting, {
    input: PublishMeetingInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor', 'liaison'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Publishes a draft (发布): those who run it, and its liaison.',
    payload: { meeting: () => JointMeeting },
  }),
  openMeeting: mutation(openMeeting, {
    input: OpenMeetingInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Opens a scheduled meeting, or goes on after a recess (开会、复会): those who run it.',
    payload: { meeting: () => JointMeeting },
  }),
  suspendMeeting: mutation(suspendMeeting, {
    input: SuspendMeetingInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Goes into recess (休会): those who run it.',
    payload: { meeting: () => JointMeeting },
  }),
  closeMeeting: mutation(closeMeeting, {
    input: CloseMeetingInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Closes a meeting (闭会): those who run it.',
    payload: { meeting: () => JointMeeting },
  }),
  cancelMeeting: mutation(cancelMeeting, {
    input: CancelMeetingInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor'],
    token: ['MANAGE_MEETINGS', 'MANAGE_ALLIANCE'],
    description: 'Cancels a meeting that has not been opened (取消会议): those who run it.',
    payload: { meeting: () => JointMeeting },
  }),
});
