import { Field, ID, InputType } from 'type-graphql';
import { AtMost, IdOf, Optional } from '../writes/validation';

@InputType({ description: 'Marks own notifications as read (标为已读).' })
export class MarkNotificationsReadInput {
  @AtMost(100)
  @IdOf('notification', { each: true })
  @Field(() => [ID], { description: 'Those that were read (通知).' })
  notificationIds!: string[];
}

@InputType({ description: 'Marks all own notifications as read (全部标为已读).' })
export class MarkAllNotificationsReadInput {
  @Optional()
  @IdOf('notification')
  @Field(() => ID, {
    nullable: true,
    description: 'The newest that was shown: those up to and including this one (截至该通知); absent: all.',
  })
  upToId?: string | null;
}
