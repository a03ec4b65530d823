import { DataSource, type MixedList } from 'typeorm';
import { type ClientBase, escapeLiteral, Pool, type PoolClient, type PoolConfig } from 'pg';
import { LIMITS } from '../budgets';
import { SnakeNaming } from './naming';
import type { Pulse } from './pulse';
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

/**
 * A pool's option: what each of its connections begins with. It speaks UTC, so that what PostgreSQL writes as JSON is UTC. Set when
 * it is open, since poolers refuse, or pass over, most of what a connection is opened with.
 */
function beginsWith(settings: Readonly<Record<string, string | number>>): {
  readonly onConnect: (client: Pick<ClientBase, 'query'>) => Promise<void>;
} {
  const statements = Object.entries({ TimeZone: 'UTC', DateStyle: 'ISO, YMD', ...settings })
    .map(([name, value]) => `set ${name} to ${typeof value === 'number' ? value : escapeLiteral(value)}`)
    .join('; ');
  return {
    onConnect: async (client) => {
      await client.query(statements);
    },
  };
}

/** How long a change's statement may take in the database. */
const WRITE_MS = 30_000;
/** How much longer its answer may take to come. */
const ON_THE_WAY_MS = 2_000;

const POOL = {
  // prepared statements live with their connections, so idle ones are kept
  idleTimeoutMillis: 0,
  connectionTimeoutMillis: 10_000,
  keepAlive: true,
} as const;

/** A connection pool that writes, and the entities' metadata. */
export async function openDataSource(
  url: string,
  entities: EntityClasses,
  poolSize: number,
  applicationName = 'gongjian',
  pulse: Pulse | null = null,
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
      ...POOL,
      pipeline: true,
      ...watchedBy(pulse, WRITE_MS),
      ...beginsWith({
        statement_timeout: WRITE_MS,
        idle_in_transaction_session_timeout: 60_000,
        // a change finds its rows by keys: planned for each run, as it estimates to be cheaper, a payload took four times as long
        plan_cache_mode: 'force_generic_plan',
        // and a plan outlives what PostgreSQL knew of a table's size: one made while it was small read through all of it
        enable_seqscan: 'off',
      }),
    },
  });
  await source.initialize();
  const pool = poolOf(source);
  outliveLostConnections(pool);
  forgetUnnamed(pool);
  pulse?.guard(pool);
  return source;
}

/** A connection pool that only reads, and in which no statement takes longer than a read may. */
export function readPool(
  url: string,
  poolSize: number,
  pulse: Pulse | null,
  { name, pipeline = false }: { readonly name: string; readonly pipeline?: boolean },
): Pool {
  const pool = new Pool({
    ...POOL,
    ...watchedBy(pulse, LIMITS.readMilliseconds),
    connectionString: url,
    application_name: name,
    pipeline,
    max: poolSize,
    ...beginsWith({ statement_timeout: LIMITS.readMilliseconds, default_transaction_read_only: 'on' }),
  });
  outliveLostConnections(pool);
  forgetUnnamed(pool);
  return pool;
}

/** The same, of the database itself, with a connection that is open. */
export async function openReadPool(url: string, poolSize: number, pulse: Pulse | null = null): Promise<Pool> {
  const pool = readPool(url, poolSize, pulse, { name: 'gongjian reads' });
  pulse?.guard(pool);
  try {
    await pool.query('select');
  } catch (error) {
    await pool.end();
    throw error;
  }
  return pool;
}

/** A pool's option: connections that are given up when the answer to a statement of so many milliseconds does not come. */
function watchedBy(pulse: Pulse | null, statementMs: number): Pick<PoolConfig, 'Client'> {
  return pulse === null ? {} : { Client: pulse.clientClass(statementMs + ON_THE_WAY_MS) };
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
