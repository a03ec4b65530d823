import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, PoolClient } from 'pg';
import { DataSource, MigrationExecutor } from 'typeorm';
import { StartupError } from '../config';
import type { Logger } from '../observability/logger';
import { GROUPS } from './cluster';
import { INSUFFICIENT_PRIVILEGE, withSession } from './cluster/session';
import { divideRights, joinRights, type Rights } from './rights';

/** One migration a change; a class is named for its file. */
const FOLDER = join(__dirname, '../../../migrations');

/** Two processes may migrate at once; the second waits and finds nothing left to do. */
const LOCK = 4_857_301;

/** What a database needs besides the migrations in the folder. */
export interface Migrations {
  /** Libraries that keep tables of their own: each brings them to its version. */
  readonly libraries: readonly ((ownerUrl: string) => Promise<void>)[];
  /** Names that the code registers, by the tables that keep them for rows to refer to. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  /** What each of the server's logins may do. */
  readonly rights: Rights;
}

export interface MigrateOptions {
  readonly log?: Pick<Logger, 'info' | 'debug'>;
  /** Whether identity and reading have logins of their own; else the server's does everything. */
  readonly apart?: boolean;
}

/** Brings a database to the schema and the rights that this code expects. Needs the owner's login. */
export async function migrate(
  ownerUrl: string,
  { libraries, names, rights }: Migrations,
  { log, apart = true }: MigrateOptions = {},
): Promise<void> {
  const source = ownersSource(ownerUrl, [join(FOLDER, '*.{ts,js}')]);
  await source.initialize();
  try {
    const lock = source.createQueryRunner();
    await lock.query('select pg_advisory_lock($1)', [LOCK]);
    try {
      if (await lock.hasTable('migrations')) await requireKnown((statement) => source.query(statement));
      for (const group of apart ? Object.values(GROUPS) : [GROUPS.server]) await requireGroup(source, group);
      // first: a database that has all of our migrations has the libraries' too
      for (const library of libraries) await library(ownerUrl);
      const pending = await new MigrationExecutor(source).getPendingMigrations();
      if (pending.length > 0) log?.info({ migrations: pending.length }, 'migrating the database');
      const run = await source.runMigrations({ transaction: 'each' });
      for (const { name } of run) log?.debug({ migration: name }, 'migrated');
      if (run.length > 0) log?.info({ migrations: run.length, last: run.at(-1)?.name }, 'the database is migrated');
      await source.query(`grant select on migrations to ${GROUPS.server}`);
      // those that the code has no more stay: rows may refer to them
      for (const [table, registered] of Object.entries(names))
        await source.query(`insert into ${table} (name) select unnest($1::text[]) on conflict do nothing`, [
          registered,
        ]);
      await (apart ? divideRights(source, rights) : joinRights(source, rights));
    } finally {
      await lock.query('select pg_advisory_unlock($1)', [LOCK]);
      await lock.release();
    }
  } finally {
    await source.destroy();
  }
}

/** A role that rights are granted to. Provisioning makes it; an owner who may not make roles needs it made beforehand. */
async function requireGroup(source: Pick<DataSource, 'query'>, group: string): Promise<void> {
  const [{ exists } = { exists: false }] = await source.query<{ exists: boolean }[]>(
    'select to_regrole($1) is not null as exists',
    [group],
  );
  if (exists) return;
  await source.query(`create role ${group} nologin`).catch((error: { code?: string }) => {
    if (error.code === INSUFFICIENT_PRIVILEGE) {
      throw new StartupError(
        `the owner's login may not create roles: have an administrator run "CREATE ROLE ${group} NOLOGIN" once`,
      );
    }
    throw error;
  });
}

/**
 * Makes sure that the schema is the one this code expects, where the server may not migrate by itself.
 * @throws StartupError
 */
export async function requireMigrated(serverUrl: string, { names }: Migrations): Promise<void> {
  const lacking = await withSession(serverUrl, async (session) => {
    const migrations = await missingIn(session, 'migrations', [...knownMigrations().keys()]);
    if (migrations.length === 0)
      await requireKnown(async (statement) => (await session.query<{ name: string }>(statement)).rows);
    if (migrations.length > 0) return `${migrations.length} migrations`;
    for (const [table, registered] of Object.entries(names)) {
      const missing = await missingIn(session, table, registered);
      if (missing.length > 0) return `${missing.join(', ')} among its ${table}`;
    }
    return null;
  });
  if (lacking !== null)
    throw new StartupError(`the database lacks ${lacking}: run "npm run migrate" with the owner's login`);
}

/**
 * Code that is older than the schema would write what later code does not understand, and read what it does not: it does not start.
 * That it goes on where it has started is what makes replacing servers one after the other possible.
 */
async function requireKnown(ask: (statement: string) => Promise<readonly { readonly name: string }[]>): Promise<void> {
  const known = knownMigrations();
  const later = (await ask('select name from migrations order by id desc')).find(({ name }) => !known.has(name));
  if (later)
    throw new StartupError(
      `the database is of a later version, which migrated it by ${later.name}: start that version or a later one, or restore a ` +
        'backup from before (docs/operations/upgrade.md)',
    );
}

/** Which of these names a table does not have; all of them where the server may not read it. */
async function missingIn(session: Client, table: string, wanted: readonly string[]): Promise<string[]> {
  const { rows: readable } = await session.query(
    `select where has_table_privilege(to_regclass('public.' || $1::text), 'select')`,
    [table],
  );
  if (readable.length === 0) return [...wanted];
  const { rows } = await session.query<{ name: string }>(`select name from ${table}`);
  const present = new Set(rows.map(({ name }) => name));
  return wanted.filter((name) => !present.has(name));
}

/** The files of this code's migrations, by the names that the database keeps of them. */
function knownMigrations(): Map<string, string> {
  const files = readdirSync(FOLDER).filter((file) => /^\d+-.*\.[jt]s$/.test(file));
  return new Map(files.map((file) => [migrationName(file), join(FOLDER, file)]));
}

function migrationName(file: string): string {
  const [, at = '', name = ''] = /^(\d+)-(.*)\.[jt]s$/.exec(file) ?? [];
  const words = name.split('-').map((word) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`);
  return `${words.join('')}${at}`;
}

/**
 * Makes an empty database's schema as these migrations left it, and does some work in it, in one transaction: all of it is
 * there in the end, or nothing. The rest of what `migrate` does is left to the next start.
 * @throws StartupError where the database is not empty, or this code does not know one of the migrations
 */
export async function inNewSchema<T>(
  ownerUrl: string,
  names: readonly string[],
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const known = knownMigrations();
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new StartupError(
      `this version does not know ${unknown.join(', ')}: use the version that wrote it, or a later one`,
    );
  const source = ownersSource(
    ownerUrl,
    names.map((name) => known.get(name) ?? ''),
  );
  await source.initialize();
  const runner = source.createQueryRunner();
  try {
    const client = (await runner.connect()) as PoolClient;
    await runner.query('select pg_advisory_lock($1)', [LOCK]);
    await runner.startTransaction();
    try {
      await requireEmpty(client);
      for (const group of Object.values(GROUPS)) await requireGroup(runner, group);
      const executor = new MigrationExecutor(source, runner);
      executor.transaction = 'none';
      await executor.executePendingMigrations();
      const result = await work(client);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    }
  } finally {
    // the lock ends with its connection
    await source.destroy();
  }
}

async function requireEmpty(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select nspname || '.' || relname as name
     from pg_class
     join pg_namespace on pg_namespace.oid = relnamespace
     where relkind in ('r', 'p', 'v', 'm', 'f')
       and nspname <> 'information_schema'
       and nspname !~ '^pg_'
       and not exists (
         select
         from pg_depend
         where classid = 'pg_class'::regclass
           and objid = pg_class.oid
           and deptype = 'e'
       )
     limit 1`,
  );
  const [found] = rows;
  if (found) throw new StartupError(`the database is not empty (it has ${found.name}): nothing is written into it`);
}

function ownersSource(ownerUrl: string, migrations: string[]): DataSource {
  return new DataSource({
    type: 'postgres',
    url: ownerUrl,
    entities: [],
    applicationName: 'gongjian migrate',
    installExtensions: false,
    migrations,
    migrationsTableName: 'migrations',
    poolSize: 2,
  });
}
