import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { MutationRequest } from '../../../platform/writes/mutation';
import { Operation } from '../../../platform/access/operation';
import { checkIn, respondToInvitation } from '../invitation/invitation.service';
import {
  CancelMeetingInput,
  CheckInInput,
  CloseMeetingInput,
  OpenMeetingInput,
  PublishMeetingInput,
  RespondToInvitationInput,
  ScheduleMeetingInput,
  SuspendMeetingInput,
  UpdateMeetingInput,
} from './meeting.inputs';
import {
  CancelMeetingPayload,
  CheckInPayload,
  CloseMeetingPayload,
  OpenMeetingPayload,
  PublishMeetingPayload,
  RespondToInvitationPayload,
  ScheduleMeetingPayload,
  SuspendMeetingPayload,
  UpdateMeetingPayload,
} from './meeting.payloads';
import {
  cancelMeeting,
  closeMeeting,
  openMeeting,
  publishMeeting,
  suspendMeeting,
  updateMeeting,
} from './meeting.service';
import { scheduleMeeting } from '../schedule/schedule.service';

@Resolver()
export class MeetingResolver {
  @Mutation(() => ScheduleMeetingPayload, {
    description:
      'Schedules a meeting (安排会议), or drafts one: the secretariat and organisers any, convenors and liaisons those of ' +
      'their own group or territory.',
  })
  @Operation({ by: 'person', token: 'MANAGE_MEETINGS' })
  scheduleMeeting(
    @Arg('input', () => ScheduleMeetingInput) input: ScheduleMeetingInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(scheduleMeeting, input);
  }

  @Mutation(() => UpdateMeetingPayload, {
    description: 'Changes a meeting (修改会议): those who run it, and its liaison until it opens.',
  })
  @Operation({ by: 'person', token: 'MANAGE_MEETINGS' })
  updateMeeting(
    @Arg('input', () => UpdateMeetingInput) input: UpdateMeetingInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(updateMeeting, input);
  }

  @Mutation(() => PublishMeetingPayload, {
    description: 'Publishes a draft (发布): those who run it, and its liaison.',
  })
  @Operation({ by: 'person', token: 'MANAGE_MEETINGS' })
  publishMeeting(
    @Arg('input', () => PublishMeetingInput) input: PublishMeetingInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(publishMeeting, input);
  }

  @Mutation(() => OpenMeetingPayload, {
    description: 'Opens a scheduled meeting, or goes on after a recess (开会、复会): those who run it.',
  })
  @Operation({ by: 'person', token: 'MANAGE_MEETINGS' })
  openMeeting(
    @Arg('input', () => OpenMeetingInput) input: OpenMeetingInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(openMeeting, input);
  }

  @Mutation(() => SuspendMeetingPayload, { description: 'Goes into recess (休会): those who run it.' })
  @Operation({ by: 'person', token: 'MANAGE_MEETINGS' })
  suspendMeeting(
    @Arg('input', () => SuspendMeetingInput) input: SuspendMeetingInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(suspendMeeting, input);
  }

  @Mutation(() => CloseMeetingPayload, { description: 'Closes a meeting (闭会): those who run it.' })
  @Operation({ by: 'person', token: 'MANAGE_MEETINGS' })
  closeMeeting(
    @Arg('input', () => CloseMeetingInput) input: CloseMeetingInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(closeMeeting, input);
  }

  @Mutation(() => CancelMeetingPayload, {
    description: 'Cancels a meeting that has not been opened (取消会议): those who run it.',
  })
  @Operation({ by: 'person', token: 'MANAGE_MEETINGS' })
  cancelMeeting(
    @Arg('input', () => CancelMeetingInput) input: CancelMeetingInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(cancelMeeting, input);
  }

  @Mutation(() => RespondToInvitationPayload, {
    description: "Answers a unit's invitation (答复邀请): the unit's people, or the secretariat.",
  })
  @Operation({ by: 'person', token: 'MANAGE_UNIT' })
  respondToInvitation(
    @Arg('input', () => RespondToInvitationInput) input: RespondToInvitationInput,
    @Ctx() request: MutationRequest,
  ): Promise<unknown> {
    return request.perform(respondToInvitation, input);
  }

  @Mutation(() => CheckInPayload, {
    description:
      'Checks a unit or a guest in or out (签到): those who run the meeting, or the unit with the code shown in the ' +
      'room.',
  })
  @Operation({ by: 'person', token: ['MANAGE_MEETINGS', 'MANAGE_UNIT'] })
  checkIn(@Arg('input', () => CheckInInput) input: CheckInInput, @Ctx() request: MutationRequest): Promise<unknown> {
    return request.perform(checkIn, input);
  }
}
