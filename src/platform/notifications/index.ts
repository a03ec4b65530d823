/**
 * Notifications (通知): what waits for a person, kept until they have read it and sent to their open sockets at once.
 *
 * - notification (通知): one thing that one person is notified of; a key and parameters, formatted for its reader
 * - notice (通告): what a service notifies of, and whom
 * - subject (事由): the object that a notification is about; a summary is formatted only while its person may see it
 * - reminder (提醒): a notification that is sent once, by what it is known by
 * - stream (通知流): a person's notifications in the order in which they were sent, numbered without gaps
 */
import '../identity';
import './notification.access';
import './notification.feed';
import './notification.fields';
import './notification.messages';
import './notification.mutations';
import { Notification } from './notification.entity';

export const notificationEntities = [Notification];

export { registerNotificationKinds, type NotificationKind } from './notification-kinds';
export { notifications } from './notification.queries';
export { notify, notifyOfAccount, type Notice } from './notify';
export { giveUpLetter } from './undelivered';
