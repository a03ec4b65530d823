import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Cluster, startCluster } from '../../src/platform/database/cluster';
import { loginOf, withLogin, withSession } from '../../src/platform/database/cluster/session';
import { createLogger } from '../../src/platform/observability/logger';
import { command } from '../testkit/operations/command';
import { AUTH_SECRET, SEAL_KEY } from '../testkit/keys';
import { createTestDatabase, type TestDatabase } from '../testkit/cluster';
import { serveDatabase, type TestServer } from '../testkit/server';
import { everythingIn } from '../testkit/operations/whole-database';

/* A backup and a restore that are killed at any of their steps: there is a whole one in the end, or none. */

jest.setTimeout(600_000);

const BACKUP_PASSPHRASE = 'a passphrase for tests';
let folder: string;
let database: TestDatabase;
let original: TestServer;
let elsewhere: Cluster;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gongjian-backup-'));
  database = await createTestDatabase();
  original = await serveDatabase(database, { DEMO: '1' });
  env = { DATABASE_URL: database.ownerUrl, AUTH_SECRET, SEAL_KEY, BACKUP_PASSPHRASE };
  elsewhere = await startCluster({
    dataDir: path.join(folder, 'elsewhere'),
    durable: false,
    log: createLogger('silent'),
  });
});
afterAll(async () => {
  await database.drop();
  await elsewhere.stop();
  await rm(folder, { recursive: true, force: true });
});

const backups = async (): Promise<string[]> => (await readdir(folder)).filter((name) => name.endsWith('.age'));

it('a backup that is killed leaves no file of its name, and does not stand in the way of the next', async () => {
  const file = path.join(folder, 'backup.age');
  for (const at of [/^access_changes/m, /^agreements:/m, /^joint_meetings:/m, /^votes:/m]) {
    expect(await command('backup', [file], env, at)).toMatchObject({ code: null });
    expect(await backups()).toEqual([]);
  }
  // nothing is done any more, so that what is restored can be compared with what is there
  await original.stop();
  expect(await command('backup', [file], env)).toMatchObject({ code: 0 });
  expect(await backups()).toEqual(['backup.age']);
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
});

it('a restore that is killed leaves an empty database, into which the next one goes whole', async () => {
  const file = path.join(folder, 'backup.age');
  await withSession(elsewhere.adminUrl, (session) =>
    session.query("CREATE DATABASE killed TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"),
  );
  const { user, password } = loginOf(elsewhere.adminUrl);
  const DATABASE_URL = withLogin(elsewhere.adminUrl, user, password, 'killed');
  for (const at of [/: whole/, /^schema:/m, /^agreements:/m, /^votes:/m, /^indexes and keys:/m]) {
    expect(await command('restore', [file], { ...env, DATABASE_URL }, at)).toMatchObject({ code: null });
    await untilGone('killed');
    expect(await relations(DATABASE_URL)).toBe(0);
  }
  expect(await command('restore', [file], { ...env, DATABASE_URL })).toMatchObject({ code: 0 });
  const [before, after] = [await everythingIn(database.ownerUrl), await everythingIn(DATABASE_URL)];
  expect(after.schema).toEqual(before.schema);
  expect(after.rows).toEqual(before.rows);
});

/** PostgreSQL notices at its next write that nobody is there any more. */
async function untilGone(database: string): Promise<void> {
  await withSession(elsewhere.adminUrl, (session) =>
    session.query('select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = $1', [database]),
  );
}

async function relations(url: string): Promise<number | null> {
  const { rowCount } = await withSession(url, (session) =>
    session.query("select from pg_class where relnamespace = 'public'::regnamespace"),
  );
  return rowCount;
}
