import { Field, ID, InputType } from 'type-graphql';
import { AtMost } from '../writes/validation';

@InputType({ description: 'Marks own notifications as read (标为已读).' })
export class MarkNotificationsReadInput {
  @AtMost(100)
  @Field(() => [ID], { description: 'At most 100.' })
  notificationIds!: string[];
}
