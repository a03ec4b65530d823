import { randomUUID } from 'node:crypto';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { StartupError } from '../../config';
import type { Logger } from '../../observability/logger';

/** The file of a data folder that says where the folder is, and which file it is itself: a copy of it is another one. */
const FILE = 'postgres.place';

interface Place {
  /** The same in every copy. */
  readonly id: string;
  readonly folder: string;
  readonly host: string;
  /** Of the file itself; text, since it may be larger than a number. */
  readonly inode: string;
}

/**
 * Notices that a data folder was copied: two installations with the same keys would send the same mails, and write two histories,
 * each of which breaks the other. Beside its original a copy is refused. One that came from elsewhere goes on, since a folder that was moved to
 * another machine looks the same, and the log says so once.
 * @param folder its real path
 * @throws StartupError
 */
export async function claimPlace(folder: string, log: Logger): Promise<void> {
  const file = path.join(folder, FILE);
  const place = await placeIn(file);
  if (place === null) return record(file, { id: randomUUID(), folder });
  const inode = await inodeOf(file);
  if (place.inode === inode && place.folder === folder) return;
  if (await isStillAt(place, file))
    throw new StartupError(
      `DATA_DIR: ${folder} is a copy of ${place.folder}, which is still there: with the same keys both would send the same ` +
        'mails and write histories that break each other. Remove the original, or move it away, to go on with the copy; ' +
        `to run both all the same, delete ${file}`,
    );
  if (place.inode !== inode)
    log.warn(
      { event: 'data.elsewhere', folder, from: place.folder, host: place.host },
      'the data folder was moved or copied here: what it came from must not be started any more',
    );
  await record(file, { id: place.id, folder });
}

/** Whether the file that a record was written into is there, and is not this one. */
async function isStillAt({ id, folder, inode }: Place, file: string): Promise<boolean> {
  const original = path.join(folder, FILE);
  if ((await placeIn(original))?.id !== id || (await inodeOf(original)) !== inode) return false;
  const [one, other] = await Promise.all([stat(original), stat(file)]);
  return one.dev !== other.dev || one.ino !== other.ino;
}

const inodeOf = async (file: string): Promise<string> => String((await stat(file, { bigint: true })).ino);

/** What a file says; null where there is none, or nobody may look. */
async function placeIn(file: string): Promise<Place | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [id, folder, host, inode] = text.trimEnd().split('\n');
  return id && folder && host !== undefined && inode ? { id, folder, host, inode } : null;
}

/** Written aside, with the number of the file that is to take the place. */
async function record(file: string, { id, folder }: Pick<Place, 'id' | 'folder'>): Promise<void> {
  const draft = `${file}.new`;
  const written = await open(draft, 'w', 0o600);
  try {
    const { ino } = await written.stat({ bigint: true });
    await written.writeFile(`${[id, folder, hostname(), ino].join('\n')}\n`);
  } finally {
    await written.close();
  }
  await rename(draft, file);
}
