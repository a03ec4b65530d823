import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { DateTime } from '../../../platform/reads/scalars';
import { AtMost, Distinct, IdOf, Optional, Range, Text } from '../../../platform/writes/validation';
import { AgendaItemInput } from '../agenda/agenda.inputs';
import { MOST_ITEMS } from '../agenda/agenda.rules';
import { MeetingKind, Visibility } from '../meeting/meeting.entity';
import { GuestInput, MOST_GUESTS, MOST_ORGANISERS, MOST_TURNS_PER_UNIT, MOST_UNITS } from '../meeting/meeting.inputs';

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

  @Optional()
  @Range(1, MOST_TURNS_PER_UNIT)
  @Field(() => Int, {
    nullable: true,
    description: 'How often each unit may ask to speak to an item; null for as often as it likes (单位发言次数上限).',
  })
  turnsPerUnit?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Seen only by those who run it until publishMeeting (草稿).',
  })
  draft?: boolean | null;

  @Optional()
  @IdOf('template')
  @Field(() => ID, {
    nullable: true,
    description: 'What its agenda begins with, as the template is now; `agenda` comes after it (议程模板).',
  })
  templateId?: string | null;

  @Optional()
  @AtMost(MOST_ITEMS)
  @ValidateNested({ each: true })
  @Field(() => [AgendaItemInput], { nullable: true, description: 'Its agenda, in order, at one level (议程).' })
  agenda?: AgendaItemInput[] | null;
}
