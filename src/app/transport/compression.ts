import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import { LIMITS } from '../../platform/budgets';

const MOST_HEADERS = 1_000;
const LONGEST_HEADER = 256;

const BROTLI = {
  [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
  // of an introspection (385 KB) it makes 37 KB in 2 ms, and gzip 43 KB in 3.4 ms
  [constants.BROTLI_PARAM_QUALITY]: 4,
};
const COMPRESS = {
  br: (bytes: Buffer): Promise<Buffer> =>
    promisify(brotliCompress)(bytes, { params: { ...BROTLI, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  gzip: promisify<Buffer, Buffer>(gzip),
};
type Encoding = keyof typeof COMPRESS;
type Taken = Encoding | 'identity';

/** An answer as it is sent. */
export interface Compressed {
  readonly encoding: Encoding;
  readonly bytes: Buffer;
}

/**
 * Compresses answers in the threads of libuv, for readers that ask for it. Nobody waits for a thread: when too many answers are
 * being compressed the next one is sent as it is. (The package `compression` writes each answer as a stream, and bounds nothing.)
 */
export class Compression {
  private readonly encodings = new LRUCache<string, Taken>({ max: MOST_HEADERS });
  private running = 0;

  /** Whether an answer depends on the encodings that its reader takes. */
  concerns(bytes: Buffer): boolean {
    return bytes.length > LIMITS.uncompressedBytes;
  }

  /** The answer for a reader that takes these encodings (Accept-Encoding); null when it is sent as it is. */
  async of(bytes: Buffer, accepted: string | undefined): Promise<Compressed | null> {
    if (accepted === undefined || accepted.length > LONGEST_HEADER || !this.concerns(bytes)) return null;
    const encoding = this.encodingFor(accepted);
    if (encoding === 'identity') return null;
    if (bytes.length > LIMITS.compressedBytes || this.running >= LIMITS.compressionsAtOnce) return null;
    this.running += 1;
    try {
      return { encoding, bytes: await COMPRESS[encoding](bytes) };
    } finally {
      this.running -= 1;
    }
  }

  private encodingFor(accepted: string): Taken {
    let encoding = this.encodings.get(accepted);
    if (encoding === undefined) {
      const negotiator = new Negotiator({ headers: { 'accept-encoding': accepted } });
      const taken = negotiator.encodings(['br', 'gzip', 'identity']);
      const plain = taken[0] === undefined || taken[0] === 'identity';
      encoding = plain ? 'identity' : taken.includes('br') ? 'br' : 'gzip';
      this.encodings.set(accepted, encoding);
    }
    return encoding;
  }
}
