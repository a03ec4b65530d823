import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { StartupError } from '../config';
import { SERVER_GROUP } from './cluster';

/** Two processes may migrate at once; the second waits and finds nothing left to do. */
const LOCK = 4_857_301;
const INSUFFICIENT_PRIVILEGE = '42501';

/** Brings a database to the schema that this code expects. Needs the owner's login. */
export async function migrate(ownerUrl: string, log: (line: string) => void = () => undefined): Promise<void> {
  const source = new DataSource({
    type: 'postgres', url: ownerUrl, entities: [], applicationName: 'gongjian migrate', installExtensions: false,
    migrations: [join(__dirname, '../../../migrations/*.{ts,js}')], migrationsTableName: 'migrations', poolSize: 2,
  });
  await source.initialize();
  try {
    const lock = source.createQueryRunner();
    await lock.query('select pg_advisory_lock($1)', [LOCK]);
    try {
      await requireServerGroup(source);
      const run = await source.runMigrations({ transaction: 'each' });
      for (const migration of run) log(`migrated: ${migration.name}`);
      await source.query('grant select on migrations to gongjian_server');
    } finally {
      await lock.query('select pg_advisory_unlock($1)', [LOCK]);
      await lock.release();
    }
  } finally {
    await source.destroy();
  }
}

/** The role that migrations grant to. Provisioning makes it; an owner who may not make roles needs it made beforehand. */
async function requireServerGroup(source: DataSource): Promise<void> {
  const [{ exists } = { exists: false }] = await source.query('select to_regrole($1) is not null as exists', [SERVER_GROUP]) as { exists: boolean }[];
  if (exists) return;
  await source.query(`create role ${SERVER_GROUP} nologin`).catch((error: { code?: string }) => {
    if (error.code === INSUFFICIENT_PRIVILEGE) {
      throw new StartupError(`the owner's login may not create roles: have an administrator run "CREATE ROLE ${SERVER_GROUP} NOLOGIN" once`);
    }
    throw error;
  });
}

/** Whether the schema in the database is the one that this code expects; the names of what is missing. */
export async function pendingMigrations(source: DataSource, known: readonly string[]): Promise<string[]> {
  const [{ exists } = { exists: false }] = await source.query(`select to_regclass('migrations') is not null as exists`) as { exists: boolean }[];
  if (!exists) return [...known];
  const applied = new Set((await source.query('select name from migrations') as { name: string }[]).map((row) => row.name));
  return known.filter((name) => !applied.has(name));
}
