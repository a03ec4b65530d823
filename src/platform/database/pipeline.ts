import type { Socket } from 'node:net';
import type { PoolClient } from 'pg';

/** What of pg's connection this needs; its types have none of it. */
interface Connected {
  readonly connection: { readonly stream: Pick<Socket, 'cork' | 'uncork' | 'writableCorked'> };
}

/**
 * Has all statements that a connection is given until the present work waits for something go to the database in one piece: each
 * write to a socket is a call of the system, and wakes PostgreSQL up.
 */
export function sendTogether(client: PoolClient): void {
  const { stream } = (client as unknown as Connected).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
