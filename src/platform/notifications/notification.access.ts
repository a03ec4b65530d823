import { declareAccess, extendAccess } from '../access/access';
import { sql } from '../database/sql';
import { viewerPerson } from '../identity/person/viewer.access';
import { Viewer } from '../identity/person/viewer.entity';
import { Notification } from './notification.entity';

declare module '../database/ids' {
  interface IdPrefixes {
    notification: Notification;
  }
}

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
