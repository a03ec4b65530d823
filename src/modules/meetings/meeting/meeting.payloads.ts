import { Field, ObjectType } from 'type-graphql';
import { Payload } from '../../../platform/writes/outcome';
import { JointMeeting } from './meeting.entity';

@ObjectType()
abstract class MeetingPayload extends Payload {
  @Field(() => JointMeeting, { nullable: true }) meeting!: JointMeeting | null;
}

@ObjectType()
export class ScheduleMeetingPayload extends MeetingPayload {}

@ObjectType()
export class UpdateMeetingPayload extends MeetingPayload {}

@ObjectType()
export class PublishMeetingPayload extends MeetingPayload {}

@ObjectType()
export class OpenMeetingPayload extends MeetingPayload {}

@ObjectType()
export class SuspendMeetingPayload extends MeetingPayload {}

@ObjectType()
export class CloseMeetingPayload extends MeetingPayload {}

@ObjectType()
export class CancelMeetingPayload extends MeetingPayload {}

@ObjectType()
export class RespondToInvitationPayload extends MeetingPayload {}

@ObjectType()
export class CheckInPayload extends MeetingPayload {}
