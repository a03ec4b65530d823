import { message, type MessageKey } from '../../../src/platform/i18n/messages';
import { anyone, seenBy, type ModuleModel } from './model';
import { column, latest, pageOf, time } from './reads';

export const notifications: ModuleModel = {
  types: {
    Notification: {
      table: 'notifications',
      prefix: 'notification',
      object: (who, row) => who.is(row['person_id']),
      fields: seenBy(anyone, {
        at: time('at'),
        kind: column('kind'),
        readAt: time('read_at'),
        subject: (row, look) => look.node(row['subject_id']),
        // what it would say of something that has been closed to the person since is left out
        summary: (row, look) => {
          const closed = row['subject_id'] !== null && look.node(row['subject_id']) === null;
          return message(
            'en',
            closed ? 'notification.closed' : (row['key'] as MessageKey),
            row['parameters'] as Record<string, unknown>,
          );
        },
      }),
    },
  },
  extensions: {
    Viewer: {
      fields: seenBy(anyone, { notifications: pageOf('Notification', 'notifications', 'person_id', latest('at')) }),
    },
  },
};
