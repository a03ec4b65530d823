import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { IdOf, NotNull, Optional, Range, Text } from '../platform/writes/validation';
import { AgendaItemKind, AgendaItemState } from './agenda.entity';
import { Visibility } from './meeting.entity';

const TITLE = { max: 200 };
const DESCRIPTION = { min: 0, max: 5_000 };
const PRESENTER = { min: 0, max: 100 };
const MINUTES_OF_A_DAY = 1_440;

@InputType({ description: 'An item of an agenda (议程项).' })
export class AgendaItemInput {
  @Text(TITLE)
  @Field(() => String)
  title!: string;

  @Optional() @Text(DESCRIPTION)
  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => AgendaItemKind)
  kind!: AgendaItemKind;

  @Field(() => Visibility, {
    nullable: true,
    description: "Its parent's when absent, and the meeting's at the top. It is never shown more openly than these.",
  })
  visibility?: Visibility | null;

  @Optional() @IdOf('unit')
  @Field(() => ID, { nullable: true, description: 'An active unit.' })
  presenterUnitId?: string | null;

  @Optional() @Text(PRESENTER)
  @Field(() => String, { nullable: true })
  presenter?: string | null;

  @Optional() @Range(0, MINUTES_OF_A_DAY)
  @Field(() => Int, { nullable: true, description: 'For the item itself, without its children.' })
  plannedMinutes?: number | null;
}

@InputType({
  description:
    'Adds an item (添加议程项) under `parentId`, after `afterItemId`; first when afterItemId is null; at the end when it is ' +
    'absent.',
})
export class AddAgendaItemInput {
  @IdOf('meeting')
  @Field(() => ID)
  meetingId!: string;

  @Optional() @IdOf('item')
  @Field(() => ID, { nullable: true })
  parentId?: string | null;

  @Optional() @IdOf('item')
  @Field(() => ID, { nullable: true })
  afterItemId?: string | null;

  @ValidateNested()
  @Field(() => AgendaItemInput)
  item!: AgendaItemInput;
}

@InputType({ description: 'Changes an item (修改议程项). What is absent stays.' })
export class UpdateAgendaItemInput {
  @IdOf('item')
  @Field(() => ID)
  itemId!: string;

  @Field(() => Int, { nullable: true })
  expectedVersion?: number | null;

  @Text(TITLE) @NotNull()
  @Field(() => String, { nullable: true })
  title?: string;

  @Optional() @Text(DESCRIPTION)
  @Field(() => String, { nullable: true })
  description?: string | null;

  @NotNull()
  @Field(() => AgendaItemKind, { nullable: true })
  kind?: AgendaItemKind;

  @NotNull()
  @Field(() => Visibility, { nullable: true })
  visibility?: Visibility;

  @Optional() @IdOf('unit')
  @Field(() => ID, { nullable: true })
  presenterUnitId?: string | null;

  @Optional() @Text(PRESENTER)
  @Field(() => String, { nullable: true })
  presenter?: string | null;

  @Optional() @Range(0, MINUTES_OF_A_DAY)
  @Field(() => Int, { nullable: true })
  plannedMinutes?: number | null;
}

@InputType({
  description:
    'Moves an item (移动议程项) with all below it under `parentId` (absent: the parent it has; null: the top), after ' +
    '`afterItemId`; first when afterItemId is null; at the end when it is absent.',
})
export class MoveAgendaItemInput {
  @IdOf('item')
  @Field(() => ID)
  itemId!: string;

  @Optional() @IdOf('item')
  @Field(() => ID, { nullable: true })
  parentId?: string | null;

  @Optional() @IdOf('item')
  @Field(() => ID, { nullable: true })
  afterItemId?: string | null;

  @Field(() => Int, { nullable: true })
  expectedVersion?: number | null;
}

@InputType({ description: 'Removes an item (删除议程项) with all below it, unless something there is running.' })
export class RemoveAgendaItemInput {
  @IdOf('item')
  @Field(() => ID)
  itemId!: string;

  @Field(() => Int, { nullable: true })
  expectedVersion?: number | null;
}

@InputType({
  description: 'Sets the state of an item (推进议程). ACTIVE makes it the current item and pauses the one that was.',
})
export class SetAgendaItemStateInput {
  @IdOf('item')
  @Field(() => ID)
  itemId!: string;

  @Field(() => AgendaItemState)
  state!: AgendaItemState;

  @Field(() => Int, { nullable: true })
  expectedVersion?: number | null;
}
