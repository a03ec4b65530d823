import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCluster, type Cluster } from '../../src/platform/database/cluster';
import { withSession } from '../../src/platform/database/cluster/session';
import { createLogger } from '../../src/platform/observability/logger';
import { fetchData } from '../testkit/graphql';
import { Watcher } from '../testkit/watcher';
import { AUTH_SECRET, SEAL_KEY } from '../testkit/keys';
import { TestWorld } from '../testkit/world/test-world';

/*
 * docker-compose.yml's topology as plain processes: a database, a migration that runs once with the owner's login, two
 * servers that have only their own, and one port in front of them.
 */

const MIGRATE = path.resolve('dist/src/app/commands/migrate.js');
const SERVE = path.resolve('dist/src/main.js');

let folder: string;
let cluster: Cluster;
let proxy: Proxy;
const servers: ServerProcess[] = [];
let secrets: { readonly ownerUrl: string; readonly serverUrl: string };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gongjian-topology-'));
  cluster = await startCluster({ dataDir: folder, durable: false, log: createLogger('error') });
  await withSession(cluster.adminUrl, (session) =>
    session.query(`create database gongjian encoding 'UTF8' locale 'C.UTF-8' template template0`),
  );
  const ownerUrl = new URL(cluster.adminUrl);
  ownerUrl.pathname = '/gongjian';
  const serverUrl = new URL(ownerUrl);
  serverUrl.username = 'gongjian_app';
  serverUrl.password = randomBytes(16).toString('hex');
  secrets = { ownerUrl: ownerUrl.href, serverUrl: serverUrl.href };
  for (const [name, text] of [
    ['owner-url', ownerUrl.href],
    ['server-url', serverUrl.href],
    ['auth-secret', AUTH_SECRET],
    ['seal-key', SEAL_KEY],
  ] as const) {
    await writeFile(path.join(folder, name), `${text}\n`, { mode: 0o600 });
  }
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await proxy?.close();
  await cluster?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a server whose login is not there yet says so in one line and ends', async () => {
  const { code, error } = await runToEnd(SERVE, { DATABASE_SERVER_URL_FILE: 'server-url' });
  expect(code).toBe(1);
  expect(error.trim().split('\n')).toHaveLength(1);
});

test('the migration runs once, and again without doing anything', async () => {
  const environment = { DATABASE_URL_FILE: 'owner-url', DATABASE_SERVER_URL_FILE: 'server-url' };
  expect(await runToEnd(MIGRATE, environment)).toMatchObject({ code: 0 });
  expect(await runToEnd(MIGRATE, environment)).toMatchObject({ code: 0 });
});

test('two servers with only their own login serve one port, and a watcher of the one that goes resumes at the other', async () => {
  servers.push(await startProcess(), await startProcess());
  const keys = await Promise.all(
    servers.map(
      async ({ port }) =>
        (await fetch(`http://127.0.0.1:${port}/.well-known/gongjian-keys.json`)).json() as Promise<{ keys: unknown[] }>,
    ),
  );
  expect(keys[0]?.keys).toHaveLength(1);
  expect(keys[1]).toEqual(keys[0]);
  proxy = await openProxy(servers.map((server) => server.port));
  const url = `http://127.0.0.1:${proxy.port}/graphql`;
  // requests go to a server that stays: a kept connection to one that went would be the test's fault, not the platform's
  const alliance = await TestWorld.at(
    { ownerUrl: secrets.ownerUrl },
    () => `http://127.0.0.1:${servers.at(-1)?.port}/graphql`,
  ).alliance();
  const meetingId = await alliance.meeting({ title: '两台服务器' });
  const watcher = new Watcher({ url: url.replace('http', 'ws'), meetingId });
  await alliance.item(meetingId, { title: '议题一' });
  await watcher.reached(await alliance.world.revision(meetingId));
  // whichever server the watcher is on, it loses it
  await servers[0]?.stop();
  await alliance.item(meetingId, { title: '议题二' });
  servers.push(await startProcess());
  proxy.replace(servers.slice(1).map((server) => server.port));
  await servers[1]?.stop();
  await alliance.item(meetingId, { title: '议题三' });
  await watcher.reached(await alliance.world.revision(meetingId));
  expect(watcher.printed).toEqual(['1 议题一', '2 议题二', '3 议题三']);
  expect(watcher.misfits).toBe(0);
  const data = await fetchData<{ meeting: { agenda: { items: { title: string }[] } } }>(url, {
    query: 'query ($id: ID!) { meeting(id: $id) { agenda { items { title } } } }',
    variables: { id: meetingId },
  });
  expect(data.meeting.agenda.items.map((item) => item.title)).toEqual(['议题一', '议题二', '议题三']);
  await watcher.stop();
});

test("the server's login cannot alter the audit log", async () => {
  await expect(withSession(secrets.serverUrl, (session) => session.query('delete from audit_entries'))).rejects.toThrow(
    /permission denied/,
  );
  await expect(
    withSession(secrets.serverUrl, (session) => session.query('update audit_seals set hash = hash')),
  ).rejects.toThrow(/permission denied/);
});

interface ServerProcess {
  readonly port: number;
  stop(): Promise<void>;
}

function environmentOf(files: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const paths = Object.entries({ ...files, AUTH_SECRET_FILE: 'auth-secret', SEAL_KEY_FILE: 'seal-key' }).map(
    ([name, file]) => [name, path.join(folder, file)],
  );
  return {
    PATH: process.env.PATH,
    LOG_LEVEL: 'error',
    DEMO: '0',
    PORT: '0',
    DATA_DIR: path.join(folder, 'unused'),
    ...Object.fromEntries(paths),
  };
}

async function runToEnd(
  program: string,
  files: Readonly<Record<string, string>>,
): Promise<{ code: number | null; error: string }> {
  const child = spawn(process.execPath, [program], { env: environmentOf(files), stdio: ['ignore', 'ignore', 'pipe'] });
  let error = '';
  child.stderr.on('data', (chunk: Buffer) => {
    error += chunk.toString();
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, error };
}

async function startProcess(): Promise<ServerProcess> {
  const child = spawn(process.execPath, [SERVE], {
    env: environmentOf({ DATABASE_SERVER_URL_FILE: 'server-url' }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const found = /GraphQL\s+http:\/\/127\.0\.0\.1:(\d+)/.exec(chunk.toString())?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { port, stop: () => ended(child) };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(child.exitCode).toBe(0);
}

interface Proxy {
  readonly port: number;
  replace(ports: readonly number[]): void;
  close(): Promise<void>;
}

/** One port before several, by turns; connections to a port that is gone are tried at the next. */
async function openProxy(first: readonly number[]): Promise<Proxy> {
  let ports = first;
  let turn = 0;
  const server: Server = createServer((client) => {
    const attempt = (left: number): void => {
      turn += 1;
      const upstream = connect(ports[turn % ports.length] ?? 0, '127.0.0.1');
      const next = (): void => {
        if (left > 0) attempt(left - 1);
        else client.destroy();
      };
      upstream.once('error', next);
      upstream.once('connect', () => {
        upstream
          .off('error', next)
          .on('error', () => client.destroy())
          .once('close', () => client.destroy());
        client.once('error', () => upstream.destroy()).once('close', () => upstream.destroy());
        client.pipe(upstream).pipe(client);
      });
    };
    attempt(ports.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    replace: (next) => {
      ports = next;
    },
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
