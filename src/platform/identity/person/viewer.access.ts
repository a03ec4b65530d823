import { declareAccess } from '../../access/access';
import { viewerPerson } from '../../access/viewer';
import { sql } from '../../database/sql';
import { Person } from './person.entity';
import { Viewer } from './viewer.entity';

/* Who sees a person is for the module that knows the secretariats to say. */

declareAccess<Person>(Viewer, {
  source: () => Person,
  row: (person) => sql`${person.id} = ${viewerPerson}`,
  open: ['person', 'apiTokens', 'sessions', 'externalIdentities'],
});
