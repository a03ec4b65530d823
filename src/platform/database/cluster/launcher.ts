import { type ChildProcess, type SpawnOptions, execFile, spawn } from 'node:child_process';
import { chown, readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { StartupError } from '../../config';
import type { Binaries } from './binaries';

const run = promisify(execFile);

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Starts PostgreSQL's programs under an account that they accept. */
export interface Launcher {
  /** Of files that a program is to own; does nothing when it runs under our own account. */
  own(file: string): Promise<void>;
  spawn(program: string, args: readonly string[], options: LaunchOptions): ChildProcess;
}

interface LaunchOptions extends Pick<SpawnOptions, 'detached' | 'stdio'> {
  /** Added to the environment. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * PostgreSQL refuses to run as root. A process of root starts it as the account that owns the cluster already, else as
 * `postgres`, else as `nobody`, which every system has: nothing is changed on the machine, no account is made.
 * That account often cannot enter what root alone can (a clone in /root, or in a folder of mktemp): it is then let
 * through with one capability, to pass closed folders, and with nothing else of root's.
 */
export async function prepareLauncher(binaries: Binaries, dataDir: string, cluster: string): Promise<Launcher> {
  const account = process.getuid?.() === 0 ? await unprivilegedAccount(cluster) : null;
  const capabilities = ['dac_read_search', 'dac_override'];
  const prefixes = account === null ? [[]] : [[], ...capabilities.map((name) => withCapability(account, name))];
  const env = environment(binaries);
  let refusal = '';
  for (const prefix of prefixes) {
    // setpriv changes the account itself, because changing it before would drop the capability.
    const identity = account !== null && prefix.length === 0 ? account : {};
    const command = (program: string, args: readonly string[]) => {
      const [first, ...rest] = [...prefix, program, ...args] as [string, ...string[]];
      return { first, rest };
    };
    // initdb looks at everything that it would use: the folders, the server's program, the account's name.
    const probe = command('/bin/sh', ['-c', 'cd "$1" && exec "$0" --show -D "$1"', binaries.initdb, dataDir]);
    try {
      await run(probe.first, probe.rest, { ...identity, env, cwd: '/' });
    } catch (error) {
      refusal ||= firstLine(error);
      continue;
    }
    return {
      own: async (file) => (account === null ? undefined : chown(file, account.uid, account.gid)),
      spawn: (program, args, { variables, ...options }) => {
        const { first, rest } = command(program, args);
        return spawn(first, rest, { ...options, ...identity, env: { ...env, ...variables }, cwd: '/' });
      },
    };
  }
  const who = account === null ? '' : ` as user ${account.uid}, because it refuses to run as root`;
  throw new StartupError(`The embedded PostgreSQL cannot be run${who}: ${refusal}; DATABASE_URL names another one`);
}

/** Nothing of our environment: it holds secrets, and perhaps PGPORT or PGDATA meant for another server. */
function environment({ libraryPath }: Binaries): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  if (libraryPath !== null) env[process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'] = libraryPath;
  return env;
}

/** The secure bit lets access(2), by which PostgreSQL looks at its own programs, count capabilities as open(2) does. */
function withCapability({ uid, gid }: Account, capability: string): string[] {
  const capabilities = ['--securebits=+no_setuid_fixup', `--inh-caps=+${capability}`, `--ambient-caps=+${capability}`];
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...capabilities, '--'];
}

async function unprivilegedAccount(cluster: string): Promise<Account> {
  const owner = await stat(cluster).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find(([name]) => name === wanted) ?? [];
    // macOS writes nobody's -2 for 4294967294.
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
  }
  throw new StartupError('PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as');
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr?.trim() || message).split('\n')[0] ?? message;
}
