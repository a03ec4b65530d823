import { randomUUID } from 'node:crypto';
import { setTimeout as later } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { ask, type Request } from '../requests';
import { now } from './clock';

/** How sockets are opened. */
export interface Opening {
  readonly url: string;
  /** What each subscribes to; null where the server only sends. */
  readonly payload: { readonly variables: object } | null;
  /** Whether an update comes at once. */
  readonly snapshot: boolean;
}

/** What a process of watchers is told. */
export type Order =
  | { readonly connect: Opening & { readonly count: number } }
  | { readonly expect: true }
  | { readonly lose: true }
  | { readonly resume: Opening }
  | { readonly arrive: Opening & { readonly count: number; readonly withinMs: number; readonly query: Request } };

/** What it answers. */
export type Report =
  | { readonly connected: number }
  | { readonly expecting: true }
  | { readonly received: readonly number[] }
  | { readonly losing: true }
  | { readonly lost: number }
  | { readonly resumed: Resumed }
  | { readonly arrived: Arrived };

export interface Resumed {
  /** When each was live again. */
  readonly at: readonly number[];
  readonly snapshots: number;
  /** Updates that did not lead on from what the watcher had. */
  readonly gaps: number;
}

export interface Arrived {
  /** How long each took from its query to its first update. */
  readonly took: readonly number[];
  readonly lastAt: number;
}

/** How many sockets are opened at a time: more would only wait in the server's queue. */
const AT_ONCE = 64;

/** Who has lost a server does not wait for the others: within the accept queue, all come back at the same time. */
const BACK_AT_ONCE = 1_000;

/** One socket, and the first and the last update that came over it. */
interface Watcher {
  readonly socket: WebSocket;
  first: Buffer | null;
  last: Buffer | null;
}

/**
 * Watchers of one server in a process of their own. They look at no more of a message than whether it is an update:
 * what they do is paid from the same processors as what is measured.
 */
class Watchers {
  private watchers: Watcher[] = [];
  private received: number[] = [];
  private expected = 0;
  private losing = false;

  async connect({ count, ...opening }: Extract<Order, { connect: object }>['connect']): Promise<void> {
    await each(AT_ONCE, Array.from({ length: count }), async () => {
      this.watchers.push(await this.open(opening, null));
    });
  }

  /** The next update of every watcher is awaited. */
  expect(): void {
    this.received = [];
    this.expected = this.watchers.length;
  }

  /** Every socket will be lost. */
  lose(): void {
    this.losing = true;
    const { watchers } = this;
    let lost = 0;
    for (const { socket } of watchers)
      socket.once('close', () => {
        lost += 1;
        if (lost === watchers.length) tell({ lost });
      });
  }

  /** Everybody comes back with the last revision that they have. */
  async resume(opening: Opening): Promise<Resumed> {
    const before = this.watchers;
    this.watchers = [];
    this.losing = false;
    const at: number[] = [];
    let [snapshots, gaps] = [0, 0];
    await each(BACK_AT_ONCE, before, async ({ last }) => {
      const after = last === null ? null : revisionIn(last);
      const watcher = await this.open(opening, after);
      at.push(now());
      this.watchers.push(watcher);
      if (after === null || watcher.first === null) return;
      const text = watcher.first.toString();
      if (text.includes('"snapshot":{')) snapshots += 1;
      if (!text.includes(`"previousRevision":${after},`)) gaps += 1;
    });
    return { at, snapshots, gaps };
  }

  /** So many come one after the other within a time; each asks what there is, and then watches it. */
  async arrive({ count, withinMs, query, ...opening }: Extract<Order, { arrive: object }>['arrive']): Promise<Arrived> {
    const began = now();
    const took = await Promise.all(
      Array.from({ length: count }, async (_, place) => {
        await later(Math.max(0, began + (withinMs * place) / count - now()));
        const came = now();
        await ask(query);
        this.watchers.push(await this.open(opening, null));
        return now() - came;
      }),
    );
    return { took, lastAt: now() };
  }

  private open({ url, payload, snapshot }: Opening, after: number | null): Promise<Watcher> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, payload === null ? [] : ['graphql-transport-ws'], {
        perMessageDeflate: false,
        skipUTF8Validation: true,
      });
      const watcher: Watcher = { socket, first: null, last: null };
      let watching = false;
      const begin = (): void => {
        watching = true;
        resolve(watcher);
      };
      socket.once('error', reject).once('close', (code) => {
        if (!this.losing) fail(new Error(`a socket was closed with ${code}`));
      });
      socket.once('open', () => (payload === null ? begin() : socket.send('{"type":"connection_init"}')));
      socket.on('message', (message: Buffer) => {
        if (watching) {
          watcher.last = message;
          return this.note();
        }
        const text = message.toString();
        if (payload !== null && text.includes('"type":"connection_ack"')) {
          const asked = after === null ? payload : { ...payload, variables: { ...payload.variables, after } };
          socket.send(JSON.stringify({ id: randomUUID(), type: 'subscribe', payload: asked }), () => {
            // without a snapshot, the answer to a ping tells that the server has read the subscription as well
            if (!snapshot) socket.send('{"type":"ping"}');
          });
        } else if (text.includes('"type":"next"')) {
          watcher.first = watcher.last = message;
          begin();
        } else if (text.includes('"type":"pong"')) begin();
        else reject(new Error(`not an update: ${text}`));
      });
    });
  }

  private note(): void {
    this.received.push(now());
    if (this.received.length === this.expected) tell({ received: this.received });
  }
}

/** Does something with each, so many at a time. */
async function each<T>(atOnce: number, things: readonly T[], work: (thing: T) => Promise<void>): Promise<void> {
  const waiting = things.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const thing of waiting) await work(thing);
    }),
  );
}

function revisionIn(update: Buffer): number {
  return Number(/"revision":(\d+)/.exec(update.toString())?.[1]);
}

function tell(report: Report): void {
  process.send?.(report);
}

const watchers = new Watchers();

async function obey(order: Order): Promise<void> {
  if ('connect' in order) {
    await watchers.connect(order.connect);
    tell({ connected: order.connect.count });
  } else if ('resume' in order) {
    tell({ resumed: await watchers.resume(order.resume) });
  } else if ('arrive' in order) {
    tell({ arrived: await watchers.arrive(order.arrive) });
  } else if ('lose' in order) {
    watchers.lose();
    tell({ losing: true });
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
