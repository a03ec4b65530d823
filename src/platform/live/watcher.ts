import type { Viewer } from '../access/viewer';
import type { Outbox } from './outbox';

/** One subscription on one socket. */
export class Watcher {
  /** The revision it has been sent; null while it waits for its snapshot. */
  revision: number | null;
  /** What it had before its rights changed, for the snapshot's `previousRevision`. */
  previously: number | null = null;
  private readonly head: Buffer;

  constructor(
    readonly outbox: Outbox,
    id: string,
    key: string,
    public viewer: Viewer,
    after: number | null,
    private readonly ended: (error?: Error) => void,
  ) {
    this.revision = after;
    this.head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":{"data":{${JSON.stringify(key)}:`);
  }

  /** Sends an update: a payload that was serialised once for everybody who gets it. */
  send(payload: Buffer): void {
    this.outbox.send(Buffer.concat([this.head, payload]));
  }

  /** Ends the subscription, with an error when there is one. */
  end(error?: Error): void {
    this.ended(error);
  }
}
