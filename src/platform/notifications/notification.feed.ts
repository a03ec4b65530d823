import { declareEventFeed } from '../live';
import { Notification } from './notification.entity';

/** The signed-in person's notifications: one in each update, and no snapshot. */
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
