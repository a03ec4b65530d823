import { declareAccess } from '../../access/access';
import { sql } from '../../database/sql';
import { viewerPerson } from '../person/viewer.access';
import { API_TOKEN_ID, ApiToken } from './api-token.entity';

declareAccess<ApiToken>(ApiToken, {
  id: API_TOKEN_ID,
  row: (token) => sql`${token.personId} = ${viewerPerson}`,
  open: ['id', 'name', 'scopes', 'expiresAt', 'lastUsedAt', 'revokedAt'],
});
