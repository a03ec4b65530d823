import { WebSocket } from 'ws';

export const AUDIENCES = ['public', 'members', 'participants'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** Who is to watch: a socket for each entry. */
export interface Seat {
  readonly audience: Audience;
  /** An access token; nobody is signed in without. */
  readonly token: string | null;
}

export type Order =
  | { readonly watch: { readonly url: string; readonly meetingId: string; readonly seats: readonly Seat[] } }
  /** Until everybody has been told of everything up to this revision. */
  | { readonly follow: { readonly revision: number; readonly cast: number } }
  /** When each revision came about, in milliseconds since 1970. */
  | { readonly measure: { readonly times: readonly (readonly [revision: number, at: number])[] } };

/** What an audience was sent. */
export interface Seen {
  readonly audience: Audience;
  readonly watchers: number;
  readonly updates: number;
  /** Updates that did not lead on from what the watcher had. */
  readonly gaps: number;
  /** Watchers whose last state of the vote was not that of all votes. */
  readonly behind: number;
  /** How many revisions reached a watcher after so many milliseconds. */
  readonly delays: readonly number[];
  /** The last update that one of them was sent. */
  readonly sample: string;
}

export type Report =
  { readonly watching: number } | { readonly followed: number } | { readonly measured: readonly Seen[] };

/** What a board of the meeting follows. */
const BOARD = `subscription Board($meetingId: ID!) { agendaUpdates(meetingId: $meetingId) {
  previousRevision revision currentItemId
  snapshot { title status agenda { serverTime items { id number title state expectedAt } } }
  changes { __typename
    ... on VoteChanged { item { id state } vote { id question state cast eligible options { id label count } } } }
  schedule { itemId number expectedAt } } }`;

const AT_ONCE = 64;
/** Of a message, within which its revisions stand. */
const BEGINNING_BYTES = 128;
/** Longer ones count as this long. */
const LONGEST_DELAY_MS = 20_000;

class Watcher {
  revision = -1;
  last: Buffer = Buffer.alloc(0);
  gaps = 0;
  /** Of each update: up to which revision it leads, and when it came. */
  readonly updates: { readonly revision: number; readonly at: number }[] = [];

  constructor(readonly audience: Audience) {}

  /** Whether it leads on is all that is looked at while the meeting runs: its processors are those of the server. */
  take(message: Buffer): void {
    const beginning = message.toString('latin1', 0, BEGINNING_BYTES);
    const [, previous, revision] = /"previousRevision":(\d+),"revision":(\d+)/.exec(beginning) ?? [];
    if (revision === undefined) throw new Error(`not an update: ${beginning}`);
    if (this.revision >= 0 && Number(previous) !== this.revision) this.gaps += 1;
    this.revision = Number(revision);
    this.last = message;
    this.updates.push({ revision: this.revision, at: performance.timeOrigin + performance.now() });
  }
}

const watchers: Watcher[] = [];
let look = (): void => undefined;
let castAtLast = 0;

function open(url: string, meetingId: string, { audience, token }: Seat): Promise<void> {
  return new Promise((resolve, reject) => {
    const watcher = new Watcher(audience);
    const socket = new WebSocket(url, ['graphql-transport-ws'], { perMessageDeflate: false, skipUTF8Validation: true });
    const payload = token === null ? {} : { authorization: `Bearer ${token}` };
    socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
    socket.once('error', reject).once('close', (code) => fail(new Error(`a socket was closed with ${code}`)));
    socket.on('message', (data: Buffer) => {
      // the bare server sends to whoever is connected, acknowledged or not
      if (data.length < BEGINNING_BYTES && data.includes('"type":"connection_ack"')) {
        const asked = { query: BOARD, variables: { meetingId } };
        return socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: asked }));
      }
      const first = watcher.revision < 0;
      watcher.take(data);
      if (!first) return look();
      watchers.push(watcher);
      resolve();
    });
  });
}

async function obey(order: Order): Promise<void> {
  if ('watch' in order) {
    const { url, meetingId, seats } = order.watch;
    const waiting = seats.values();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const seat of waiting) await open(url, meetingId, seat);
      }),
    );
    return tell({ watching: watchers.length });
  }
  if ('follow' in order) {
    const { revision, cast } = order.follow;
    castAtLast = cast;
    await new Promise<void>((resolve) => {
      const missing = watchers.filter((watcher) => watcher.revision < revision);
      look = () => {
        while ((missing.at(-1)?.revision ?? 0) >= revision) missing.pop();
        if (missing.length === 0) resolve();
      };
      look();
    });
    return tell({ followed: watchers.length });
  }
  tell({ measured: AUDIENCES.map((audience) => seen(audience, new Map(order.measure.times))) });
}

function seen(audience: Audience, times: ReadonlyMap<number, number>): Seen {
  const all = watchers.filter((watcher) => watcher.audience === audience);
  const delays = new Array<number>(LONGEST_DELAY_MS + 1).fill(0);
  for (const { updates } of all) {
    for (const [place, { revision, at }] of updates.entries()) {
      const before = updates[place - 1]?.revision ?? revision;
      for (let covered = before + 1; covered <= revision; covered += 1) {
        const since = times.get(covered);
        if (since === undefined) continue;
        const delay = Math.min(Math.max(0, Math.ceil(at - since)), LONGEST_DELAY_MS);
        delays[delay] = (delays[delay] ?? 0) + 1;
      }
    }
  }
  return {
    audience,
    watchers: all.length,
    updates: all.reduce((sum, { updates }) => sum + updates.length - 1, 0),
    gaps: all.reduce((sum, { gaps }) => sum + gaps, 0),
    behind: all.filter(({ last }) => !last.includes(`"cast":${castAtLast},`)).length,
    delays,
    sample: all[0]?.last.toString() ?? '',
  };
}

function tell(report: Report): void {
  process.send?.(report);
}

function fail(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
}

process.on('message', (order: Order) => void obey(order).catch(fail));
process.on('disconnect', () => process.exit(0));
