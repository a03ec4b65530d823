import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { pack, type Pack } from 'tar-stream';
import { KEPT_SECRETS, StartupError } from '../config';
import { withSession } from '../database/cluster/session';
import type { InstallationKeys } from '../database/cluster/installation-keys';
import { identifier } from '../database/sql';
import { requireOwnKeys } from '../sealing';
import { countRows, END, FORMAT, KEYS, MANIFEST, pieceName, ROW_END, type Manifest } from './archive';
import { encrypted } from './encryption';
import { describeSequences, describeTables } from './tables';

/** How much of a table lies in one piece, unless one row is larger. */
const PIECE = 4 * 1024 * 1024;

interface BackupOptions {
  readonly ownerUrl: string;
  readonly keys: InstallationKeys;
  readonly file: string;
  readonly passphrase: string;
  /** Of the code. */
  readonly version: string;
  readonly log: (line: string) => void;
}

/**
 * Writes a backup of a database as it is at one moment, while servers go on working. The file has its name only when it is
 * whole: what ends before that leaves at most `<file>.part`.
 * @returns how many rows it holds
 * @throws StartupError where there is a file of that name, or the keys are not those of the data
 */
export async function writeBackup(options: BackupOptions): Promise<number> {
  const { ownerUrl, file } = options;
  const part = `${file}.part`;
  await requireNone(file);
  return withSession(ownerUrl, async (session) => {
    await session.query("set TimeZone = 'UTC'; begin isolation level repeatable read read only");
    await requireOwnKeys(session, options.keys);
    try {
      const rows = await writeArchive(session, part, options);
      await rename(part, file);
      await synchronise(path.dirname(path.resolve(file)));
      return rows;
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  });
}

async function requireNone(file: string): Promise<void> {
  const there = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw new StartupError(`${file} cannot be written: ${error.message}`);
    return null;
  });
  if (there === null) return;
  await there.close();
  throw new StartupError(`${file} is there already: a backup is not written over anything`);
}

async function writeArchive(session: Client, part: string, options: BackupOptions): Promise<number> {
  const archive = pack();
  const target = createWriteStream(part, { flags: 'w', mode: 0o600, flush: true });
  const written = pipeline(await encrypted(Readable.from(archive), options.passphrase), target);
  const filled = fill(archive, session, options).catch((error: Error) => {
    archive.destroy(error);
    throw error;
  });
  // whichever fails first is why; the other one then ends as well
  const [rows] = await Promise.all([filled, written]);
  return rows;
}

/** Puts all entries into the archive. @returns how many rows there are */
async function fill(archive: Pack, session: Client, { keys, version, log }: BackupOptions): Promise<number> {
  const entry = (name: string, content: Buffer | string): Promise<void> =>
    new Promise((resolve, reject) => {
      archive.entry({ name, mode: 0o600 }, content, (error) => (error ? reject(error) : resolve()));
    });
  const tables = await describeTables(session);
  const manifest = await manifestOf(session, tables, version);
  await entry(MANIFEST, JSON.stringify(manifest, null, 2));
  await entry(KEYS + KEPT_SECRETS.AUTH_SECRET.file, keys.authSecret);
  await entry(KEYS + KEPT_SECRETS.SEAL_KEY.file, keys.sealKey);
  const rows: Record<string, number> = {};
  for (const { name, columns } of tables) {
    let number = 0;
    let count = 0;
    for await (const piece of piecesOf(session, name, columns)) {
      await entry(pieceName(name, number), piece);
      number += 1;
      count += countRows(piece);
    }
    rows[name] = count;
    if (count > 0) log(`${name}: ${count} rows`);
  }
  await entry(END, JSON.stringify({ rows }, null, 2));
  archive.finalize();
  return Object.values(rows).reduce((sum, count) => sum + count, 0);
}

async function manifestOf(session: Client, tables: Manifest['tables'], version: string): Promise<Manifest> {
  const {
    rows: [facts],
  } = await session.query<Pick<Manifest, 'postgres' | 'madeAt' | 'migrations'>>(
    `select
       current_setting('server_version') as postgres,
       to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "madeAt",
       array(select name from migrations order by timestamp, name) as migrations`,
  );
  return { format: FORMAT, version, ...facts!, tables, sequences: await describeSequences(session) };
}

/** A table's rows as COPY writes them, cut between rows. */
async function* piecesOf(session: Client, table: string, columns: readonly string[]): AsyncGenerator<Buffer> {
  const names = columns.map(identifier).join(', ');
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of session.query(copyTo(`copy ${identifier(table)} (${names}) to stdout`))) {
    const bytes = chunk as Buffer;
    const end = size + bytes.length < PIECE ? -1 : bytes.lastIndexOf(ROW_END);
    if (end === -1) {
      held.push(bytes);
      size += bytes.length;
      continue;
    }
    yield Buffer.concat([...held, bytes.subarray(0, end + 1)]);
    held = [bytes.subarray(end + 1)];
    size = bytes.length - end - 1;
  }
  if (size > 0) yield Buffer.concat(held);
}

/** A new name survives a power cut only with its folder. */
async function synchronise(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
