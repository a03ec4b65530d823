import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from '../../config';
import { startOf } from './processes';

export interface Lock {
  release(): Promise<void>;
}

const RELEASED = 'released';

/**
 * Takes a folder for this process alone, until it is released or the process ends, however it ends. Node has no
 * flock(2), so a lock is a symbolic link (made and filled in one step) named by a number and pointing to its holder's
 * pid and start. The highest number counts. A lock whose holder has died is never removed or overwritten but succeeded
 * by the next number, which only one process can create: removing a stale file can remove a fresh one.
 * @returns the pid of the process that has the folder, where another one does
 */
export async function takeLock(folder: string): Promise<Lock | { heldBy: number }> {
  await mkdir(folder, { recursive: true });
  const holder = `${process.pid} ${await startOf(process.pid)}`;
  for (;;) {
    const latest = Math.max(0, ...(await numbers(folder)));
    const heldBy = latest === 0 ? null : await livingHolder(path.join(folder, String(latest)));
    if (heldBy !== null) return { heldBy };
    const mine = path.join(folder, String(latest + 1));
    if (!(await created(holder, mine))) continue;
    const others = (await numbers(folder)).filter((number) => number !== latest + 1);
    if (others.some((number) => number > latest + 1)) {
      // The listing was so old that the number had been used and cleared away since.
      await rm(mine, { force: true });
      continue;
    }
    await Promise.all(others.map((number) => rm(path.join(folder, String(number)), { force: true })));
    return { release: () => release(mine) };
  }
}

/** The pid of the process that has a data folder; null where none has. */
export async function holderOf(dataDir: string): Promise<number | null> {
  const folder = path.join(dataDir, 'postgres.lock');
  const latest = Math.max(0, ...(await numbers(folder).catch(() => [])));
  return latest === 0 ? null : livingHolder(path.join(folder, String(latest)));
}

/** Takes the lock or fails with the one line that says why not. */
export async function takeDataFolder(dataDir: string): Promise<Lock> {
  const lock = await takeLock(path.join(dataDir, 'postgres.lock'));
  if ('release' in lock) return lock;
  throw new StartupError(
    `DATA_DIR: ${dataDir} is in use by another Gongjian process (pid ${lock.heldBy}): ` +
      'stop it, or give this one its own',
  );
}

async function numbers(folder: string): Promise<number[]> {
  return (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number);
}

async function livingHolder(file: string): Promise<number | null> {
  const holder = await readlink(file).catch(() => RELEASED);
  const [pid, start] = holder.split(' ');
  return holder !== RELEASED && (await startOf(Number(pid))) === start ? Number(pid) : null;
}

async function created(holder: string, file: string): Promise<boolean> {
  try {
    await symlink(holder, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The file stays, so that no number is used twice; see `takeLock`. */
async function release(file: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await symlink(RELEASED, draft);
  await rename(draft, file);
}
