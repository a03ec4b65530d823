import { Field, ID, InputType } from 'type-graphql';
import { AtMost, IdOf } from '../writes/validation';
import { NOTIFICATION_ID } from './notification.entity';

@InputType({ description: 'Marks own notifications as read (标为已读).' })
export class MarkNotificationsReadInput {
  @AtMost(100)
  @IdOf(NOTIFICATION_ID, { each: true })
  @Field(() => [ID], { description: 'At most 100 (通知).' })
  notificationIds!: string[];
}
