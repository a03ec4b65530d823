import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdir, readFile, readdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from '../../config';
import type { Logger } from '../../observability/logger';
import { type Binaries, packageFolder, readyBinaries } from './binaries';
import { type Launcher, prepareLauncher } from './launcher';
import { holderOf, takeDataFolder } from './lock';
import { claimPlace } from './place';
import { type Postmaster, startPostmaster } from './postmaster';

interface ClusterOptions {
  /** Where the cluster is kept, made when missing; one process at a time may have it. */
  readonly dataDir: string;
  /** False risks what a power cut would cost, for several times faster writes in tests. */
  readonly durable?: boolean;
  /** Whether it is to be served from, and not only looked into: a copy beside its original is refused then. */
  readonly serving?: boolean;
  readonly log: Logger;
}

/** A running embedded PostgreSQL, on a port of 127.0.0.1. */
export interface Cluster {
  /** The superuser's login, on the database `postgres`. */
  readonly adminUrl: string;
  readonly port: number;
  /** Disconnects everybody and stops in order: up to 5 s, then without waiting. */
  stop(): Promise<void>;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  // A socket file's path may have 107 bytes, which a data folder's easily exceeds.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  TimeZone: 'UTC',
  // We read the log for the line that says that it is ready, hence English. A statement or a row's values would put
  // personal data into it; what fails is logged by whoever sent the statement.
  lc_messages: 'C',
  log_line_prefix: '',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  logging_collector: 'off',
} as const;

const VOLATILE_SETTINGS = {
  ...SETTINGS,
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
} as const;

/**
 * Starts the PostgreSQL that npm brought, in `dataDir/postgres`, which it creates at the first start. What a killed
 * process left (a half-made cluster, a running server) is cleared away first. When the server ends by itself (killed,
 * out of memory) it is started again on its port, as a service manager would.
 * @throws StartupError when the folder is in use, cannot be written, or its cluster does not start
 */
export async function startCluster({
  dataDir,
  durable = true,
  serving = false,
  log,
}: ClusterOptions): Promise<Cluster> {
  try {
    await mkdir(dataDir, { recursive: true });
    const folder = await realpath(dataDir);
    const lock = await takeDataFolder(folder);
    try {
      if (serving) await claimPlace(folder, log);
      const running = await run(folder, durable, log);
      let stopped: Promise<void> | null = null;
      return { ...running, stop: () => (stopped ??= running.stop().then(() => lock.release())) };
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new StartupError(`DATA_DIR: ${dataDir} cannot hold the embedded PostgreSQL: ${message}`);
  }
}

/**
 * The cluster of a data folder for whoever looks into it: the one that another process of ours runs, while it does, else one
 * that is started.
 * @throws StartupError where there is none
 */
export async function joinCluster({ dataDir, log }: ClusterOptions): Promise<Pick<Cluster, 'adminUrl' | 'stop'>> {
  const home = path.join(dataDir, 'postgres');
  if (!(await isThere(home)))
    throw new StartupError(`DATA_DIR: ${dataDir} holds no data; set DATA_DIR or DATABASE_URL`);
  if ((await holderOf(dataDir)) === null) return startCluster({ dataDir, log });
  const pidFile = await readFile(path.join(home, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const port = Number(pidFile.split('\n')[3]);
  if (!(port > 0))
    throw new StartupError(`DATA_DIR: the PostgreSQL of ${dataDir} is just starting or stopping; try again`);
  return { adminUrl: adminUrlOf(await passwordOf(home), port), stop: async () => undefined };
}

const passwordOf = async (home: string): Promise<string> =>
  (await readFile(path.join(home, 'superuser-password'), 'utf8')).trim();

const adminUrlOf = (password: string, port: number): string =>
  `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function run(dataDir: string, durable: boolean, log: Logger): Promise<Cluster> {
  const home = path.join(dataDir, 'postgres');
  const binaries = await readyBinaries(packageFolder(), path.join(dataDir, 'postgres.libraries'));
  const launcher = await prepareLauncher(binaries, dataDir, home);
  await clearAway(dataDir);
  if (!(await isThere(home))) {
    log.info({ folder: home }, 'making the embedded database');
    await create(home, binaries, launcher, durable);
  }
  const password = await passwordOf(home);
  const start = (port: number) =>
    startPostmaster({
      launcher,
      program: binaries.postgres,
      dataFolder: path.join(home, 'data'),
      port,
      settings: durable ? SETTINGS : VOLATILE_SETTINGS,
      log,
    });
  const { postmaster, port } = await startPatiently(start, null);
  const supervisor = supervise(postmaster, () => startPatiently(start, port).then((again) => again.postmaster), log);
  return { adminUrl: adminUrlOf(password, port), port, stop: supervisor };
}

/** What an initdb that was killed left behind. One that outlived its parent may still be at work there for a second. */
async function clearAway(dataDir: string): Promise<void> {
  const leftovers = (await readdir(dataDir)).filter((name) => name.startsWith('postgres.new-'));
  for (const name of leftovers) {
    await rm(path.join(dataDir, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

/** Made aside and renamed, so that a cluster is either whole or not there. */
async function create(home: string, { initdb }: Binaries, launcher: Launcher, durable: boolean): Promise<void> {
  const draft = `${home}.new-${randomBytes(6).toString('hex')}`;
  await mkdir(draft, { mode: 0o700 });
  const passwordFile = path.join(draft, 'superuser-password');
  await writeFile(passwordFile, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  await launcher.own(draft);
  await launcher.own(passwordFile);
  const child = launcher.spawn(
    initdb,
    [
      `--pgdata=${path.join(draft, 'data')}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C.UTF-8',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaint = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code !== 0) {
    await rm(draft, { recursive: true, force: true });
    const reason = complaint.trim().split('\n').join(' ') || (signal ?? `code ${code}`);
    throw new StartupError(`The embedded PostgreSQL could not be created: ${reason}`);
  }
  await rename(draft, home);
}

/**
 * A free port is known to be free only once PostgreSQL has it, and processes of a killed server can take a moment to
 * notice its death: both are tried again for a while.
 */
async function startPatiently(
  start: (port: number) => ReturnType<typeof startPostmaster>,
  fixedPort: number | null,
): Promise<{ postmaster: Postmaster; port: number }> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const port = fixedPort ?? (await freePort());
    const outcome = await start(port);
    if ('stop' in outcome) return { postmaster: outcome, port };
    if (outcome.passing === null || Date.now() > deadline) {
      throw new StartupError(`The embedded PostgreSQL did not start: ${outcome.reason}`);
    }
    if (outcome.passing === 'predecessor' || fixedPort !== null) await delay(100);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

/** Starts the server again whenever it ends unasked, unless it keeps ending. @returns what stops it for good */
function supervise(first: Postmaster, startAgain: () => Promise<Postmaster>, log: Logger): () => Promise<void> {
  let stopping = false;
  let current: Promise<Postmaster | null> = Promise.resolve(first);
  const recent: number[] = [];
  const watch = (postmaster: Postmaster) =>
    void postmaster.ended.then((end) => {
      if (stopping) return;
      recent.push(Date.now());
      if (recent.length > 3 && Date.now() - recent[recent.length - 4]! < 60_000) {
        log.fatal(
          { component: 'postgres' },
          `the embedded PostgreSQL ended again (${end}) and is not started any more`,
        );
        current = Promise.resolve(null);
        return;
      }
      log.error({ component: 'postgres' }, `the embedded PostgreSQL ended (${end}); starting it again`);
      current = startAgain().then(
        (again) => {
          watch(again);
          return again;
        },
        (error: Error) => {
          log.fatal({ component: 'postgres' }, error.message);
          return null;
        },
      );
    });
  watch(first);
  return async () => {
    stopping = true;
    await (await current)?.stop();
  };
}
