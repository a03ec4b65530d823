import { Resolver, Subscription } from 'type-graphql';
import { Operation } from '../access/operation';
import { Notification } from './notification.entity';

@Resolver()
export class NotificationResolver {
  /** Served by the hub from the feed of this name; the member gives the schema its field. */
  @Subscription(() => Notification, {
    description:
      'Each notification of the signed-in person as it is given, from now on (通知); those before are in Viewer.notifications.',
    topics: 'notificationAdded',
  })
  @Operation({ by: 'person' })
  notificationAdded(): Notification {
    throw new Error('subscriptions are served by the hub');
  }
}
