import type { Viewer } from '../access/viewer';
import type { Span } from '../observability/tracing';
import { SharedMessage } from './frame';
import type { Outbox } from './outbox';

/** One subscription on one socket. */
export class Watcher {
  /** The revision it has been sent; null while it waits for its snapshot. */
  revision: number | null;
  /** What it had before its rights changed, for the snapshot's `previousRevision`. */
  previously: number | null = null;
  /** What a trace shows of its beginning, until it has been sent something. */
  trace: Span | null = null;
  /** How each of its messages begins. */
  private readonly beginning: string;

  constructor(
    readonly outbox: Outbox,
    id: string,
    public viewer: Viewer,
    after: number | null,
    private readonly ended: (error?: Error) => void,
  ) {
    this.revision = after;
    this.beginning = `{"id":${JSON.stringify(id)}`;
  }

  /** Sends an update. */
  send(update: SharedMessage): void {
    this.outbox.send(this.beginning, update);
  }

  /** Ends the subscription, with an error when there is one. */
  end(error?: Error): void {
    this.ended(error);
  }
}

/** An update as everybody who gets it is sent it, after the id of their subscription: the value of the subscription's field, as JSON text. */
export function updateMessage(responseKey: string, text: string): SharedMessage {
  return new SharedMessage(`,"type":"next","payload":{"data":{${JSON.stringify(responseKey)}:${text}}}}`);
}
