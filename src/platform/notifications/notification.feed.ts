import { declareEventFeed } from '../live';
import { Notification } from './notification.entity';

/** What is given to the signed-in person: one notification an update, and no snapshot. */
declareEventFeed<Notification>({
  field: 'notificationAdded',
  type: () => Notification,
  description:
    'Each notification of the signed-in person as it is given, from now on (通知); those before are in Viewer.notifications.',
  by: 'person',
  streams: 'person',
  tree: () => [Notification],
  costCeiling: 500,
  row: () => Notification,
  named: 'notification',
  computes: true,
});
