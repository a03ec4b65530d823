import { declareMutations, mutation, preparedMutation } from '../../../platform/writes/declarations';
import { JointMeeting } from '../meeting/meeting.entity';
import { CheckInInput, RespondToInvitationInput } from './invitation.inputs';
import { checkInByCode, respondToInvitation } from './invitation.service';

declareMutations({
  respondToInvitation: mutation(respondToInvitation, {
    input: RespondToInvitationInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description: "Answers a unit's invitation (答复邀请): the unit's people, or the secretariat.",
    payload: { meeting: () => JointMeeting },
  }),
  checkIn: preparedMutation(checkInByCode, {
    input: CheckInInput,
    by: 'person',
    who: ['secretariat', 'organiser', 'convenor', 'unit'],
    token: ['MANAGE_MEETINGS', 'MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Checks units or a guest in or out (签到): those who run the meeting, or the unit with the code shown in the ' +
      'room.',
    payload: { meeting: () => JointMeeting },
  }),
});
