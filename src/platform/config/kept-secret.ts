import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from './startup-error';

/** A secret that is generated once and kept in the data folder, when none is set. */
export interface KeptSecret {
  /** The variable that it replaces, named in errors. */
  readonly variable: string;
  /** The file in the data folder. */
  readonly file: string;
  readonly make: () => string;
  /** What is wrong with what the file holds; null when it will do. */
  readonly fault: (content: string) => string | null;
}

const isErrno = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code;

/**
 * The secret kept in the data folder (mode 0600), made at the first call. Written aside and linked into place, so that
 * of two processes that start at once both get the same one, and neither reads half of it.
 */
export function keptSecret(dataDir: string, secret: KeptSecret): string {
  return keptContent(dataDir, secret) ?? keepSecret(dataDir, secret, secret.make());
}

/** What the data folder keeps of a secret; null where it keeps none. */
export function keptContent(dataDir: string, secret: KeptSecret): string | null {
  return naming(dataDir, secret, () => readSecret(path.join(dataDir, secret.file), secret));
}

/** Keeps this secret, unless there is one by then. @returns the one that is kept */
export function keepSecret(dataDir: string, secret: KeptSecret, content: string): string {
  const file = path.join(dataDir, secret.file);
  return naming(dataDir, secret, () => {
    mkdirSync(dataDir, { recursive: true });
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    try {
      writeFileSync(draft, `${content.trim()}\n`, { mode: 0o600, flag: 'wx' });
      linkSync(draft, file);
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    const made = readSecret(file, secret);
    if (made === null) throw new Error('it vanished');
    return made;
  });
}

function naming<T>(dataDir: string, secret: KeptSecret, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(`DATA_DIR: the file ${secret.file} cannot be kept in ${dataDir}: ${reason}`);
  }
}

function readSecret(file: string, { variable, fault }: KeptSecret): string | null {
  try {
    const content = readFileSync(file, 'utf8').trim();
    const wrong = fault(content);
    if (wrong === null) return content;
    throw new ConfigurationError(
      `${variable}: ${file} ${wrong}; put back the one that it held, or delete it where no data belongs to it`,
    );
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}
