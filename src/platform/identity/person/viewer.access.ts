import { declareAccess } from '../../access/access';
import { viewerPerson } from '../../access/viewer';
import { sql } from '../../database/sql';
import { Person } from './person.entity';
import { Viewer } from './viewer.entity';

declare module '../../database/ids' {
  interface IdPrefixes {
    viewer: Viewer;
  }
}

/* Who sees a person is for the module that knows the secretariats to say. */

declareAccess<Person>(Viewer, {
  id: 'viewer',
  source: () => Person,
  row: (person) => sql`${person.id} = ${viewerPerson}`,
  open: ['id', 'person', 'apiTokens', 'sessions', 'externalIdentities'],
});
