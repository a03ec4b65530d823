import { Field, ID, InputType, Int } from 'type-graphql';
import { AtMost, Distinct, IdOf, Optional, Range } from '../../../platform/writes/validation';
import { Name } from '../../alliance/shared/input-rules';
import { SpeakerState } from './speaker.entity';
import { MOST_TURNS } from './speaker.rules';

const SECONDS_OF_A_DAY = 86_400;

@InputType({ description: 'Asks to speak to an agenda item (申请发言).' })
export class RequestToSpeakInput {
  @IdOf('item')
  @Field(() => ID, { description: 'The item; one that is not over (议程项).' })
  itemId!: string;

  @Optional()
  @IdOf('unit')
  @Field(() => ID, {
    nullable: true,
    description:
      'The unit that is spoken for, which is checked in (发言单位); those who run the meeting may also name another active unit, or none.',
  })
  unitId?: string | null;

  @Name(100)
  @Field(() => String, { description: 'Who speaks, by name (发言人).' })
  speaker!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'About how the meeting is run: it comes before all that are not (程序性发言).',
  })
  pointOfOrder?: boolean | null;
}

@InputType({ description: 'Gives somebody the floor, ends a turn, or takes it back (设置发言状态).' })
export class SetSpeakerStateInput {
  @IdOf('turn')
  @Field(() => ID, { description: 'The turn (发言).' })
  turnId!: string;

  @Field(() => SpeakerState, {
    description: 'The state that it is to be in (状态): SPEAKING ends the turn that was; WITHDRAWN also by its unit.',
  })
  state!: SpeakerState;

  @Optional()
  @Range(1, SECONDS_OF_A_DAY)
  @Field(() => Int, {
    nullable: true,
    description:
      'With SPEAKING: seconds that it may take; again with another number while it lasts to change that (发言时限).',
  })
  limitSeconds?: number | null;
}

@InputType({ description: 'Orders those who wait to speak to an item (调整发言顺序).' })
export class ReorderSpeakersInput {
  @IdOf('item')
  @Field(() => ID, { description: 'The item (议程项).' })
  itemId!: string;

  @AtMost(MOST_TURNS)
  @Distinct()
  @IdOf('turn', { each: true })
  @Field(() => [ID], {
    description:
      'Turns that wait and are no points of order, in their new order; those that are not named come after them, in the order that they had (发言顺序).',
  })
  turnIds!: string[];
}
