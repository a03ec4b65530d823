import { DataSource, type MixedList } from 'typeorm';
import type { Pool } from 'pg';
import { SnakeNaming } from './naming';

/** Classes as TypeORM takes them. */
export type EntityClasses = MixedList<Function>;

/** A connection pool and the entities' metadata. Every session speaks UTC, so that what PostgreSQL writes as JSON is UTC. */
export async function openDataSource(url: string, entities: EntityClasses, poolSize: number, applicationName = 'gongjian'): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres', url, entities, namingStrategy: new SnakeNaming(), applicationName, logging: false,
    synchronize: false, migrationsRun: false, installExtensions: false,
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
  return source;
}

/** The pool behind a data source, for statements that are prepared by name. */
export function poolOf(source: DataSource): Pool {
  return (source.driver as unknown as { master: Pool }).master;
}
