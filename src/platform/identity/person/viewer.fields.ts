import { viewerPerson } from '../../access/viewer';
import { sql } from '../../database/sql';
import { declareFields, declareRoots, root } from '../../reads/declarations';
import { ApiToken } from '../api-token/api-token.entity';
import { ExternalIdentity } from '../external-identity/external-identity.entity';
import { SignedInSession } from '../session/session.entity';
import { Person } from './person.entity';
import { Viewer } from './viewer.entity';
import { LIMITS } from '../../budgets';

declareFields<Person>(Viewer, (field) => ({
  person: field.view(() => Person, { description: 'The person (本人).' }),
  apiTokens: field.many(() => ApiToken, {
    by: 'person',
    order: (token) => sql`${token.createdAt} desc, ${token.id} desc`,
    estimatedCount: 3,
    description: "The person's API tokens (API 令牌), the newest first; revoked and expired ones included.",
  }),
  sessions: field.many(() => SignedInSession, {
    most: LIMITS.sessionsPerPerson,
    by: 'person',
    order: (session) => sql`${session.lastUsedAt} desc, ${session.id}`,
    estimatedCount: 5,
    description: 'Where this person is signed in (登录会话), the last used first.',
  }),
  externalIdentities: field.many(() => ExternalIdentity, {
    most: LIMITS.externalIdentitiesPerPerson,
    by: 'person',
    order: (identity) => sql`${identity.boundAt}, ${identity.id}`,
    estimatedCount: 1,
    description: 'Accounts of an external issuer that may act as this person (外部身份).',
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
