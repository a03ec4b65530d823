import { Client } from 'pg';
import { Contestant } from '../contestant';
import { openBenchDatabase } from '../database';
import { conditions, print, quantile, rounded, setting } from '../figures';
import { ask, type Request } from '../requests';
import { plantPeople, plantRows } from '../../tests/testkit/many-rows/rows';

/** So many agreements have something due. */
const AGREEMENTS = setting('BENCH_AGREEMENTS', 5_000);
/** Requests before the work, to compare those with that come during it. */
const REQUESTS = setting('BENCH_REQUESTS', 2_000);
/** What a request may take longer, at the most. */
const AIM_MS = 50;

/**
 * Of every second one the term is over, and the rows are not as signed: nothing is done, and it is tried once. Of the others the
 * units whose turn it is are reminded.
 */
const DUE = `
  update agreements
  set status = case when n % 2 = 0 then 'ACTIVE' else 'OPEN_FOR_SIGNATURE' end,
    ends_on = case when n % 2 = 0 then date '2020-01-01' end,
    step_opened_at = timestamptz '2020-01-01'
  from (
    select id as due, row_number() over (order by id) as n
    from agreements
  ) numbered
  where id = due`;

async function main(): Promise<void> {
  print(conditions('due', { agreements: AGREEMENTS, requests: REQUESTS, aimMs: AIM_MS }, ['graphile-worker', 'pg']));
  const { ownerUrl, env, close } = await openBenchDatabase();
  const client = new Client({ connectionString: ownerUrl });
  try {
    await plantRows(ownerUrl, AGREEMENTS);
    const { slug } = await plantPeople(ownerUrl, AGREEMENTS);
    await client.connect();
    const server = await Contestant.start({ file: 'gongjian.ts', env });
    try {
      const request = { url: server.url, body: JSON.stringify({ query: `{ alliance(slug: "${slug}") { name } }` }) };
      const requests = async (count: number): Promise<boolean> => count < REQUESTS;
      await measured(server, request, requests);
      const before = await measured(server, request, requests);
      await client.query(DUE);
      await client.query("select timed_work.add_job('agreements', '{}', job_key => 'agreements', max_attempts => 10)");
      const during = await measured(server, request, () => isAtWork(client));
      print({ while: 'nothing is due', ...before });
      print({ while: 'the work is done', ...during, triedAgain: await countJobs(client, 'attempts > 1') });
      const longer = during.maxMs - before.maxMs;
      print({ longerMs: rounded(longer), met: longer < AIM_MS });
    } finally {
      await server.stop();
    }
  } finally {
    await client.end();
    await close();
  }
}

async function isAtWork(client: Client): Promise<boolean> {
  return (await countJobs(client, 'attempts < 2')) > 0;
}

async function countJobs(client: Client, which: string): Promise<number> {
  const { rowCount } = await client.query(
    `select from timed_work.jobs where task_identifier = 'agreements' and ${which}`,
  );
  return rowCount ?? 0;
}

/** One request after another: what they took, and how long the server's event loop was held at once. */
async function measured(server: Contestant, request: Request, goesOn: (count: number) => Promise<boolean>) {
  const times: number[] = [];
  const before = await server.usage();
  while (await goesOn(times.length)) {
    const started = performance.now();
    await ask(request);
    times.push(performance.now() - started);
  }
  const { cpuMs, heldMs } = await server.usage();
  return {
    requests: times.length,
    p50Ms: rounded(quantile(times, 0.5)),
    p99Ms: rounded(quantile(times, 0.99)),
    maxMs: rounded(Math.max(...times)),
    cpuMs: rounded(cpuMs - before.cpuMs),
    loopHeldMs: rounded(heldMs),
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
