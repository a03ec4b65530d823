import { declareMutations, mutation } from '../writes/declarations';
import { Notification } from './notification.entity';
import { Viewer } from '../identity/person/viewer.entity';
import { MarkAllNotificationsReadInput, MarkNotificationsReadInput } from './notification.inputs';
import { markAllNotificationsRead, markNotificationsRead } from './notification.service';

declareMutations({
  markNotificationsRead: mutation(markNotificationsRead, {
    input: MarkNotificationsReadInput,
    by: 'person',
    who: ['self'],
    token: 'MANAGE_UNIT',
    description: 'Marks own notifications as read (标为已读).',
    payload: {
      notifications: { type: () => [Notification], description: 'Those that the input named, each once (通知).' },
    },
  }),
  markAllNotificationsRead: mutation(markAllNotificationsRead, {
    input: MarkAllNotificationsReadInput,
    by: 'person',
    who: ['self'],
    token: 'MANAGE_UNIT',
    description:
      'Marks all own notifications as read, or those up to one (全部标为已读), so that what came after it was shown stays unread.',
    payload: { viewer: () => Viewer },
  }),
});
