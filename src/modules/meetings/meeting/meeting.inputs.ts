import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { DateTime } from '../../../platform/reads/scalars';
import { AtMost, Distinct, IdOf, NotNull, Optional, Range, Text } from '../../../platform/writes/validation';
import { GuestCapacity, Visibility } from './meeting.entity';

export const MOST_UNITS = 5_000;
export const MOST_GUESTS = 200;
export const MOST_ORGANISERS = 20;
export const MOST_TURNS_PER_UNIT = 100;

@InputType()
export abstract class MeetingInput {
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
    description: 'Units that stay keep their answers (邀请单位); one that is or was there cannot be left out.',
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

  @Optional()
  @Range(1, MOST_TURNS_PER_UNIT)
  @Field(() => Int, {
    nullable: true,
    description: 'How often each unit may ask to speak to an item; null for as often as it likes (单位发言次数上限).',
  })
  turnsPerUnit?: number | null;
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
