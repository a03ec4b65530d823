import { declareAccess } from '../../access/access';
import { viewerPerson } from '../../access/viewer';
import { sql } from '../../database/sql';
import { ExternalIdentity } from './external-identity.entity';

declare module '../../database/ids' {
  interface IdPrefixes {
    externalIdentity: ExternalIdentity;
  }
}

declareAccess<ExternalIdentity>(ExternalIdentity, {
  id: 'externalIdentity',
  row: (identity) => sql`${identity.personId} = ${viewerPerson}`,
  open: ['id', 'issuer', 'boundAt', 'lastUsedAt'],
});
