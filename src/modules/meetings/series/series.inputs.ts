import { Field, ID, InputType, Int } from 'type-graphql';
import { DateTime, Day } from '../../../platform/reads/scalars';
import { AtMost, Distinct, IdOf, Optional, Range, Text } from '../../../platform/writes/validation';
import { MeetingKind, Visibility } from '../meeting/meeting.entity';
import { MOST_UNITS } from '../meeting/meeting.inputs';

const MINUTES_OF_A_WEEK = 10_080;

@InputType({ description: 'Schedules meetings that come again by a rule (安排系列会议).' })
export class ScheduleSeriesInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Optional()
  @IdOf(['alliance', 'sector', 'area', 'territory'])
  @Field(() => ID, {
    nullable: true,
    description:
      'Whose meetings they are: a sector group, an area group or a territory (会议范围); the alliance when absent.',
  })
  scopeId?: string | null;

  @Field(() => MeetingKind, { description: 'What kind of meetings they are (会议类型).' })
  kind!: MeetingKind;

  @Text({ max: 200 })
  @Field(() => String, { description: 'The title of each (名称).' })
  title!: string;

  @Field(() => DateTime, {
    description: 'When the first starts, which the rule has to have and is still ahead (首次开始时间).',
  })
  firstStartsAt!: Date;

  @Range(1, MINUTES_OF_A_WEEK)
  @Field(() => Int, { description: 'How many minutes each takes (时长).' })
  minutes!: number;

  @Text({ max: 200 })
  @Field(() => String, {
    description:
      'An RRULE of RFC 5545 by days, weeks, months or years, such as FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU: the second Tuesday ' +
      'of every third month (重复规则). Its days and hours are of the alliance’s time zone.',
  })
  recurrence!: string;

  @Field(() => Day, { nullable: true, description: 'The last day on which one may start (截止日期).' })
  until?: string | null;

  @Field(() => Visibility, {
    description: 'Who may see the series, and its meetings once they are published (公开范围).',
  })
  visibility!: Visibility;

  @Optional()
  @Text({ min: 0, max: 200 })
  @Field(() => String, { nullable: true, description: 'Where they are held (地点).' })
  venue?: string | null;

  @Optional()
  @AtMost(MOST_UNITS)
  @Distinct()
  @IdOf('unit', { each: true })
  @Field(() => [ID], {
    nullable: true,
    description:
      'Active units to invite to each (邀请单位); when absent those of its scope, as they are when a meeting is drafted.',
  })
  inviteUnitIds?: string[] | null;

  @Optional()
  @IdOf('template')
  @Field(() => ID, { nullable: true, description: 'What their agendas begin with (议程模板).' })
  templateId?: string | null;
}

@InputType({
  description:
    'Ends a series (终止系列会议): its drafts that are still ahead are cancelled, and what was published stays as it is.',
})
export class EndSeriesInput {
  @IdOf('series')
  @Field(() => ID, { description: 'The series (系列会议).' })
  seriesId!: string;
}
