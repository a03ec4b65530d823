import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loginOf } from '../../../src/platform/database/cluster/session';

/** A pgbouncer of a test's own, before the test's PostgreSQL. */
export interface Pooler {
  /** The URL that leads to the same database by way of the pooler. */
  through(url: string): string;
  stop(): Promise<void>;
}

export type PoolMode = 'session' | 'transaction' | 'statement';

/**
 * Starts Debian's pgbouncer with all its defaults but these.
 * @param urls of the logins that it knows, all on one server
 */
export async function startPooler(
  mode: PoolMode,
  urls: readonly string[],
  settings: Readonly<Record<string, string | number>> = {},
): Promise<Pooler> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gongjian-pooler-'));
  const port = await freePort();
  const server = new URL(urls[0] ?? '');
  const logins = urls.map(loginOf).map(({ user, password }) => `"${user}" "${password}"`);
  const users = path.join(folder, 'users.txt');
  const lines = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    auth_type: 'scram-sha-256',
    auth_file: users,
    pool_mode: mode,
    // pgbouncer does not run as root
    ...(process.getuid?.() === 0 && { user: 'nobody' }),
    ...settings,
  };
  await writeFile(users, [...new Set(logins)].join('\n'));
  const file = path.join(folder, 'pgbouncer.ini');
  await writeFile(
    file,
    [
      '[databases]',
      `* = host=${server.hostname} port=${server.port}`,
      '[pgbouncer]',
      ...Object.entries(lines).map(([name, value]) => `${name} = ${value}`),
      'unix_socket_dir =',
    ].join('\n'),
  );
  // where Debian puts it is not in everybody's search path
  const child = spawn('pgbouncer', ['--quiet', file], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = once(child, 'exit');
  const failed = ended.then(() => Promise.reject(new Error(`pgbouncer ended: ${complaint}`)));
  await Promise.race([failed, answers(port)]);
  failed.catch(() => undefined);
  return {
    through: (url) => {
      const own = new URL(url);
      own.port = String(port);
      return own.href;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await pause(20);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
