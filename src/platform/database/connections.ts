import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { ServerLogins } from './cluster';
import { openDataSource, openReadPool, poolOf, type EntityClasses } from './data-source';
import type { Pulse } from './pulse';

/** The running server's connections, by what their logins may do. */
export interface Connections {
  /** Reads all but secrets, and writes nothing. */
  readonly reads: Pool;
  /** Writes all but what is identity's. */
  readonly writes: DataSource;
  /** Writes people, what they sign in with, and roles as well. */
  readonly identity: DataSource;
}

/** How many connections each of the pools opens, of so many together: half for reading, a fifth for identity. */
export function sharesOf(together: number): Readonly<Record<keyof Connections, number>> {
  const identity = Math.max(1, Math.floor(together / 5));
  const writes = Math.max(1, Math.floor((together * 3) / 10));
  return { reads: together - writes - identity, writes, identity };
}

export async function openConnections(
  { serverUrl, readerUrl, identityUrl }: ServerLogins,
  entities: EntityClasses,
  together: number,
  pulse: Pulse,
): Promise<Connections> {
  const shares = sharesOf(together);
  const opening = {
    reads: openReadPool(readerUrl, shares.reads, pulse),
    writes: openDataSource(serverUrl, entities, shares.writes, 'gongjian', pulse),
    identity: openDataSource(identityUrl, entities, shares.identity, 'gongjian identity', pulse),
  };
  const results = await Promise.allSettled(Object.values(opening));
  try {
    return { reads: await opening.reads, writes: await opening.writes, identity: await opening.identity };
  } catch (error) {
    // those that were opened would keep the process alive
    await Promise.all(results.flatMap((each) => (each.status === 'fulfilled' ? [close(each.value)] : [])));
    throw error;
  }
}

export function poolsOf({ reads, writes, identity }: Connections): readonly Pool[] {
  return [reads, poolOf(writes), poolOf(identity)];
}

export async function closeConnections({ reads, writes, identity }: Connections): Promise<void> {
  await Promise.all([reads, writes, identity].map(close));
}

function close(opened: Pool | DataSource): Promise<void> {
  return 'destroy' in opened ? opened.destroy() : opened.end();
}
