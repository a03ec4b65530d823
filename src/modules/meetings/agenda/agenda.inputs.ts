import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { IdOf, NotNull, Optional, Range, Text } from '../../../platform/writes/validation';
import { AgendaItemKind, AgendaItemState } from './agenda.entity';
import { Visibility } from '../meeting/meeting.entity';

const TITLE = { max: 200 };
const DESCRIPTION = { min: 0, max: 5_000 };
const PRESENTER = { min: 0, max: 100 };
const MINUTES_OF_A_DAY = 1_440;

@InputType({ description: 'An item of an agenda (议程项).' })
export class AgendaItemInput {
  @Text(TITLE)
  @Field(() => String, { description: 'The title (标题).' })
  title!: string;

  @Optional()
  @Text(DESCRIPTION)
  @Field(() => String, { nullable: true, description: 'In more words (说明).' })
  description?: string | null;

  @Field(() => AgendaItemKind, { description: 'What is done with it (类型).' })
  kind!: AgendaItemKind;

  @Field(() => Visibility, {
    nullable: true,
    description:
      "Its parent's when absent, and the meeting's at the top (公开范围). It is never shown more openly than these.",
  })
  visibility?: Visibility | null;

  @Optional()
  @IdOf('unit')
  @Field(() => ID, { nullable: true, description: 'An active unit (汇报单位).' })
  presenterUnitId?: string | null;

  @Optional()
  @Text(PRESENTER)
  @Field(() => String, { nullable: true, description: 'Who presents it, by name (汇报人).' })
  presenter?: string | null;

  @Optional()
  @Range(0, MINUTES_OF_A_DAY)
  @Field(() => Int, { nullable: true, description: 'For the item itself, without its children (计划时长).' })
  plannedMinutes?: number | null;

  @Optional()
  @IdOf(['agreement', 'project', 'need', 'consultation'])
  @Field(() => ID, {
    nullable: true,
    description:
      'What it is about: an agreement, a project, a need or a consultation that the sender may see (议题对象).',
  })
  subjectId?: string | null;
}

@InputType({
  description:
    'Adds an item (添加议程项) under `parentId`, after `afterItemId`; first when afterItemId is null; at the end when it is ' +
    'absent.',
})
export class AddAgendaItemInput {
  @IdOf('meeting')
  @Field(() => ID, { description: 'The meeting (会议).' })
  meetingId!: string;

  @Optional()
  @IdOf('item')
  @Field(() => ID, { nullable: true, description: 'The item that it is part of; absent: at the top (上级议程).' })
  parentId?: string | null;

  @Optional()
  @IdOf('item')
  @Field(() => ID, {
    nullable: true,
    description: 'The sibling that it comes after; null: none, it is the first; absent: it is the last (排在其后).',
  })
  afterItemId?: string | null;

  @ValidateNested()
  @Field(() => AgendaItemInput, { description: 'What it says (内容).' })
  item!: AgendaItemInput;
}

@InputType({ description: 'Changes an item (修改议程项). What is absent stays.' })
export class UpdateAgendaItemInput {
  @IdOf('item')
  @Field(() => ID, { description: 'The item (议程项).' })
  itemId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was looked at; CONFLICT when there is a newer one (版本).',
  })
  expectedVersion?: number | null;

  @Text(TITLE)
  @NotNull()
  @Field(() => String, { nullable: true, description: 'The title (标题).' })
  title?: string;

  @Optional()
  @Text(DESCRIPTION)
  @Field(() => String, { nullable: true, description: 'In more words; null for none (说明).' })
  description?: string | null;

  @NotNull()
  @Field(() => AgendaItemKind, { nullable: true, description: 'What is done with it (类型).' })
  kind?: AgendaItemKind;

  @NotNull()
  @Field(() => Visibility, { nullable: true, description: 'Who may see it (公开范围).' })
  visibility?: Visibility;

  @Optional()
  @IdOf('unit')
  @Field(() => ID, { nullable: true, description: 'The unit that presents it (汇报单位).' })
  presenterUnitId?: string | null;

  @Optional()
  @Text(PRESENTER)
  @Field(() => String, { nullable: true, description: 'Who presents it, by name (汇报人).' })
  presenter?: string | null;

  @Optional()
  @Range(0, MINUTES_OF_A_DAY)
  @Field(() => Int, { nullable: true, description: 'How long it is planned to take; null for no plan (计划时长).' })
  plannedMinutes?: number | null;

  @Optional()
  @IdOf(['agreement', 'project', 'need', 'consultation'])
  @Field(() => ID, {
    nullable: true,
    description:
      'What it is about: an agreement, a project, a need or a consultation that the sender may see; null for none (议题对象).',
  })
  subjectId?: string | null;
}

@InputType({
  description:
    'Moves an item (移动议程项) with all below it under `parentId` (absent: the parent it has; null: the top), after ' +
    '`afterItemId`; first when afterItemId is null; at the end when it is absent.',
})
export class MoveAgendaItemInput {
  @IdOf('item')
  @Field(() => ID, { description: 'The item (议程项).' })
  itemId!: string;

  @Optional()
  @IdOf('item')
  @Field(() => ID, {
    nullable: true,
    description: 'The item that it becomes part of; null: the top; absent: as it is (上级议程).',
  })
  parentId?: string | null;

  @Optional()
  @IdOf('item')
  @Field(() => ID, {
    nullable: true,
    description: 'The sibling that it comes after; null: none, it is the first; absent: it is the last (排在其后).',
  })
  afterItemId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was looked at; CONFLICT when there is a newer one (版本).',
  })
  expectedVersion?: number | null;
}

@InputType({ description: 'Removes an item (删除议程项) with all below it, unless something there is running.' })
export class RemoveAgendaItemInput {
  @IdOf('item')
  @Field(() => ID, { description: 'The item (议程项).' })
  itemId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was looked at; CONFLICT when there is a newer one (版本).',
  })
  expectedVersion?: number | null;
}

@InputType({
  description: 'Sets the state of an item (推进议程). ACTIVE makes it the current item and pauses the one that was.',
})
export class SetAgendaItemStateInput {
  @IdOf('item')
  @Field(() => ID, { description: 'The item (议程项).' })
  itemId!: string;

  @Field(() => AgendaItemState, { description: 'The state that it is to be in (状态).' })
  state!: AgendaItemState;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was looked at; CONFLICT when there is a newer one (版本).',
  })
  expectedVersion?: number | null;
}
