import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { AtMost, IdOf, Optional, Range, Text } from '../../../platform/writes/validation';
import { AgendaItemKind } from '../agenda/agenda.entity';
import { MOST_ITEMS } from '../agenda/agenda.rules';
import { MeetingKind, Visibility } from '../meeting/meeting.entity';

const MINUTES_OF_A_DAY = 1_440;

@InputType({ description: 'An item of a template (模板议程项).' })
export class AgendaTemplateItemInput {
  @Text({ max: 200 })
  @Field(() => String, { description: 'The title (标题).' })
  title!: string;

  @Field(() => AgendaItemKind, { description: 'What is done with it (类型).' })
  kind!: AgendaItemKind;

  @Field(() => Visibility, {
    nullable: true,
    description: 'Who may see it (公开范围); absent: as what it is part of, and the meeting at the top.',
  })
  visibility?: Visibility | null;

  @Optional()
  @Range(0, MINUTES_OF_A_DAY)
  @Field(() => Int, { nullable: true, description: 'Minutes planned for it (计划时长).' })
  plannedMinutes?: number | null;

  @Optional()
  @Range(1, 3)
  @Field(() => Int, {
    nullable: true,
    defaultValue: 1,
    description: 'How deep it lies: 1 at the top, at most one more than the item before it (级别).',
  })
  level?: number | null;
}

@InputType({ description: 'Saves a template of agendas (保存议程模板): a new one, or in place of one that there is.' })
export class SaveAgendaTemplateInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Optional()
  @IdOf('template')
  @Field(() => ID, { nullable: true, description: 'The template that it takes the place of (议程模板).' })
  templateId?: string | null;

  @Text({ max: 200 })
  @Field(() => String, { description: 'The title (名称).' })
  title!: string;

  @Field(() => MeetingKind, { nullable: true, description: 'For meetings of this kind; absent: of any (会议类型).' })
  kind?: MeetingKind | null;

  @AtMost(MOST_ITEMS)
  @ValidateNested({ each: true })
  @Field(() => [AgendaTemplateItemInput], { description: 'Its items, in order (议程项).' })
  items!: AgendaTemplateItemInput[];
}

@InputType({ description: 'Deletes a template of agendas (删除议程模板).' })
export class DeleteAgendaTemplateInput {
  @IdOf('template')
  @Field(() => ID, { description: 'The template (议程模板).' })
  templateId!: string;
}
