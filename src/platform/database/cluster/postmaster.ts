import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../observability/logger';
import type { Launcher } from './launcher';
import { commandLine, endsWithin, startOf } from './processes';

/** How long a shutdown that disconnects everybody may take (ms) before one that leaves the rest to crash recovery. */
const SHUTDOWN_PATIENCE = 5_000;

/** A standby takes connections too: what may not be served is told by whoever connects. */
const READY = /^LOG: {2}database system is ready to accept (?:read-only )?connections/;

interface PostmasterOptions {
  readonly launcher: Launcher;
  readonly program: string;
  readonly dataFolder: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** A PostgreSQL server that accepts connections, or did. */
export interface Postmaster {
  /** Settles when the server has ended, asked or not, with the signal or code that ended it. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** Why a server did not come up. */
interface StartFailure {
  readonly reason: string;
  /** It may come up when tried again: on another port, or when processes of its predecessor are gone. */
  readonly passing: 'port' | 'predecessor' | null;
}

/** Starts a server and waits until it accepts connections. Nobody else may use the data folder: the caller locks it. */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster | StartFailure> {
  const { launcher, program, dataFolder, port, settings, log } = options;
  const reusedPid = await stopPredecessor(dataFolder, log);
  // PostgreSQL never takes its parent or grandparent for another server; this is how pg_ctl names a grandparent.
  // Removing the pid file instead would lose the shared memory that it names, by which remaining processes are noticed.
  const variables: Record<string, string> = reusedPid === null ? {} : { PG_GRANDPARENT_PID: String(reusedPid) };
  const everything: Record<string, string> = { ...settings, port: String(port) };
  const args = ['-D', dataFolder, ...Object.entries(everything).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  // A group of its own: the Ctrl-C of a terminal is for us, who stop it when our own work is done.
  const child = launcher.spawn(program, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'], variables });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`));
  });
  if (child.pid !== undefined) {
    const watcher = watchOver(child.pid, launcher);
    void ended.then(() => watcher.dismiss());
  }
  const complaints: string[] = [];
  const ready = new Promise<true>((resolve) => {
    createInterface({ input: child.stderr! }).on('line', (line) => {
      record(log, line);
      if (READY.test(line)) resolve(true);
      else if (!line.startsWith('LOG:') || line.includes('could not bind')) complaints.push(line);
    });
  });
  if ((await Promise.race([ready, ended])) !== true) {
    await Promise.race([once(child.stderr!, 'close'), delay(200)]);
    return failure(complaints, await ended);
  }
  reference(child, false);
  return { ended, stop: () => stop(child, ended) };
}

/** PostgreSQL's names of its log levels that matter to whoever runs the platform; the rest is for debugging. */
function record(log: Logger, line: string): void {
  const [level] = line.split(':', 1);
  if (level === 'PANIC') log.error({ component: 'postgres' }, line);
  else if (level === 'WARNING' || level === 'FATAL') log.warn({ component: 'postgres' }, line);
  else log.debug({ component: 'postgres' }, line);
}

function failure(complaints: readonly string[], end: string): StartFailure {
  const all = complaints.join('\n');
  const words = complaints.map((line) => line.replace(/^(FATAL|DETAIL|HINT): +/, '').trim());
  const reason = words.length === 0 ? `it ended with ${end}` : words.join(' ');
  if (/could not bind|could not create any TCP/.test(all)) return { reason, passing: 'port' };
  const predecessor = /pre-existing shared memory block|"postmaster\.pid" already exists/.test(all);
  return { reason, passing: predecessor ? 'predecessor' : null };
}

/**
 * Node may be killed without a chance to stop its child, and PostgreSQL does not look after its parent. So a shell
 * waits at the end of a pipe of ours: when we die the kernel closes the pipe, and the shell asks PostgreSQL to stop. A
 * line through the pipe dismisses it. It has the account of PostgreSQL, and so could harm nothing else.
 */
function watchOver(pid: number, launcher: Launcher): { dismiss(): void } {
  const script = 'read -r _ || kill -INT "$1"';
  const shell = launcher.spawn('/bin/sh', ['-c', script, 'gongjian-watch', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.on('error', () => undefined);
  shell.stdin!.on('error', () => undefined);
  reference(shell, false);
  return { dismiss: () => shell.stdin!.end('dismissed\n') };
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  reference(child, true);
  child.kill('SIGINT');
  const timely = async () => Promise.race([ended.then(() => true), delay(SHUTDOWN_PATIENCE, false, { ref: false })]);
  if (!(await timely())) {
    child.kill('SIGQUIT');
    if (!(await timely())) child.kill('SIGKILL');
  }
  await ended;
}

/** Whether a running child keeps this process from ending by itself. */
function reference(child: ChildProcess, keeps: boolean): void {
  for (const handle of [child, child.stdin, child.stderr] as ({ ref?(): void; unref?(): void } | null)[]) {
    if (keeps) handle?.ref?.();
    else handle?.unref?.();
  }
}

/**
 * Stops the server that a killed process of ours may have left running on this folder.
 * @returns the pid in its pid file where that belongs to some other program by now, which PostgreSQL would take for a
 *   running server
 */
async function stopPredecessor(dataFolder: string, log: Logger): Promise<number | null> {
  const file = await readFile(path.join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(file, 10);
  if (!(pid > 1) || (await startOf(pid)) === null) return null;
  const words = await commandLine(pid);
  if (!words.includes('postgres') || !words.includes(dataFolder)) return pid;
  log.warn({ component: 'postgres', postmaster: pid }, 'stopping the PostgreSQL that an earlier process left behind');
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      break;
    }
    if (await endsWithin(pid, SHUTDOWN_PATIENCE)) break;
  }
  return null;
}
