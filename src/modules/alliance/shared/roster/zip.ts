import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { LIMITS } from '../../../../platform/budgets';
import { failed, good, type Outcome } from './problems';

const inflate = promisify(inflateRaw);
const damaged = failed('roster.unreadableWorkbook');

const signature = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const;
const size = { local: 30, central: 46, end: 22 } as const;

interface Entry {
  method: number;
  checksum: number;
  data: Buffer;
}

/**
 * A zip archive's parts, each inflated when it is read. What the archive claims of sizes is not believed: inflating
 * stops as soon as all that was read passes `ceiling` bytes.
 */
export class ZipArchive {
  private left: number;

  constructor(
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly ceiling: number,
  ) {
    this.left = ceiling;
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /** A part's contents; a part of more than `most` bytes is refused, whatever is left of the ceiling. */
  async read(name: string, most = this.ceiling): Promise<Outcome<Buffer>> {
    const entry = this.entries.get(name);
    if (entry === undefined) return damaged;
    const content = await contentOf(entry, Math.min(most, this.left));
    if (content === null) return damaged;
    if (content === 'TOO_LARGE') {
      return failed('roster.workbookTooLarge', { mebibytes: Math.floor(this.ceiling / 1_048_576) });
    }
    this.left -= content.length;
    return crc32(content) === entry.checksum ? good(content) : damaged;
  }
}

async function contentOf({ method, data }: Entry, most: number): Promise<Buffer | 'TOO_LARGE' | null> {
  if (method === 0) return data.length > most ? 'TOO_LARGE' : data;
  if (method !== 8) return null;
  try {
    const content = await inflate(data, { maxOutputLength: Math.max(most, 1), chunkSize: 65_536 });
    return content.length > most ? 'TOO_LARGE' : content;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'TOO_LARGE' : null;
  }
}

/** null when the bytes are no archive, or one that is inconsistent, encrypted, split or larger than four gigabytes. */
export function openZip(bytes: Buffer, ceiling: number): ZipArchive | null {
  const entries = entriesOf(bytes);
  return entries === null ? null : new ZipArchive(entries, ceiling);
}

/** What the central directory lists, by name. */
function entriesOf(archive: Buffer): Map<string, Entry> | null {
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(signature.end);
  const end = archive.lastIndexOf(mark);
  if (end < 0 || end + size.end > archive.length) return null;
  const count = archive.readUInt16LE(end + 10);
  if (count > LIMITS.importParts) return null;
  const entries = new Map<string, Entry>();
  let at = archive.readUInt32LE(end + 16);
  for (let entry = 0; entry < count; entry += 1) {
    if (at + size.central > end || archive.readUInt32LE(at) !== signature.central) return null;
    const encrypted = (archive.readUInt16LE(at + 8) & 1) === 1;
    const nameEnd = at + size.central + archive.readUInt16LE(at + 28);
    const data = dataAt(archive, archive.readUInt32LE(at + 42), archive.readUInt32LE(at + 20));
    if (encrypted || data === null || nameEnd > end) return null;
    const name = archive.toString('utf8', at + size.central, nameEnd);
    if (entries.has(name)) return null;
    entries.set(name, { method: archive.readUInt16LE(at + 10), checksum: archive.readUInt32LE(at + 16), data });
    at = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function dataAt(archive: Buffer, header: number, length: number): Buffer | null {
  if (header + size.local > archive.length || archive.readUInt32LE(header) !== signature.local) return null;
  const start = header + size.local + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  return start + length > archive.length ? null : archive.subarray(start, start + length);
}
