import { Field, ID, InputType } from 'type-graphql';
import { AtMost, IdOf } from '../writes/validation';

@InputType({ description: 'Marks own notifications as read (标为已读).' })
export class MarkNotificationsReadInput {
  @AtMost(100)
  @IdOf('notification', { each: true })
  @Field(() => [ID], { description: 'Those that were read (通知).' })
  notificationIds!: string[];
}
