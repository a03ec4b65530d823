import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { DateTime } from '../../../platform/reads/scalars';
import { AtMost, Distinct, IdOf, NotNull, Optional, Range, Text } from '../../../platform/writes/validation';
import { AgendaItemInput } from '../agenda/agenda.inputs';
import { MOST_ITEMS } from '../agenda/agenda.rules';
import { GuestCapacity, MeetingKind, Visibility } from './meeting.entity';

const MOST_UNITS = 5_000;
const MOST_GUESTS = 200;
const MOST_ORGANISERS = 20;

@InputType()
abstract class MeetingInput {
  @IdOf('meeting')
  @Field(() => ID, { description: 'The meeting (会议).' })
  meetingId!: string;
}

@InputType({ description: 'A guest at the table (列席人员).' })
export class GuestInput {
  @Text({ max: 100 })
  @Field(() => String, { description: 'The name (姓名).' })
  name!: string;

  @Field(() => GuestCapacity, { description: 'In what capacity they come (身份).' })
  capacity!: GuestCapacity;
}

@InputType({ description: 'Schedules a meeting (安排会议), or drafts one.' })
export class ScheduleMeetingInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Optional()
  @IdOf(['alliance', 'sector', 'area', 'territory'])
  @Field(() => ID, {
    nullable: true,
    description:
      'Whose meeting it is: a sector group, an area group or a territory (会议范围); the alliance when absent.',
  })
  scopeId?: string | null;

  @Field(() => MeetingKind, { description: 'What kind of meeting it is (会议类型).' })
  kind!: MeetingKind;

  @Text({ max: 200 })
  @Field(() => String, { description: 'The title (名称).' })
  title!: string;

  @Field(() => DateTime, { description: 'May be in the past: a meeting recorded afterwards (计划开始时间).' })
  startsAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'The planned end (计划结束时间).' })
  endsAt?: Date | null;

  @Optional()
  @Text({ min: 0, max: 200 })
  @Field(() => String, { nullable: true, description: 'Where it is held (地点).' })
  venue?: string | null;

  @Field(() => Visibility, { description: 'Who may see it (公开范围).' })
  visibility!: Visibility;

  @Optional()
  @AtMost(MOST_UNITS)
  @Distinct()
  @IdOf('unit', { each: true })
  @Field(() => [ID], {
    nullable: true,
    description:
      "Active units to invite (邀请单位); when absent those of the meeting's scope, hosts left out, and of a territory " +
      'also those below it and those paired with it.',
  })
  inviteUnitIds?: string[] | null;

  @Optional()
  @AtMost(MOST_GUESTS)
  @ValidateNested({ each: true })
  @Field(() => [GuestInput], {
    nullable: true,
    description: 'Residents, experts, departments at the table (列席人员).',
  })
  guests?: GuestInput[] | null;

  @Optional()
  @AtMost(MOST_ORGANISERS)
  @Distinct()
  @IdOf('person', { each: true })
  @Field(() => [ID], {
    nullable: true,
    description:
      'People of the alliance who are to run it (组织者); the sender when absent. A liaison names none: the convenor runs what ' +
      'the liaison prepares.',
  })
  organiserIds?: string[] | null;

  @Optional()
  @Range(1, MOST_UNITS)
  @Field(() => Int, { nullable: true, description: 'Units that must be present (法定人数); no more than are invited.' })
  quorum?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Seen only by those who run it until publishMeeting (草稿).',
  })
  draft?: boolean | null;

  @Optional()
  @AtMost(MOST_ITEMS)
  @ValidateNested({ each: true })
  @Field(() => [AgendaItemInput], { nullable: true, description: 'Its agenda, in order, at one level (议程).' })
  agenda?: AgendaItemInput[] | null;
}

@InputType({
  description: 'Changes a meeting (修改会议) that is not over. What is absent stays; a list replaces the one that was.',
})
export class UpdateMeetingInput extends MeetingInput {
  @Field(() => Int, {
    nullable: true,
    description: 'The version that was looked at; CONFLICT when there is a newer one (版本).',
  })
  expectedVersion?: number | null;

  @Text({ max: 200 })
  @NotNull()
  @Field(() => String, { nullable: true, description: 'The title (名称).' })
  title?: string;

  @NotNull()
  @Field(() => DateTime, { nullable: true, description: 'The planned start (计划开始时间).' })
  startsAt?: Date;

  @Field(() => DateTime, { nullable: true, description: 'The planned end (计划结束时间).' })
  endsAt?: Date | null;

  @Optional()
  @Text({ min: 0, max: 200 })
  @Field(() => String, { nullable: true, description: 'Where it is held (地点).' })
  venue?: string | null;

  @NotNull()
  @Field(() => Visibility, { nullable: true, description: 'Who may see it (公开范围).' })
  visibility?: Visibility;

  @Optional()
  @AtMost(MOST_UNITS)
  @Distinct()
  @IdOf('unit', { each: true })
  @Field(() => [ID], {
    nullable: true,
    description: 'Units that stay keep their answers (邀请单位); one that is present cannot be left out.',
  })
  inviteUnitIds?: string[] | null;

  @Optional()
  @AtMost(MOST_GUESTS)
  @ValidateNested({ each: true })
  @Field(() => [GuestInput], {
    nullable: true,
    description: 'Guests of the same name and capacity stay the same guests (列席人员).',
  })
  guests?: GuestInput[] | null;

  @Optional()
  @AtMost(MOST_ORGANISERS)
  @Distinct()
  @IdOf('person', { each: true })
  @Field(() => [ID], { nullable: true, description: 'All who are to run it (组织者).' })
  organiserIds?: string[] | null;

  @Optional()
  @Range(1, MOST_UNITS)
  @Field(() => Int, { nullable: true, description: 'How many units must be there; null for none (法定人数).' })
  quorum?: number | null;
}

@InputType({ description: 'Publishes a draft (发布).' })
export class PublishMeetingInput extends MeetingInput {}

@InputType({ description: 'Opens a scheduled meeting, or goes on after a recess (开会、复会).' })
export class OpenMeetingInput extends MeetingInput {}

@InputType({ description: 'Goes into recess (休会); what is running is paused.' })
export class SuspendMeetingInput extends MeetingInput {}

@InputType({ description: 'Closes a meeting (闭会); items that are not done are postponed.' })
export class CloseMeetingInput extends MeetingInput {}

@InputType({ description: 'Cancels a meeting (取消会议) that has not been opened.' })
export class CancelMeetingInput extends MeetingInput {
  @Text({ max: 500 })
  @Field(() => String, { description: 'Seen by all who see the meeting (取消原因).' })
  reason!: string;
}

@InputType({ description: "Answers a unit's invitation (答复邀请)." })
export class RespondToInvitationInput extends MeetingInput {
  @IdOf('unit')
  @Field(() => ID, { description: 'The unit that is invited (受邀单位).' })
  unitId!: string;

  @Field(() => Boolean, { description: 'True: it comes; false: it does not (是否参加).' })
  accept!: boolean;

  @Optional()
  @Text({ min: 0, max: 100 })
  @Field(() => String, { nullable: true, description: 'Who comes; absent keeps who was named (参会代表).' })
  representative?: string | null;

  @Optional()
  @IdOf('unit')
  @Field(() => ID, {
    nullable: true,
    description: 'With a refusal: the invited unit that stands in (委托), and has not declined itself.',
  })
  proxyUnitId?: string | null;
}

@InputType({
  description:
    'Checks a unit or a guest in or out (签到): by those who run the meeting, or by the unit itself with the code shown ' +
    'in the room.',
})
export class CheckInInput extends MeetingInput {
  @Optional()
  @IdOf('unit')
  @Field(() => ID, { nullable: true, description: 'Exactly one of unitId and guestId is given (签到单位).' })
  unitId?: string | null;

  @Optional()
  @IdOf('guest')
  @Field(() => ID, { nullable: true, description: 'A guest, instead of a unit (列席人员).' })
  guestId?: string | null;

  @Field(() => Boolean, { description: 'True: there; false: gone (是否到会).' })
  present!: boolean;

  @Optional()
  @Text({ max: 20 })
  @Field(() => String, {
    nullable: true,
    description: 'The code shown in the room; those who run the meeting need none (签到码).',
  })
  code?: string | null;
}
