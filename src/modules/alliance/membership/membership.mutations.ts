import { declareMutations, mutation, preparedMutation } from '../../../platform/writes/declarations';
import { MemberUnit } from '../member-unit/member-unit.entity';
import {
  ApplyForMembershipInput,
  EndMembershipInput,
  ReinstateMembershipInput,
  ReviewMembershipInput,
  SuspendMembershipInput,
} from './membership.inputs';
import {
  applyForMembership,
  endMembership,
  reinstateMembership,
  reviewMembership,
  suspendMembership,
} from './membership.service';

declareMutations({
  applyForMembership: preparedMutation(applyForMembership, {
    input: ApplyForMembershipInput,
    by: 'anyone',
    who: ['anyone'],
    handsOutTokens: true,
    description: 'Applies for membership (入会申请). Anybody may; rate limited.',
    payload: {
      memberUnit: () => MemberUnit,
      receipt: {
        type: () => String,
        description: 'Shows the application to whoever holds it (回执); handed out once.',
      },
    },
    payloadDescription: 'The application (入会申请).',
  }),
  reviewMembership: mutation(reviewMembership, {
    input: ReviewMembershipInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Admits or declines an applicant (审核入会申请). By the secretariat.',
    payload: { memberUnit: () => MemberUnit },
    payloadDescription: 'The unit after the review (审核后的单位).',
  }),
  endMembership: mutation(endMembership, {
    input: EndMembershipInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Ends a membership (退出联合会). By the secretariat.',
    payload: { memberUnit: () => MemberUnit },
    payloadDescription: 'The unit, no member any more (已退出的单位).',
  }),
  suspendMembership: mutation(suspendMembership, {
    input: SuspendMembershipInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Suspends a membership (暂停成员资格). By the secretariat.',
    payload: { memberUnit: () => MemberUnit },
    payloadDescription: 'The unit, suspended (已暂停的单位).',
  }),
  reinstateMembership: mutation(reinstateMembership, {
    input: ReinstateMembershipInput,
    by: 'person',
    who: ['secretariat'],
    token: 'MANAGE_ALLIANCE',
    description: 'Takes a suspension back (恢复成员资格). By the secretariat.',
    payload: { memberUnit: () => MemberUnit },
    payloadDescription: 'The unit, active again (已恢复的单位).',
  }),
});
