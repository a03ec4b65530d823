import { setTimeout as later } from 'node:timers';
import type { WebSocket } from 'ws';
import type { Viewer } from '../access/viewer';

/** Close codes of our own. All mean that the client may come back; graphql-ws's clients do so by themselves. */
export const CloseCode = {
  /** The socket did not keep up: resume with `after`. */
  tooSlow: 4290,
  /** The credential that the socket was opened with is not good; the reason is the error's code. */
  forbidden: 4403,
  /** The credential ended or was revoked: come back with another. */
  credentialEnded: 4440,
  /** The server is going away: resume with `after`. */
  goingAway: 1001,
} as const;

/**
 * While this many bytes are waiting, updates are not sent but merged into the next one, so that a socket never has more
 * waiting than this and one update.
 */
const CONGESTED = 64 * 1024;
/** A socket that takes nothing for this many milliseconds while that much is waiting is closed. */
const LONGEST_STALL = 5_000;

/** One subscription on one socket. */
export class Watcher {
  /** The revision it has been sent; null while it waits for its snapshot. */
  revision: number | null;
  /** What it had before its rights changed, for the snapshot's `previousRevision`. */
  previously: number | null = null;
  private stall: { readonly waiting: number; readonly since: number } | null = null;
  private readonly head: Buffer;

  constructor(
    readonly socket: WebSocket,
    id: string,
    key: string,
    public viewer: Viewer,
    readonly address: string,
    after: number | null,
    private readonly ended: (error?: Error) => void,
  ) {
    this.revision = after;
    this.head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":{"data":{${JSON.stringify(key)}:`);
  }

  /** Whether it can take an update now. One on a slow line may take its time, one that takes nothing is closed. */
  ready(now: number): boolean {
    const waiting = this.socket.bufferedAmount;
    if (waiting < CONGESTED) {
      this.stall = null;
      return true;
    }
    if (this.stall === null || waiting < this.stall.waiting) this.stall = { waiting, since: now };
    if (now - this.stall.since > LONGEST_STALL) closeSocket(this.socket, CloseCode.tooSlow, 'too slow: resume');
    return false;
  }

  /** Sends an update: a payload that was serialised once for everybody who gets it. */
  send(payload: Buffer): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    this.socket.send(Buffer.concat([this.head, payload]), { binary: false, compress: false });
  }

  /** Ends the subscription, with an error when there is one. */
  end(error?: Error): void {
    this.ended(error);
  }
}

/** Closes a socket, and cuts it when the other side does not answer. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState !== socket.OPEN) return;
  socket.close(code, reason);
  const cut = later(() => socket.terminate(), 3_000);
  socket.once('close', () => clearTimeout(cut));
}
