import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
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
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    entities: [],
    applicationName: 'gongjian migrate',
    installExtensions: false,
    migrations: [join(FOLDER, '*.{ts,js}')],
    migrationsTableName: 'migrations',
    poolSize: 2,
  });
  await source.initialize();
  try {
    const lock = source.createQueryRunner();
    await lock.query('select pg_advisory_lock($1)', [LOCK]);
    try {
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
async function requireGroup(source: DataSource, group: string): Promise<void> {
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
    const migrations = await missingIn(session, 'migrations', knownMigrations());
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

function knownMigrations(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => /^\d+-.*\.[jt]s$/.test(file))
    .map((file) => {
      const [, at = '', name = ''] = /^(\d+)-(.*)\.[jt]s$/.exec(file) ?? [];
      return `${name
        .split('-')
        .map((word) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`)
        .join('')}${at}`;
    });
}
