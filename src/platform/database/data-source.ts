import { DataSource, type MixedList } from 'typeorm';
import type { Pool, PoolClient } from 'pg';
import { SnakeNaming } from './naming';
import { forgetUnnamed } from './statement-names';

/** Classes as TypeORM takes them. */
export type EntityClasses = MixedList<Function>;

function tablesOf(entities: EntityClasses) {
  return { type: 'postgres', entities, namingStrategy: new SnakeNaming() } as const;
}

/** The entities' metadata without a database, for what is made from them alone. */
export async function describeTables(entities: EntityClasses): Promise<DataSource> {
  const source = new UnconnectedDataSource(tablesOf(entities));
  await source.describe();
  return source;
}

class UnconnectedDataSource extends DataSource {
  describe(): Promise<void> {
    return this.buildMetadatas();
  }
}

/** A connection pool and the entities' metadata. Every session speaks UTC, so that what PostgreSQL writes as JSON is UTC. */
export async function openDataSource(
  url: string,
  entities: EntityClasses,
  poolSize: number,
  applicationName = 'gongjian',
): Promise<DataSource> {
  const source = new DataSource({
    ...tablesOf(entities),
    url,
    applicationName,
    logging: false,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    poolSize,
    extra: {
      // prepared statements live with their connections, so idle ones are kept
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: 10_000,
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 60_000,
      options: '-c TimeZone=UTC -c DateStyle=ISO,YMD',
      keepAlive: true,
    },
  });
  await source.initialize();
  outliveLostConnections(poolOf(source));
  forgetUnnamed(poolOf(source));
  return source;
}

/**
 * A connection may be lost between two statements of whoever has it out of the pool. The next statement fails; the
 * event, without a listener, would end the process.
 */
function outliveLostConnections(pool: Pool): void {
  const known = new WeakSet<PoolClient>();
  pool.on('acquire', (client) => {
    if (known.has(client)) return;
    known.add(client);
    client.on('error', () => undefined);
  });
}

/** The pool behind a data source, for statements that are prepared by name. */
export function poolOf(source: DataSource): Pool {
  return (source.driver as unknown as { master: Pool }).master;
}
