import { declareAccess } from '../../access/access';
import { viewerPerson } from '../../access/viewer';
import { sql } from '../../database/sql';
import { SignedInSession } from './session.entity';

declare module '../../database/ids' {
  interface IdPrefixes {
    session: SignedInSession;
  }
}

/* One that is over is nothing any more. */
declareAccess<SignedInSession>(SignedInSession, {
  id: 'session',
  row: (session) =>
    sql`(${session.personId} = ${viewerPerson} and ${session.endedAt} is null and ${session.expiresAt} > now())`,
  open: ['id', 'startedAt', 'lastUsedAt', 'client', 'network', 'current'],
});
