import { Field, ID, InputType } from 'type-graphql';
import { IdOf, Optional } from '../../../platform/writes/validation';

@InputType({ description: 'Makes a feed of meetings for one’s own calendar (创建日历订阅).' })
export class CreateCalendarFeedInput {
  @Optional()
  @IdOf('unit')
  @Field(() => ID, {
    nullable: true,
    description: 'An active unit: meetings that it is invited to (单位). Neither unit nor scope: one’s own meetings.',
  })
  unitId?: string | null;

  @Optional()
  @IdOf(['alliance', 'sector', 'area', 'territory'])
  @Field(() => ID, {
    nullable: true,
    description: 'Meetings of this alliance as a whole, group or territory (会议范围); not together with a unit.',
  })
  scopeId?: string | null;
}

@InputType({ description: 'Revokes one of the own feeds (撤销日历订阅): its address is good no more.' })
export class RevokeCalendarFeedInput {
  @IdOf('calendar')
  @Field(() => ID, { description: 'The feed (日历订阅).' })
  calendarFeedId!: string;
}
