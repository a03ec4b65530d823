import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Cluster, startCluster } from '../../../../src/platform/database/cluster';
import { withLogin, withSession } from '../../../../src/platform/database/cluster/session';
import { createLogger } from '../../../../src/platform/observability/logger';
import { command } from '../../../testkit/operations/command';
import { ServerProcess } from '../../../testkit/random-run/server-process';

/*
 * Processes of several installations, or of one whose keys were lost, as operators start them: on a database that belongs to
 * other keys none serves, and none takes another's logins away.
 */

jest.setTimeout(120_000);

const newSecret = (): string => randomBytes(24).toString('base64url');
const newSealKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let folder: string;
let cluster: Cluster;
let number = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gongjian-keys-'));
  cluster = await startCluster({ dataDir: path.join(folder, 'cluster'), durable: false, log: createLogger('silent') });
});
afterAll(async () => {
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
});

async function operatorsDatabase(): Promise<string> {
  const name = `operator_${(number += 1)}`;
  await withSession(cluster.adminUrl, (session) =>
    session.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'`),
  );
  const { username, password } = new URL(cluster.adminUrl);
  return withLogin(cluster.adminUrl, username, password, name);
}

const NO_LOGINS = { serverUrl: '', readerUrl: '', identityUrl: '' };
const start = (env: NodeJS.ProcessEnv): Promise<ServerProcess> => ServerProcess.start(NO_LOGINS, undefined, env);

/** The lines that a server wrote that did not start. */
async function refusal(env: NodeJS.ProcessEnv): Promise<string> {
  return start(env).then(
    async (server) => {
      await server.stop();
      return 'it serves';
    },
    (error: Error) => error.message.replace('the server did not start: ', '').trim(),
  );
}

async function serves(env: NodeJS.ProcessEnv): Promise<void> {
  const server = await start(env);
  expect(await server.stop()).toBe(0);
}

const changeKeys = async (env: NodeJS.ProcessEnv): Promise<string> => (await command('change-keys', [], env)).output;

it('refuses a data folder whose keys were lost, and serves when they are back', async () => {
  const dataDir = path.join(folder, 'lost');
  const env = { DATA_DIR: dataDir, AUTH_SECRET: '', SEAL_KEY: '' };
  await serves(env);
  for (const file of ['auth-secret', 'seal-key.pem']) await rename(path.join(dataDir, file), path.join(folder, file));
  const lines = await refusal(env);
  expect(lines).toBe(
    `The data in 127.0.0.1:${/127\.0\.0\.1:(\d+)/.exec(lines)?.[1]}/gongjian belongs to other keys: AUTH_SECRET and SEAL_KEY of ` +
      "this process are not those that it was written with. Put the installation's own keys into " +
      `${dataDir}/auth-secret and ${dataDir}/seal-key.pem, or set AUTH_SECRET and SEAL_KEY; another installation needs a ` +
      'database of its own. To change a key on purpose: npm run change-keys',
  );
  await rename(path.join(folder, 'seal-key.pem'), path.join(dataDir, 'seal-key.pem'));
  expect(await refusal(env)).toMatch(/belongs to other keys: AUTH_SECRET of this process is not the one/);
  await rename(path.join(folder, 'auth-secret'), path.join(dataDir, 'auth-secret'));
  await serves(env);
});

it('refuses a second installation on a database, and leaves the first one its logins', async () => {
  const DATABASE_URL = await operatorsDatabase();
  const own = { DATABASE_URL, AUTH_SECRET: newSecret(), SEAL_KEY: newSealKey() };
  const first = await start(own);
  const stranger = { DATABASE_URL, AUTH_SECRET: newSecret(), SEAL_KEY: newSealKey() };
  expect(await refusal(stranger)).toMatch(/^The data in .* belongs to other keys: AUTH_SECRET and SEAL_KEY of/);
  expect(await refusal({ ...own, SEAL_KEY: newSealKey() })).toMatch(/^The data in .*: SEAL_KEY of this process/);
  const second = await start(own);
  for (const server of [first, second]) {
    const response = await fetch(`${server.url}?query={__typename}`, { headers: { 'apollo-require-preflight': '1' } });
    expect(await response.json()).toMatchObject({ data: { __typename: 'Query' } });
    await server.stop();
  }
});

it('lets one of two that start at once on a new database serve, and refuses the other', async () => {
  const DATABASE_URL = await operatorsDatabase();
  const installations = [newSecret(), newSecret()].map((secret) => ({ DATABASE_URL, AUTH_SECRET: secret }));
  const outcomes = await Promise.allSettled(installations.map((env) => start({ ...env, SEAL_KEY: newSealKey() })));
  const served = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  expect(served).toHaveLength(1);
  expect(await served[0]!.stop()).toBe(0);
});

it('refuses logins that another secret made on a new database, until it is asked to give them other passwords', async () => {
  const DATABASE_URL = await operatorsDatabase();
  await serves({ DATABASE_URL, AUTH_SECRET: newSecret(), SEAL_KEY: newSealKey() });
  const name = new URL(DATABASE_URL).pathname.slice(1);
  await withSession(cluster.adminUrl, async (session) => {
    await session.query(`DROP DATABASE ${name}`);
    await session.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'`);
  });
  const own = { DATABASE_URL, AUTH_SECRET: newSecret(), SEAL_KEY: newSealKey() };
  expect(await refusal(own)).toMatch(
    /^The login gongjian_server_\w+ has another password than AUTH_SECRET makes: another installation, .*: npm run change-keys$/,
  );
  expect(await changeKeys(own)).toMatch(/^the keys are those of the data; the server's logins have the passwords/);
  await serves(own);
});

it('changes keys one after the other, while no server runs', async () => {
  const DATABASE_URL = await operatorsDatabase();
  const own = { DATABASE_URL, AUTH_SECRET: newSecret(), SEAL_KEY: newSealKey() };
  const server = await start(own);
  const withSecret = { ...own, AUTH_SECRET: newSecret() };
  expect(await changeKeys(withSecret)).toBe('a server is running on this database: stop all of them first');
  await server.stop();
  expect(await changeKeys({ ...withSecret, SEAL_KEY: newSealKey() })).toMatch(/change one after the other/);
  expect(await changeKeys(withSecret)).toMatch(/^changed: AUTH_SECRET;/);
  expect(await refusal(own)).toMatch(/belongs to other keys: AUTH_SECRET of/);
  const both = { ...withSecret, SEAL_KEY: newSealKey() };
  expect(await changeKeys(both)).toMatch(/^changed: SEAL_KEY;/);
  expect(await refusal(withSecret)).toMatch(/belongs to other keys: SEAL_KEY of/);
  await serves(both);
});

it('knows a database from before keys were registered by its seal keys', async () => {
  const DATABASE_URL = await operatorsDatabase();
  const own = { DATABASE_URL, AUTH_SECRET: newSecret(), SEAL_KEY: newSealKey() };
  await serves(own);
  await withSession(DATABASE_URL, (session) => session.query('DELETE FROM installation_keys'));
  const stranger = { ...own, AUTH_SECRET: newSecret(), SEAL_KEY: newSealKey() };
  await changeKeys(stranger);
  expect(await refusal(stranger)).toMatch(/belongs to other keys: AUTH_SECRET and SEAL_KEY of/);
  await changeKeys(own);
  await serves(own);
});

it('migrates with the secret of the installation alone', async () => {
  const DATABASE_URL = await operatorsDatabase();
  const own = { DATABASE_URL, AUTH_SECRET: newSecret(), SEAL_KEY: newSealKey() };
  await serves(own);
  const elsewhere = { ...own, SEAL_KEY: '', DATA_DIR: path.join(folder, 'elsewhere') };
  expect(await command('migrate', [], elsewhere)).toMatchObject({ code: 0 });
  const { code, output } = await command('migrate', [], { ...own, AUTH_SECRET: newSecret() });
  expect([code, output]).toEqual([1, expect.stringMatching(/belongs to other keys: AUTH_SECRET/)]);
});
