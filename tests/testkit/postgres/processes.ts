import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Of the embedded PostgreSQL of a data folder: its first process, and then those that it made. */
export async function processesOf(folder: string): Promise<number[]> {
  const pidFile = await readFile(path.join(folder, 'postgres/data/postmaster.pid'), 'utf8').catch(() => '');
  const [first = ''] = pidFile.split('\n');
  if (first === '') return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const made = await Promise.all(pids.map(async (pid) => ((await parentOf(pid)) === first ? Number(pid) : null)));
  return [Number(first), ...made.filter((pid) => pid !== null)];
}

/** The fourth field; the second is a name in brackets, which may hold blanks. */
async function parentOf(pid: string): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
}
