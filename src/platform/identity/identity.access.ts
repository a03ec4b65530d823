import { declareAccess } from '../access/access';
import { viewerPerson } from '../access/viewer';
import { sql } from '../database/sql';
import { ApiToken } from './api-token/api-token.entity';
import { Person } from './person/person.entity';
import { Viewer } from './person/viewer.entity';

/* Who sees what of the module's own types. Who sees a person is for the module that knows the secretariats to say. */

declare module '../database/ids' {
  interface IdPrefixes {
    person: Person;
    apiToken: ApiToken;
  }
}

declareAccess<Person>(Viewer, {
  source: () => Person,
  row: (person) => sql`${person.id} = ${viewerPerson}`,
  open: ['person', 'apiTokens'],
});

declareAccess<ApiToken>(ApiToken, {
  id: 'apiToken',
  row: (token) => sql`${token.personId} = ${viewerPerson}`,
  open: ['id', 'name', 'scopes', 'expiresAt', 'lastUsedAt', 'revokedAt'],
});
