import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * When a process was started, in words that differ for any later process with the same pid; null when there is none.
 * A zombie (killed, but not yet waited for: lasting in a container whose first process reaps nobody) is none either.
 */
export async function startOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') {
    const answer = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).catch(() => null);
    const line = answer?.stdout.trim() ?? '';
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The second field is the program's name in brackets, and may itself hold brackets and blanks.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields ?? [];
  if (!fields || state === 'Z' || state === 'X') return null;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${boot.trim()}:${fields[19]}`;
}

/** The words of a running process's command line; empty when there is none, or when it may not be read. */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const answer = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => null);
  return answer?.stdout ?? '';
}

/** Waits for a process that is not our child, which no event announces; false when it still runs after so many ms. */
export async function endsWithin(pid: number, milliseconds: number): Promise<boolean> {
  const start = await startOf(pid);
  const deadline = Date.now() + milliseconds;
  while (start !== null && (await startOf(pid)) === start) {
    if (Date.now() > deadline) return false;
    await delay(20);
  }
  return true;
}
