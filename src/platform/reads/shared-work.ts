import { LIMITS, Shares, type Share } from '../budgets';
import { crowded, ErrorCode, RequestError } from '../errors/errors';

const MIB = 1_024 ** 2;
/** Of all requests of this process, since they share its memory. */
const together = new Shares({ total: LIMITS.computedBytesTogether, perNetwork: LIMITS.computedBytesPerPerson });

/**
 * What the computed fields of one request share: what they have loaded already, and what they may load yet. `release` ends
 * it, with the request.
 */
export class SharedWork {
  private readonly kept = new Map<string, unknown>();
  private readonly held: Share[] = [];
  private bytes = 0;
  private turn: Promise<unknown> = Promise.resolve();
  private over = false;

  constructor(private readonly personId: string | null) {}

  /** What was made for this key before, whichever field asked. */
  once<T>(key: string, make: () => T): T {
    if (!this.kept.has(key)) this.kept.set(key, make());
    return this.kept.get(key) as T;
  }

  /**
   * Asked for before texts are loaded: whether the request may have that many bytes more.
   * @throws RequestError when it may not, or when its person or all people hold too much at this moment
   */
  reserve(bytes: number): void {
    if (this.bytes + bytes > LIMITS.computedBytes) {
      const megabytes = LIMITS.computedBytes / MIB;
      throw new RequestError(ErrorCode.tooCostly, 'errors.tooMuchToCompute', { megabytes }, null, 400);
    }
    const share = together.take(this.personId ?? '', bytes);
    if (share === 'network') throw new RequestError(ErrorCode.rateLimited, 'errors.tooManyTasks', {}, null, 429);
    if (share === 'total') throw crowded();
    this.held.push(share);
    this.bytes += bytes;
  }

  /** Runs work when all before it has ended: a request does one thing at a time. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(() => {
      // one field failed, and with it the request: what waits has nobody to answer any more
      if (this.over) throw unavailable();
      return work();
    });
    this.turn = done.catch(() => undefined);
    return done;
  }

  release(): void {
    this.over = true;
    for (const share of this.held.splice(0)) share.release();
  }
}

function unavailable(): RequestError {
  return new RequestError(ErrorCode.unavailable, 'errors.unavailable', {}, null, 503);
}
