import { declareAccess } from '../../access/access';
import { viewerParameter } from '../../access/viewer';
import { sql } from '../../database/sql';
import { Person } from './person.entity';
import { Viewer } from './viewer.entity';

/* Who sees a person is for the module that knows the secretariats to say. */

/** The person who is looking; null for the public. */
export const viewerPerson = viewerParameter('person', 'uuid');

declareAccess<Person>(Viewer, {
  source: () => Person,
  row: (person) => sql`${person.id} = ${viewerPerson}`,
  open: ['person', 'apiTokens'],
});
