import { declareAccess } from '../../access/access';
import { viewerPerson } from '../../access/viewer';
import { sql } from '../../database/sql';
import { ApiToken } from './api-token.entity';

declare module '../../database/ids' {
  interface IdPrefixes {
    apiToken: ApiToken;
  }
}

declareAccess<ApiToken>(ApiToken, {
  id: 'apiToken',
  row: (token) => sql`${token.personId} = ${viewerPerson}`,
  open: ['id', 'name', 'scopes', 'expiresAt', 'lastUsedAt', 'revokedAt'],
});
