import { type Client, DatabaseError } from 'pg';
import { StartupError } from '../../config';
import { withSession } from './session';

/** What a pooler that keeps a connection for one statement says of a transaction. */
const PROTOCOL_VIOLATION = '08P01';

/**
 * Refuses a pooler that gives each transaction another connection. Settings, prepared statements, locks and signals all belong to a
 * connection: over such a pooler they would be lost, or be somebody else's, and only now and then.
 * @throws StartupError with one line that says what to set
 */
export async function requireSessions(url: string, variable: string): Promise<void> {
  if (await keepsSessions(url)) return;
  throw new StartupError(
    `${variable} leads to a pooler that gives each transaction another connection: name PostgreSQL itself there, or a pooler that ` +
      'keeps a connection for each session (pgbouncer: pool_mode = session); see docs/operations/scale.md',
  );
}

/**
 * Whether two sessions at once have each a process of PostgreSQL's to themselves. The second comes while the first does nothing,
 * when a pooler lends what it has; then the first again, while the second is in the middle of a transaction.
 */
function keepsSessions(url: string): Promise<boolean> {
  return withSession(url, async (one) => {
    const process = await processOf(one);
    return withSession(url, async (other) => {
      if ((await processOf(other)) === process) return false;
      try {
        await other.query('begin');
        const others = await processOf(other);
        const again = await processOf(one);
        await other.query('commit');
        return again === process && others !== process && (await processOf(other)) === others;
      } catch (error) {
        if (error instanceof DatabaseError && error.code === PROTOCOL_VIOLATION) return false;
        throw error;
      }
    });
  });
}

async function processOf(session: Client): Promise<number | undefined> {
  const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid;
}
