import { viewerPerson } from '../../access/viewer';
import { sql } from '../../database/sql';
import { declareFields, declareRoots, root } from '../../reads/declarations';
import { ApiToken } from '../api-token/api-token.entity';
import { Person } from './person.entity';
import { Viewer } from './viewer.entity';

declareFields<Person>(Viewer, (field) => ({
  person: field.view(() => Person, { description: 'The person (本人).' }),
  apiTokens: field.many(() => ApiToken, {
    by: 'person',
    order: (token) => sql`${token.createdAt}, ${token.id}`,
    estimatedCount: 3,
    description: "The person's API tokens (API 令牌), revoked and expired ones included.",
  }),
}));

declareRoots({
  viewer: root.viewer<Person>(
    () => Viewer,
    (person) => sql`${person.id} = ${viewerPerson}`,
    {
      description: 'Whoever is signed in (当前用户); null when nobody is.',
    },
  ),
});
