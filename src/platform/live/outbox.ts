import type { Duplex } from 'node:stream';
import { setTimeout as later } from 'node:timers';
import type { WebSocket } from 'ws';
import { Holdings, LIMITS, networkOf } from '../budgets';
import { SharedMessage } from './frame';

/** Close codes of our own, and four of the protocols'. All mean that the client may come back; graphql-ws's clients do so by themselves. */
export const CloseCode = {
  /** The socket did not keep up: resume with `after`. */
  tooSlow: 4290,
  /** It has not sent `connection_init`. */
  silent: 4408,
  /** The credential that the socket was opened with is not good; the reason is the error's code. */
  forbidden: 4403,
  /** The credential ended or was revoked: come back with another. */
  credentialEnded: 4440,
  /** A fault of the server's. */
  fault: 4500,
  /** The server is going away: resume with `after`. */
  goingAway: 1001,
  /** Nobody can be served at the moment. */
  unavailable: 1013,
} as const;

/**
 * What the clients of all sockets have not read. When that is too much, the socket that has been slow longest, of the
 * network that holds most, is cut: a closing frame would lie behind all that is not read.
 */
export class Unread {
  private readonly slow = new Holdings<Outbox>();

  /** Looks at what a socket's client has not read now. */
  count(outbox: Outbox): void {
    const { network, unread } = outbox;
    if (unread === 0 && !this.slow.has(network, outbox)) return;
    this.slow.set(network, outbox, unread);
    if (this.slow.total > LIMITS.socketsUnreadBytes) this.makeRoom();
  }

  /** Its socket is closed. */
  forget(outbox: Outbox): void {
    this.slow.set(outbox.network, outbox, 0);
  }

  private makeRoom(): void {
    // some have read since they were counted
    for (const outbox of this.slow.all()) this.slow.set(outbox.network, outbox, outbox.unread);
    while (this.slow.total > LIMITS.socketsUnreadBytes) {
      const slowest = this.slow.oldestOfHeaviest();
      if (slowest === undefined) return;
      this.forget(slowest);
      slowest.socket.terminate();
    }
  }
}

const NOTHING_MORE = new SharedMessage('');

/** One socket's way out: what its client has not read bounds what it is sent. */
export class Outbox {
  readonly network: string;
  private stall: { readonly unread: number; readonly since: number } | null = null;

  /** @param stream what the socket was opened on; nothing is compressed, so that `ws` writes whole frames to it at once */
  constructor(
    readonly socket: WebSocket,
    private readonly stream: Duplex,
    address: string,
    private readonly all: Unread,
  ) {
    this.network = networkOf(address);
  }

  get unread(): number {
    return this.socket.bufferedAmount;
  }

  /**
   * Whether it can take an update now; if not, updates are merged until it can, so that it never has more waiting than that
   * and one update. One on a slow line may take its time, one that takes nothing is closed.
   */
  ready(now: number): boolean {
    const { unread } = this;
    if (unread < LIMITS.socketCongestedBytes) {
      this.stall = null;
      return true;
    }
    if (this.stall === null || unread < this.stall.unread) this.stall = { unread, since: now };
    if (now - this.stall.since > LIMITS.socketStallMilliseconds) this.close(CloseCode.tooSlow, 'too slow: resume');
    return false;
  }

  /** Whether its client reads what it asks for; one that does not is closed. */
  keepsUp(): boolean {
    this.all.count(this);
    if (this.unread <= LIMITS.socketUnreadBytes) return true;
    this.close(CloseCode.tooSlow, 'too slow: resume');
    return false;
  }

  /** Sends a message of the protocol: its beginning, and what others are sent as well. */
  send(beginning: string, rest: SharedMessage = NOTHING_MORE): void {
    const { socket, stream } = this;
    if (socket.readyState !== socket.OPEN) return;
    rest.writeTo(stream, beginning);
    this.all.count(this);
  }

  close(code: number, reason: string): void {
    closeSocket(this.socket, code, reason);
  }
}

/** Closes a socket, and cuts it when the other side does not answer. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.close(code, reason);
  const cut = later(() => socket.terminate(), 3_000);
  socket.once('close', () => clearTimeout(cut));
}
