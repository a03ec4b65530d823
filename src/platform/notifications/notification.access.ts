import { declareAccess, extendAccess } from '../access/access';
import { sql } from '../database/sql';
import { viewerPerson } from '../identity/person/viewer.access';
import { Viewer } from '../identity/person/viewer.entity';
import { Notification, NOTIFICATION_ID } from './notification.entity';

/* A notification is its person's alone: no role lets anybody else see it. */

declareAccess<Notification>(Notification, {
  id: NOTIFICATION_ID,
  row: (notification) => sql`${notification.personId} = ${viewerPerson}`,
  open: ['id', 'at', 'kind', 'summary', 'subject', 'readAt'],
});

extendAccess(Viewer, { open: ['notifications'] });
