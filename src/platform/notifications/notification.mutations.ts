import { declareMutations, mutation } from '../writes/declarations';
import { Notification } from './notification.entity';
import { MarkNotificationsReadInput } from './notification.inputs';
import { markNotificationsRead } from './notification.service';

declareMutations({
  markNotificationsRead: mutation(markNotificationsRead, {
    input: MarkNotificationsReadInput,
    by: 'person',
    who: ['self'],
    token: 'MANAGE_UNIT',
    description: 'Marks own notifications as read (标为已读).',
    payload: { notifications: { type: () => [Notification], description: 'Those that the input named, each once.' } },
  }),
});
