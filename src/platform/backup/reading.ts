import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import type { z } from 'zod';
import { KEPT_SECRETS, KEY_NAMES, type KeyName, StartupError } from '../config';
import { countRows, END, endSchema, FORMAT, KEYS, MANIFEST, manifestSchema, tableOf, type Manifest } from './archive';
import { decrypted } from './encryption';

export interface BackupFile {
  readonly file: string;
  readonly passphrase: string;
}

/** What a whole backup says of itself. */
export interface BackupContent {
  readonly manifest: Manifest;
  readonly keys: Readonly<Record<KeyName, string>>;
  /** How many rows it holds, by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Reads a backup from its beginning to its end.
 * @param load is given each table's rows, some MB at a time
 * @throws StartupError where the passphrase does not open it, or it is not whole, or altered
 */
export async function readBackup(
  from: BackupFile,
  load: (table: string, piece: Buffer) => Promise<void> = async () => undefined,
): Promise<BackupContent> {
  const reader = new Reader(load);
  try {
    for await (const { name, content } of entriesOf(from)) await reader.take(name, content);
    return reader.end();
  } catch (error) {
    if (error instanceof BrokenBackup) throw new StartupError(`${from.file} cannot be used: ${error.message}`);
    throw error;
  }
}

/** Why a file is no backup that can be used. */
export class BrokenBackup extends Error {}

interface Entry {
  readonly name: string;
  readonly content: Buffer;
}

class Reader {
  private manifest: Manifest | null = null;
  private readonly keys: Partial<Record<KeyName, string>> = {};
  private readonly rows: Record<string, number> = {};
  private expected: Readonly<Record<string, number>> | null = null;

  constructor(private readonly load: (table: string, piece: Buffer) => Promise<void>) {}

  async take(name: string, content: Buffer): Promise<void> {
    if (this.expected !== null) throw new BrokenBackup('something follows its end');
    if (name === MANIFEST) {
      this.manifest = manifestOf(content);
      for (const { name: table } of this.manifest.tables) this.rows[table] = 0;
      return;
    }
    if (name === END) {
      this.expected = parsed(content, endSchema).rows;
      return;
    }
    const key = KEY_NAMES.find((each) => name === KEYS + KEPT_SECRETS[each].file);
    if (key !== undefined) {
      this.keys[key] = content.toString('utf8');
      return;
    }
    const table = tableOf(name);
    const before = table === null ? undefined : this.rows[table];
    if (table === null || before === undefined)
      throw new BrokenBackup(`it holds ${name}, which is nothing of a backup's`);
    this.rows[table] = before + countRows(content);
    await this.load(table, content);
  }

  end(): BackupContent {
    const { manifest, rows, expected } = this;
    const { AUTH_SECRET, SEAL_KEY } = this.keys;
    if (manifest === null || expected === null || AUTH_SECRET === undefined || SEAL_KEY === undefined)
      throw new BrokenBackup('it is not whole');
    for (const { name } of manifest.tables)
      if (rows[name] !== expected[name])
        throw new BrokenBackup(`it holds ${rows[name]} rows of ${name}, and says ${expected[name]}`);
    return { manifest, keys: { AUTH_SECRET, SEAL_KEY }, rows };
  }
}

async function* entriesOf({ file, passphrase }: BackupFile): AsyncGenerator<Entry> {
  const opened = await open(file).catch((error: Error) => {
    throw new BrokenBackup(error.message);
  });
  const source = opened.createReadStream();
  // a file that breaks while it is read fails what reads from it
  source.on('error', () => undefined);
  try {
    const plain = await decrypted(source, passphrase).catch((error: Error) => {
      throw new BrokenBackup(`it is no backup that this passphrase opens (${error.message})`);
    });
    yield* unpacked(plain);
  } catch (error) {
    if (error instanceof BrokenBackup) throw error;
    throw new BrokenBackup(`it was cut short or altered, or cannot be read (${(error as Error).message})`);
  } finally {
    source.destroy();
  }
}

async function* unpacked(plain: Readable): AsyncGenerator<Entry> {
  const archive = extract();
  const flowing = pipeline(plain, archive);
  flowing.catch(() => undefined);
  try {
    for await (const entry of archive) {
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      yield { name: entry.header.name, content: Buffer.concat(chunks) };
    }
    await flowing;
  } finally {
    plain.destroy();
  }
}

function manifestOf(content: Buffer): Manifest {
  const { format } = JSON.parse(content.toString('utf8')) as { readonly format?: unknown };
  if (typeof format === 'number' && format > FORMAT)
    throw new BrokenBackup(`its format is ${format}, of a later version of the platform`);
  return parsed(content, manifestSchema);
}

function parsed<T>(content: Buffer, schema: z.ZodType<T>): T {
  const result = schema.safeParse(JSON.parse(content.toString('utf8')));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BrokenBackup(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}
