import { type ChildProcess, type SpawnOptions, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, watch } from 'node:fs';
import { chown, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type Cluster, startCluster } from '../../../../../src/platform/database/cluster';
import { commandLine, endsWithin } from '../../../../../src/platform/database/cluster/processes';
import { withSession } from '../../../../../src/platform/database/cluster/session';
import { packageFolder, readyBinaries } from '../../../../../src/platform/database/cluster/binaries';
import { prepareLauncher } from '../../../../../src/platform/database/cluster/launcher';
import { startPostmaster } from '../../../../../src/platform/database/cluster/postmaster';
import { createLogger } from '../../../../../src/platform/observability/logger';

const root = path.resolve(__dirname, '../../../../..');
const onLinux = process.platform === 'linux' ? it : it.skip;
const asRoot = process.getuid?.() === 0 && mayRead(65534) ? it : it.skip;
const silent = createLogger('silent');

let folder: string;
let dataDir: string;
const processes: ChildProcess[] = [];

beforeAll(async () => {
  // A folder that only its owner may enter: for root, PostgreSQL's account is then let through it.
  folder = await mkdtemp(path.join(tmpdir(), 'gongjian-cluster-'));
  dataDir = path.join(folder, '数据 folder', 'kept');
});
afterAll(async () => {
  for (const child of processes) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

function mayRead(uid: number): boolean {
  try {
    execFileSync('test', ['-r', __filename], { uid });
    return true;
  } catch {
    return false;
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly answer: Promise<{ adminUrl: string; port: number; error?: string }>;
}

/** Starts the cluster in a process of its own. */
function inProcess(where: string, options: SpawnOptions = {}): Started {
  const hook = path.join(root, 'tests/testkit/run-typescript.cjs');
  const program = path.join(__dirname, 'start-cluster.process.ts');
  const stdio: SpawnOptions['stdio'] = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, ['-r', hook, program, where], { stdio, ...options });
  processes.push(child);
  const answer = once(createInterface({ input: child.stdout! }), 'line').then(([line]) => JSON.parse(line as string));
  return { child, answer };
}

async function killed({ child }: Started): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const start = () => startCluster({ dataDir, durable: false, log: silent });
const pidFile = () => path.join(dataDir, 'postgres/data/postmaster.pid');
const postmaster = async () => Number.parseInt(await readFile(pidFile(), 'utf8'), 10);

/** The first row of the answer. */
const ask = async ({ adminUrl }: Pick<Cluster, 'adminUrl'>, question: string) => {
  const { rows } = await withSession(adminUrl, (session) => session.query<Record<string, unknown>>(question));
  return rows[0];
};

it('makes a cluster that sees Chinese, and finds its rows again at the next start', async () => {
  const first = await start();
  expect(
    await ask(
      first,
      `
    SELECT current_setting('server_encoding') AS encoding, datctype AS ctype, current_setting('TimeZone') AS zone,
      current_setting('data_checksums') AS checksums, current_setting('password_encryption') AS passwords,
      current_setting('listen_addresses') AS addresses, current_setting('port')::int AS port
    FROM pg_database WHERE datname = current_database()`,
    ),
  ).toEqual({
    encoding: 'UTF8',
    ctype: 'C.UTF-8',
    zone: 'UTC',
    checksums: 'on',
    passwords: 'scram-sha-256',
    addresses: '127.0.0.1',
    port: first.port,
  });
  await ask(first, "CREATE TABLE kept AS SELECT '联席会议' AS name");
  await first.stop();
  const second = await start();
  expect(await ask(second, 'SELECT name FROM kept')).toEqual({ name: '联席会议' });
  await Promise.all([second.stop(), second.stop()]);
});

it('is durable unless told otherwise', async () => {
  const durable = await startCluster({ dataDir, log: silent });
  expect(await ask(durable, "SELECT current_setting('fsync') AS fsync")).toEqual({ fsync: 'on' });
  await durable.stop();
});

it('keeps the superuser’s password to its owner, and lets nobody in without it', async () => {
  const cluster = await start();
  const { mode } = await stat(path.join(dataDir, 'postgres/superuser-password'));
  expect(mode & 0o777).toBe(0o600);
  await expect(
    ask({ adminUrl: `postgres://postgres:guess@127.0.0.1:${cluster.port}/postgres` }, 'SELECT 1'),
  ).rejects.toThrow('password authentication failed');
  await cluster.stop();
});

it('refuses a folder that another process, or this one, is using', async () => {
  const other = inProcess(dataDir);
  const { port } = await other.answer;
  expect(port).toBeGreaterThan(0);
  const inUse = `in use by another Gongjian process (pid ${other.child.pid}): stop it, or give this one its own`;
  await expect(start()).rejects.toThrow(inUse);
  other.child.kill('SIGTERM');
  await once(other.child, 'exit');
  const mine = await start();
  await expect(start()).rejects.toThrow(`(pid ${process.pid})`);
  expect((await inProcess(dataDir).answer).error).toMatch(/^StartupError: DATA_DIR: .* is in use by another/);
  await mine.stop();
});

it('tells a port that somebody else took from other failures', async () => {
  const binaries = await readyBinaries(packageFolder(), path.join(folder, 'libraries'));
  const launcher = await prepareLauncher(binaries, dataDir, path.join(dataDir, 'postgres'));
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const dataFolder = path.join(dataDir, 'postgres/data');
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', log_line_prefix: '' };
  const options = { launcher, program: binaries.postgres, dataFolder, port, settings, log: silent };
  expect(await startPostmaster(options)).toMatchObject({ passing: 'port', reason: expect.stringContaining('in use') });
  taken.close();
  expect(await startPostmaster({ ...options, settings: { shared_buffers: 'many' } })).toEqual({
    passing: null,
    reason: expect.stringContaining('invalid value for parameter "shared_buffers": "many"'),
  });
});

it('says in one line what keeps the cluster from starting', async () => {
  const broken = path.join(folder, 'broken');
  await mkdir(path.join(broken, 'postgres'), { recursive: true });
  await expect(startCluster({ dataDir: broken, log: silent })).rejects.toThrow(
    /^DATA_DIR: \S+ cannot hold the embedded PostgreSQL: ENOENT.*superuser-password'$/,
  );
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  await expect(startCluster({ dataDir: file, log: silent })).rejects.toThrow(/^DATA_DIR: .*: EEXIST/);
  await mkdir(path.join(broken, 'postgres/data'));
  await writeFile(path.join(broken, 'postgres/superuser-password'), 'x');
  const complaint = startCluster({ dataDir: broken, log: silent });
  await expect(complaint).rejects.toThrow(/^The embedded PostgreSQL did not start: .*postgresql\.conf/);
  await expect(complaint).rejects.not.toThrow('\n');
});

describe('with processes that come and go', () => {
  it('lets one of two that start at once have a folder that is new', async () => {
    const fresh = path.join(folder, 'contested');
    const both = [inProcess(fresh), inProcess(fresh)];
    const answers = await Promise.all(both.map(({ answer }) => answer));
    expect(answers.filter(({ error }) => error === undefined)).toHaveLength(1);
    expect(answers.find(({ error }) => error !== undefined)?.error).toContain('is in use by another Gongjian process');
    await Promise.all(both.filter(({ child }) => child.exitCode === null).map(killed));
  });

  it('ends with its process, however that was killed', async () => {
    const other = inProcess(dataDir);
    await other.answer;
    const pid = await postmaster();
    await killed(other);
    expect(await endsWithin(pid, 5_000)).toBe(true);
  });

  onLinux('stops a server that an earlier process left behind', async () => {
    const other = inProcess(dataDir);
    await other.answer;
    const pid = await postmaster();
    const children = await readFile(`/proc/${other.child.pid}/task/${other.child.pid}/children`, 'utf8');
    for (const child of children.trim().split(' ').map(Number)) {
      if ((await commandLine(child)).includes('gongjian-watch')) process.kill(child, 'SIGKILL');
    }
    await killed(other);
    const next = await start();
    expect(await endsWithin(pid, 0)).toBe(true);
    expect(await ask(next, 'SELECT name FROM kept')).toEqual({ name: '联席会议' });
    await next.stop();
  });

  it('starts the server again on its port when that is killed', async () => {
    let ready: (() => void) | null = null;
    const write = (line: string) => {
      if (line.includes('ready to accept connections')) ready?.();
    };
    const cluster = await startCluster({ dataDir, durable: false, log: createLogger('debug', { write }) });
    const again = new Promise<void>((resolve) => {
      ready = resolve;
    });
    process.kill(await postmaster(), 'SIGKILL');
    await again;
    expect(await ask(cluster, 'SELECT name FROM kept')).toEqual({ name: '联席会议' });
    await cluster.stop();
  });

  it('starts after everything was killed, even when the old pid belongs to another program by now', async () => {
    const other = inProcess(dataDir);
    await other.answer;
    const pid = await postmaster();
    await Promise.all([killed(other), process.kill(pid, 'SIGKILL')]);
    const content = await readFile(pidFile(), 'utf8');
    const { uid, gid } = await stat(pidFile());
    const bystander = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {});
    await once(bystander, 'spawn');
    await writeFile(pidFile(), content.replace(/^\d+/, String(bystander.pid)));
    const next = await start();
    expect(await ask(next, 'SELECT name FROM kept')).toEqual({ name: '联席会议' });
    expect(bystander.kill(0)).toBe(true);
    bystander.kill();
    await next.stop();
  });

  it('leaves nothing half made when it is killed while making the cluster', async () => {
    const fresh = path.join(folder, 'interrupted');
    await mkdir(fresh);
    const other = inProcess(fresh);
    const drafts = () => readdirSync(fresh).filter((name) => name.startsWith('postgres.new-'));
    await new Promise<void>((resolve) => {
      const watcher = watch(fresh, { recursive: false }, () => {
        if (drafts().length === 0) return;
        watcher.close();
        resolve();
      });
    });
    await killed(other);
    expect(existsSync(path.join(fresh, 'postgres'))).toBe(false);
    await mkdir(path.join(fresh, 'postgres.new-older', 'data'), { recursive: true });
    const cluster = await startCluster({ dataDir: fresh, durable: false, log: silent });
    expect(await ask(cluster, 'SELECT 1 AS one')).toEqual({ one: 1 });
    await cluster.stop();
    expect((await readdir(fresh)).filter((name) => name === 'postgres.new-older')).toEqual([]);
  });

  asRoot('runs for an ordinary user as well, whose cluster root can start later', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'gongjian-user-'));
    await chown(home, 65534, 65534);
    const users = inProcess(home, { uid: 65534, gid: 65534, env: { PATH: process.env.PATH } });
    const answer = await users.answer;
    expect(await ask(answer, 'SELECT 1 AS one')).toEqual({ one: 1 });
    users.child.kill('SIGTERM');
    await once(users.child, 'exit');
    const roots = await startCluster({ dataDir: home, durable: false, log: silent });
    expect(await ask(roots, 'SELECT 1 AS one')).toEqual({ one: 1 });
    await roots.stop();
    expect((await stat(path.join(home, 'postgres'))).uid).toBe(65534);
    await rm(home, { recursive: true });
  });
});
