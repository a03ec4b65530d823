import { declareAccess, extendAccess } from '../access/access';
import { viewerPerson } from '../access/viewer';
import { sql } from '../database/sql';
import { Viewer } from '../identity/person/viewer.entity';
import { Notification } from './notification.entity';

/* A notification is its person's alone: no role lets anybody else see it. */

declare module '../database/ids' {
  interface IdPrefixes {
    notification: Notification;
  }
}

declareAccess<Notification>(Notification, {
  id: 'notification',
  row: (notification) => sql`${notification.personId} = ${viewerPerson}`,
  open: ['id', 'at', 'kind', 'summary', 'subject', 'readAt'],
});

extendAccess(Viewer, { open: ['notifications'] });
