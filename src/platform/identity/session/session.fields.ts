import { viewerParameter } from '../../access/viewer';
import { sql } from '../../database/sql';
import { declareFields } from '../../reads/declarations';
import { SignedInSession } from './session.entity';

/** The session by which the viewer is signed in; null for whoever shows another credential. */
const viewerSession = viewerParameter('session', 'uuid');

declareFields(SignedInSession, (field) => ({
  current: field.expression(
    () => Boolean,
    'boolean',
    (session) => sql`(${session.id} is not distinct from ${viewerSession})`,
    { description: 'Whether this request comes by it (当前会话).' },
  ),
}));
