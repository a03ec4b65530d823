import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verifyAudit } from '../../../../src/app/commands/verify-audit';
import { type Cluster, startCluster } from '../../../../src/platform/database/cluster';
import { loginOf, withLogin, withSession } from '../../../../src/platform/database/cluster/session';
import { readBackup } from '../../../../src/platform/backup';
import { createLogger } from '../../../../src/platform/observability/logger';
import { command, type CommandEnd } from '../../../testkit/operations/command';
import { fetchData } from '../../../testkit/graphql';
import { AUTH_SECRET, SEAL_KEY } from '../../../testkit/keys';
import { ServerProcess } from '../../../testkit/random-run/server-process';
import { createTestDatabase, type TestDatabase } from '../../../testkit/cluster';
import { serveDatabase } from '../../../testkit/server';
import { everythingIn } from '../../../testkit/operations/whole-database';

/*
 * The demo alliance, with its agreements, votes and approved minutes, is backed up and restored as operators do it: from an
 * external database into an embedded one, and from there, while its server runs, into the database of a server that has none of
 * our roles.
 */

jest.setTimeout(300_000);

const BACKUP_PASSPHRASE = 'a passphrase for tests';
const NO_LOGINS = { serverUrl: '', readerUrl: '', identityUrl: '' };

let folder: string;
let database: TestDatabase;
let elsewhere: Cluster;
/** The external database that is backed up. */
let external: NodeJS.ProcessEnv;
let first: CommandEnd;
/** What its server showed of what is sealed, before it was stopped. */
let shown: Sealed;
const fileOf = (name: string): string => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gongjian-backup-'));
  database = await createTestDatabase();
  const original = await serveDatabase(database, { DEMO: '1' });
  shown = await sealed(original.url);
  const checkpoint = await fetch(original.url.replace('/graphql', '/.well-known/gongjian/checkpoint'));
  await writeFile(fileOf('kept.txt'), await checkpoint.text());
  // nothing is done or sealed any more, so that what is restored can be compared with what is there
  await original.stop();
  // awkward values, and a row that is longer than a piece
  const { ownerUrl } = database;
  await withSession(ownerUrl, (session) =>
    session.query('update alliances set motto = $1', [`\\N\\.\t\n\\\r${'联席会议'.repeat(500_000)}`]),
  );
  external = { DATABASE_URL: ownerUrl, AUTH_SECRET, SEAL_KEY, BACKUP_PASSPHRASE };
  first = await command('backup', [fileOf('first.age')], external);
  elsewhere = await startCluster({ dataDir: fileOf('elsewhere'), durable: false, log: createLogger('silent') });
});
afterAll(async () => {
  await database.drop();
  await elsewhere.stop();
  await rm(folder, { recursive: true, force: true });
});

/** An empty database of an operator's, on a server without any role of ours but those of earlier tests. */
async function operatorsDatabase(name: string): Promise<string> {
  await withSession(elsewhere.adminUrl, (session) =>
    session.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'`),
  );
  const { user, password } = loginOf(elsewhere.adminUrl);
  return withLogin(elsewhere.adminUrl, user, password, name);
}

interface Sealed {
  readonly agreements: readonly boolean[];
  readonly minutes: readonly boolean[];
}

/** What a server shows of everything that is sealed. */
async function sealed(url: string): Promise<Sealed> {
  const { signIn } = await fetchData<{ signIn: { session: { accessToken: string } } }>(url, {
    query: `mutation { signIn(input: { email: "secretariat@demo.example", password: "demo-gongjian" }) { session { accessToken } } }`,
  });
  interface Verified {
    readonly integrity: { readonly valid: boolean };
  }
  const { alliance } = await fetchData<{
    alliance: {
      agreements: { nodes: Verified[] };
      meetings: { nodes: { minutes: Verified | null }[] };
    };
  }>(url, {
    token: signIn.session.accessToken,
    query: `{ alliance(slug: "qingfeng") {
      agreements(first: 50) { nodes { integrity { valid } } }
      meetings(first: 50) { nodes { minutes { integrity { valid } } } }
    } }`,
  });
  return {
    agreements: alliance.agreements.nodes.map(({ integrity }) => integrity.valid),
    minutes: alliance.meetings.nodes.flatMap(({ minutes }) => (minutes ? [minutes.integrity.valid] : [])),
  };
}

async function audited(env: NodeJS.ProcessEnv, ...args: string[]): Promise<void> {
  const { code, output } = await verifyAudit(['verify-audit', ...args], env);
  expect(output).toContain('Everything holds.');
  expect(code).toBe(0);
}

it('says how many rows of each table it wrote, and leaves one file that nobody else reads', async () => {
  expect(first).toMatchObject({ code: 0 });
  expect(first.output).toMatch(/^agreements: 12 rows$/m);
  expect(first.output).toMatch(/first\.age: \d+ rows and both keys; it opens with the passphrase alone$/);
  expect((await readdir(folder)).filter((name) => name.includes('.age'))).toEqual(['first.age']);
  expect((await readFile(fileOf('first.age'))).toString('latin1')).not.toMatch(/PRIVATE KEY|qingfeng/);
});

it('is restored from an external database into an embedded one, and from there into another, and all that was sealed holds', async () => {
  const before = await everythingIn(database.ownerUrl);
  const checkpoint = fileOf('kept.txt');
  expect(shown.agreements.length).toBeGreaterThan(10);
  expect(shown.minutes.length).toBeGreaterThan(10);
  expect([...shown.agreements, ...shown.minutes]).not.toContain(false);

  const embedded = { DATA_DIR: fileOf('embedded'), AUTH_SECRET: '', SEAL_KEY: '', BACKUP_PASSPHRASE };
  const restored = await command('restore', [fileOf('first.age')], embedded);
  expect(restored).toEqual({ code: 0, output: expect.stringMatching(/^agreements: 12 rows$/m) as string });
  await audited(embedded, '--checkpoint', checkpoint);
  const server = await ServerProcess.start(NO_LOGINS, undefined, { ...embedded, DEMO: '1' });
  try {
    expect(await sealed(server.url)).toEqual(shown);
    expect(await command('backup', [fileOf('second.age')], embedded)).toMatchObject({ code: 0 });
    await audited(embedded, '--checkpoint', checkpoint);
  } finally {
    await server.stop();
  }

  const again = { DATABASE_URL: await operatorsDatabase('again'), AUTH_SECRET, SEAL_KEY, BACKUP_PASSPHRASE };
  expect(await command('restore', [fileOf('second.age')], again)).toMatchObject({ code: 0 });
  const last = await ServerProcess.start(NO_LOGINS, undefined, { ...again, DEMO: '1' });
  try {
    expect(await sealed(last.url)).toEqual(shown);
  } finally {
    await last.stop();
  }
  await audited(again, '--checkpoint', checkpoint);

  const copy = await operatorsDatabase('copy');
  expect(await command('restore', [fileOf('first.age')], { ...again, DATABASE_URL: copy })).toMatchObject({ code: 0 });
  const after = await everythingIn(copy);
  expect(after.schema).toEqual(before.schema);
  for (const table of Object.keys(before.rows)) expect([table, after.rows[table]]).toEqual([table, before.rows[table]]);
});

it('refuses what it cannot use, and writes nothing', async () => {
  const DATABASE_URL = await operatorsDatabase('untouched');
  const env = { DATABASE_URL, BACKUP_PASSPHRASE, DATA_DIR: fileOf('keys') };
  const whole = await readFile(fileOf('first.age'));
  const altered = Buffer.from(whole);
  altered[Math.floor(whole.length / 2)]! ^= 1;
  await Promise.all([
    writeFile(fileOf('altered.age'), altered),
    writeFile(fileOf('cut.age'), whole.subarray(0, whole.length - 1)),
    // between two of the pieces that age authenticates
    writeFile(fileOf('shortened.age'), whole.subarray(0, whole.length - (whole.length % 65_552) - 65_552)),
    writeFile(fileOf('extended.age'), Buffer.concat([whole, Buffer.from('more')])),
    writeFile(fileOf('text.age'), 'no backup at all'),
  ]);
  const unusable: readonly (readonly [string, string, RegExp])[] = [
    ['first.age', 'another passphrase', /it is no backup that this passphrase opens/],
    ['altered.age', BACKUP_PASSPHRASE, /altered\.age cannot be used: it was cut short or altered/],
    ['cut.age', BACKUP_PASSPHRASE, /cut\.age cannot be used: it was cut short or altered/],
    ['shortened.age', BACKUP_PASSPHRASE, /shortened\.age cannot be used: it was cut short or altered/],
    ['extended.age', BACKUP_PASSPHRASE, /extended\.age cannot be used: it was cut short or altered/],
    ['text.age', BACKUP_PASSPHRASE, /text\.age cannot be used: it is no backup that this passphrase opens/],
    ['none.age', BACKUP_PASSPHRASE, /none\.age cannot be used: ENOENT/],
  ];
  for (const [file, passphrase, said] of unusable)
    await expect(readBackup({ file: fileOf(file), passphrase })).rejects.toThrow(said);
  const refused: readonly (readonly [string[], NodeJS.ProcessEnv, RegExp])[] = [
    [[fileOf('altered.age')], {}, /altered\.age cannot be used: it was cut short or altered/],
    [[fileOf('first.age')], { BACKUP_PASSPHRASE: '' }, /^BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE must be set/],
    [[fileOf('first.age')], { AUTH_SECRET: 'x'.repeat(32) }, /AUTH_SECRET is another one than the backup's/],
    [[], {}, /^one file is needed; usage: npm run restore -- FILE/],
  ];
  for (const [args, changed, said] of refused) {
    const { code, output } = await command('restore', args, { ...env, ...changed });
    expect([code, output]).toEqual([1, expect.stringMatching(said)]);
  }
  await withSession(DATABASE_URL, async (session) => {
    const { rowCount } = await session.query("select from pg_class where relnamespace = 'public'::regnamespace");
    expect(rowCount).toBe(0);
  });
  const full = await command('restore', [fileOf('first.age')], { ...env, DATABASE_URL: database.ownerUrl });
  expect([full.code, full.output]).toEqual([
    1,
    expect.stringMatching(/the database is not empty .*: nothing is written/),
  ]);
  expect(await command('restore', [fileOf('first.age'), '--check'], env)).toEqual({
    code: 0,
    output: expect.stringMatching(/first\.age: whole, of 20\S+, version \S+, \d+ rows$/) as string,
  });
});

it('refuses to back up with other keys than those of the data, or over a file', async () => {
  const other = await command('backup', [fileOf('other.age')], {
    ...external,
    AUTH_SECRET: 'another secret of thirty-two characters',
    SEAL_KEY: '',
    DATA_DIR: fileOf('other'),
  });
  expect([other.code, other.output]).toEqual([
    1,
    expect.stringMatching(/belongs to other keys: AUTH_SECRET and SEAL_KEY/),
  ]);
  const over = await command('backup', [fileOf('first.age')], external);
  expect([over.code, over.output]).toEqual([1, expect.stringMatching(/first\.age is there already/)]);
  const none = await command('backup', [fileOf('none.age')], { DATA_DIR: fileOf('nothing'), BACKUP_PASSPHRASE });
  expect([none.code, none.output]).toEqual([1, expect.stringMatching(/holds no data; set DATA_DIR or DATABASE_URL$/)]);
});
