import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseError, escapeIdentifier } from 'pg';
import {
  checkServer,
  GROUPS,
  loginName,
  provisionLogins,
  startCluster,
  type ServerLogins,
} from '../../src/platform/database/cluster';
import { takeLock } from '../../src/platform/database/cluster/lock';
import { loginOf, withLogin, withSession } from '../../src/platform/database/cluster/session';
import { createLogger } from '../../src/platform/observability/logger';

/** Not for warnings: PostgreSQL's of databases that are dropped while somebody is connected would be among them. */
const log = createLogger('error');
const FOLDER_PREFIX = 'gongjian-test-';
/** Where Linux keeps files in memory; by its kind it is known, and by its room that it is not a container's of 64 MB. */
const IN_MEMORY = { folder: '/dev/shm', kind: 0x01021994, leastBytes: 2 * 1024 ** 3 };
const OBJECT_IN_USE = '55006';

/** What the run's set-up hands to the test files, which jest runs in other processes. */
interface HandedOn {
  /** May create and drop databases. */
  GONGJIAN_TEST_ADMIN_URL: string;
  /** The migrated database that test databases are copies of. */
  GONGJIAN_TEST_TEMPLATE: string;
  /** The owner's login, on the template. */
  GONGJIAN_TEST_OWNER_URL: string;
  /** The server's logins, on the template. */
  GONGJIAN_TEST_SERVER_URL: string;
  GONGJIAN_TEST_READER_URL: string;
  GONGJIAN_TEST_IDENTITY_URL: string;
}

export interface TestCluster {
  close(): Promise<void>;
}

/** A migrated, empty database of a test's own. */
export interface TestDatabase extends ServerLogins {
  readonly name: string;
  readonly ownerUrl: string;
  /** Disconnects whoever is still there. */
  drop(): Promise<void>;
}

/**
 * Once a run: an embedded cluster in a temporary folder, or the server of DATABASE_URL (whose login must be allowed to
 * create databases and roles), with a migrated template.
 */
export async function openTestCluster(migrate: (ownerUrl: string) => Promise<void>): Promise<TestCluster> {
  const given = process.env.DATABASE_URL;
  const server = given ? { adminUrl: given, close: async () => undefined } : await startTemporaryCluster();
  const template = `gongjian_template_${randomBytes(6).toString('hex')}`;
  const authSecret = randomBytes(24).toString('base64url');
  const close = async () => {
    if (given) await removeDatabases(given, template);
    await server.close();
  };
  try {
    const { adminUrl } = server;
    if (given) await createDatabase(adminUrl, template, "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'");
    const logins = given
      ? await provisionLogins(onDatabase(adminUrl, template), { authSecret, log })
      : await provisionLogins(adminUrl, { databaseName: template, authSecret, log });
    await checkServer(logins.ownerUrl);
    await migrate(logins.ownerUrl);
    await withSession(adminUrl, async (session) => {
      // Copying needs a template that nobody is connected to.
      await session.query(`ALTER DATABASE ${template} ALLOW_CONNECTIONS false`);
      // Disconnecting a server from a database that is dropped needs its rights, unless one is a superuser.
      for (const url of [logins.serverUrl, logins.readerUrl, logins.identityUrl]) {
        const { user } = loginOf(url);
        if (loginNames(template).includes(user)) await session.query(`GRANT ${user} TO CURRENT_USER`);
      }
    });
    const values: HandedOn = {
      GONGJIAN_TEST_ADMIN_URL: adminUrl,
      GONGJIAN_TEST_TEMPLATE: template,
      GONGJIAN_TEST_OWNER_URL: logins.ownerUrl,
      GONGJIAN_TEST_SERVER_URL: logins.serverUrl,
      GONGJIAN_TEST_READER_URL: logins.readerUrl,
      GONGJIAN_TEST_IDENTITY_URL: logins.identityUrl,
    };
    Object.assign(process.env, values);
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Copies the template. Drop it when the test file is done. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const adminUrl = handed('GONGJIAN_TEST_ADMIN_URL');
  const ownerUrl = handed('GONGJIAN_TEST_OWNER_URL');
  const template = handed('GONGJIAN_TEST_TEMPLATE');
  const name = `${template.replace('template', 'test')}_${randomBytes(6).toString('hex')}`;
  // Measured on a template of 10 MB: FILE_COPY makes a copy in half of WAL_LOG's time, and it is dropped sooner.
  const owner = escapeIdentifier(loginOf(ownerUrl).user);
  await createDatabase(adminUrl, name, `TEMPLATE ${template} STRATEGY FILE_COPY OWNER ${owner}`);
  return {
    name,
    ownerUrl: onDatabase(ownerUrl, name),
    serverUrl: onDatabase(handed('GONGJIAN_TEST_SERVER_URL'), name),
    readerUrl: onDatabase(handed('GONGJIAN_TEST_READER_URL'), name),
    identityUrl: onDatabase(handed('GONGJIAN_TEST_IDENTITY_URL'), name),
    drop: () => dropDatabase(adminUrl, name),
  };
}

/** A copy of a database that nobody is connected to: what a backup of it would hold. */
export async function copyTestDatabase(of: Omit<TestDatabase, 'drop'>): Promise<TestDatabase> {
  const adminUrl = handed('GONGJIAN_TEST_ADMIN_URL');
  const name = `${of.name}_copy`;
  const owner = escapeIdentifier(loginOf(of.ownerUrl).user);
  await createDatabase(adminUrl, name, `TEMPLATE ${of.name} STRATEGY FILE_COPY OWNER ${owner}`);
  return {
    name,
    ownerUrl: onDatabase(of.ownerUrl, name),
    serverUrl: onDatabase(of.serverUrl, name),
    readerUrl: onDatabase(of.readerUrl, name),
    identityUrl: onDatabase(of.identityUrl, name),
    drop: () => dropDatabase(adminUrl, name),
  };
}

async function createDatabase(adminUrl: string, name: string, options: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await withSession(adminUrl, (session) => session.query(`CREATE DATABASE ${name} ${options}`));
      return;
    } catch (error) {
      // An autovacuum worker may be looking at the template.
      if (attempt === 20 || !(error instanceof DatabaseError) || error.code !== OBJECT_IN_USE) throw error;
      await delay(50);
    }
  }
}

async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withSession(adminUrl, (session) => session.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

/** The template, the copies that tests did not drop, and their server's logins; the groups stay for other runs. */
async function removeDatabases(adminUrl: string, template: string): Promise<void> {
  await withSession(adminUrl, async (session) => {
    const { rows } = await session.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE datname = $1 OR starts_with(datname, $2)',
      [template, `${template.replace('template', 'test')}_`],
    );
    // by force only where somebody is there: that fails where an autovacuum worker is, unless one is a superuser
    for (const { name } of rows) {
      await session
        .query(`DROP DATABASE IF EXISTS ${name}`)
        .catch(() => session.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    }
    for (const login of loginNames(template)) await session.query(`DROP ROLE IF EXISTS ${login}`);
  });
}

/** What the server's logins are named that are derived for a database. */
function loginNames(database: string): string[] {
  return (Object.keys(GROUPS) as (keyof typeof GROUPS)[]).map((kind) => loginName(kind, database));
}

async function startTemporaryCluster(): Promise<{ adminUrl: string; close(): Promise<void> }> {
  const root = await temporaryFolder();
  await removeAbandonedFolders(root);
  const dataDir = await mkdtemp(path.join(root, FOLDER_PREFIX));
  const cluster = await startCluster({ dataDir, durable: false, log });
  return {
    adminUrl: cluster.adminUrl,
    close: async () => {
      await cluster.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** In memory where it can be: on a disk, a database's thousand files kept a core busy for half a second, copied and removed. */
async function temporaryFolder(): Promise<string> {
  try {
    const { type, bavail, bsize } = await statfs(IN_MEMORY.folder);
    if (type === IN_MEMORY.kind && bavail * bsize >= IN_MEMORY.leastBytes) return IN_MEMORY.folder;
  } catch {
    // Not there on other systems.
  }
  return tmpdir();
}

/** Those of runs that were interrupted: an hour old, and nobody's. */
async function removeAbandonedFolders(root: string): Promise<void> {
  const names = (await readdir(root)).filter((name) => name.startsWith(FOLDER_PREFIX));
  for (const folder of names.map((name) => path.join(root, name))) {
    try {
      if ((await stat(folder)).mtimeMs > Date.now() - 3_600_000) continue;
      if ('release' in (await takeLock(path.join(folder, 'postgres.lock')))) {
        await rm(folder, { recursive: true, force: true });
      }
    } catch {
      // Another user's, or another run is removing it.
    }
  }
}

function onDatabase(url: string, name: string): string {
  const { user, password } = loginOf(url);
  return withLogin(url, user, password, name);
}

function handed(name: keyof HandedOn): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: jest's globalSetup opened no database for this run`);
  return value;
}
