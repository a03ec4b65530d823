import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { now } from './clock';

/** What a process of watchers is told. */
export type Order =
  | {
      readonly connect: {
        readonly url: string;
        readonly count: number;
        readonly payload: object | null;
        readonly snapshot: boolean;
      };
    }
  | { readonly expect: true };

/** What it answers. */
export type Report =
  { readonly connected: number } | { readonly expecting: true } | { readonly received: readonly number[] };

/** How many sockets are opened at a time: more would only wait in the server's queue. */
const AT_ONCE = 64;

/**
 * Watchers of one server in a process of their own. They look at no more of a message than whether it is an update:
 * what they do is paid from the same processors as what is measured.
 */
class Watchers {
  private readonly sockets: WebSocket[] = [];
  private received: number[] = [];
  private expected = 0;

  async connect(url: string, count: number, payload: object | null, snapshot: boolean): Promise<void> {
    let missing = count;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (missing > 0) {
          missing -= 1;
          this.sockets.push(await this.watch(url, payload, snapshot));
        }
      }),
    );
  }

  /** The next update of every watcher is awaited. */
  expect(): void {
    this.received = [];
    this.expected = this.sockets.length;
  }

  private watch(url: string, payload: object | null, snapshot: boolean): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, payload === null ? [] : ['graphql-transport-ws'], {
        perMessageDeflate: false,
        skipUTF8Validation: true,
      });
      let watching = false;
      const begin = (): void => {
        watching = true;
        resolve(socket);
      };
      socket.once('error', reject).once('close', (code) => fail(new Error(`a socket was closed with ${code}`)));
      socket.once('open', () => (payload === null ? begin() : socket.send('{"type":"connection_init"}')));
      socket.on('message', (message: Buffer) => {
        if (watching) return this.note();
        const text = message.toString();
        if (text.includes('"type":"connection_ack"'))
          socket.send(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload }), () => {
            // without a snapshot, the answer to a ping tells that the server has read the subscription as well
            if (!snapshot) socket.send('{"type":"ping"}');
          });
        else if (text.includes('"type":"next"') || text.includes('"type":"pong"')) begin();
        else reject(new Error(`not an update: ${text}`));
      });
    });
  }

  private note(): void {
    this.received.push(now());
    if (this.received.length === this.expected) tell({ received: this.received });
  }
}

function tell(report: Report): void {
  process.send?.(report);
}

const watchers = new Watchers();

async function obey(order: Order): Promise<void> {
  if ('connect' in order) {
    const { url, count, payload, snapshot } = order.connect;
    await watchers.connect(url, count, payload, snapshot);
    tell({ connected: count });
  } else {
    watchers.expect();
    tell({ expecting: true });
  }
}

/** A watcher that is lost would be waited for in vain: the run ends. */
function fail(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
}

process.on('message', (order: Order) => void obey(order).catch(fail));
process.on('disconnect', () => process.exit(0));
