import { networkOf } from './network';

export interface BodyLimits {
  /** How many bytes of all bodies may be held together. */
  readonly total: number;
  /** How many of them may be one network's. */
  readonly perNetwork: number;
}

/** Why a body ends before it has arrived: its time is over, or its memory is needed for others. */
export type BodyEnd = 'late' | 'crowded';

/** A body under way. */
export interface Body {
  /** So many bytes more are held of it. This may be one too many, and end this body or another. */
  holds(bytes: number): void;
  /** All of it has arrived: it is not ended any more, and counts until it is released. */
  received(): void;
  /** Its request has been answered; doing this twice is doing it once. */
  release(): void;
}

interface UnderWay {
  bytes: number;
  readonly end: (why: BodyEnd) => void;
}

interface Network {
  bytes: number;
  /** Those of which something has come, the one that has been under way longest first. */
  readonly arriving: Set<UnderWay>;
}

/**
 * The memory of all bodies under way, by what has arrived of them. When it is full, whoever came last is not refused: the
 * body that has been under way longest of the network that holds most is ended, since a body that is meant to arrive does.
 */
export class Bodies {
  private held = 0;
  private readonly networks = new Map<string, Network>();

  constructor(private readonly limits: BodyLimits) {}

  get inUse(): number {
    return this.held;
  }

  /** A body begins, and has so long to arrive. `end` is called at most once, and not after `received` or `release`. */
  begin(address: string, milliseconds: number, end: (why: BodyEnd) => void): Body {
    const name = networkOf(address);
    const timer = setTimeout(() => finish('late'), milliseconds);
    timer.unref();
    let open = true;
    const body: UnderWay = { bytes: 0, end: (why) => finish(why) };
    const release = (): void => {
      if (!open) return;
      open = false;
      clearTimeout(timer);
      this.add(name, body, -body.bytes);
    };
    const finish = (why: BodyEnd): void => {
      release();
      end(why);
    };
    return {
      holds: (bytes) => {
        if (!open) return;
        const network = this.add(name, body, bytes);
        network.arriving.add(body);
        while (network.bytes > this.limits.perNetwork && endLongest(network));
        while (this.held > this.limits.total && this.heaviest().some(endLongest));
      },
      received: () => {
        clearTimeout(timer);
        this.networks.get(name)?.arriving.delete(body);
      },
      release,
    };
  }

  private heaviest(): readonly Network[] {
    return [...this.networks.values()].sort((one, other) => other.bytes - one.bytes);
  }

  private add(name: string, body: UnderWay, bytes: number): Network {
    const network = this.networks.get(name) ?? { bytes: 0, arriving: new Set() };
    this.held += bytes;
    network.bytes += bytes;
    body.bytes += bytes;
    if (network.bytes > 0) this.networks.set(name, network);
    else this.networks.delete(name);
    if (body.bytes === 0) network.arriving.delete(body);
    return network;
  }
}

/** Ends the body that has been under way longest; false when all that the network holds has arrived. */
function endLongest({ arriving }: Network): boolean {
  const [longest] = arriving;
  longest?.end('crowded');
  return longest !== undefined;
}
