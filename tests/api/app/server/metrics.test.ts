import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { createLogger } from '../../../../src/platform/observability/logger';
import { request } from '../../../testkit/graphql';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { TestWorld } from '../../../testkit/world/test-world';

/** What Prometheus is told, and what the log says of what was refused. */

type Line = Readonly<Record<string, unknown>>;

let world: TestWorld;
let alliance: TestAlliance;
const lines: Line[] = [];
const log = createLogger('info', { write: (line: string) => void lines.push(JSON.parse(line) as Line) });

beforeAll(async () => {
  world = await TestWorld.open({ log, env: { METRICS_PORT: '0', SLOW_STATEMENT_MS: '1' } });
  alliance = await world.alliance();
});
afterAll(() => world.close());

const logged = (event: string): Line[] => lines.filter((line) => line['event'] === event);

async function scrape(): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${String(logged('metrics')[0]?.['port'])}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^application\/openmetrics-text/);
  return response.text();
}

/** The value of a series as it stands in the text. */
const valueOf = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

it('counts operations by mutation and outcome, never by a name that a caller gave', async () => {
  const before = await scrape();
  await world.as(alliance.secretariat).mutate('createSectorGroup', { allianceId: alliance.id, name: '民生服务' });
  await world.as().query('query Strange { alliances(first: 1) { nodes { id } } }');
  const unknown = '{ neverDeclared }';
  await request(world.url(), { query: unknown });
  const text = await scrape();
  const series = (operation: string, outcome = 'OK'): string =>
    `gongjian_operations_total{operation="${operation}",outcome="${outcome}"}`;
  const grown = (name: string): number => (valueOf(text, name) ?? 0) - (valueOf(before, name) ?? 0);
  expect([grown(series('createSectorGroup')), grown(series('query'))]).toEqual([1, 1]);
  expect(grown('gongjian_refusals_total{code="GRAPHQL_VALIDATION_FAILED"}')).toBe(1);
  expect(grown('gongjian_statement_seconds_count{pool="writes",outcome="ok"}')).toBeGreaterThan(0);
  expect(text).not.toMatch(/Strange|neverDeclared/);
});

it('tells of watchers, rounds, lag and resumes', async () => {
  const meetingId = await alliance.meeting();
  const watcher = world.watch(meetingId, alliance.secretariat);
  await watcher.reached(1);
  await alliance.item(meetingId, { title: '议题' });
  await watcher.reached(await world.revision(meetingId));
  watcher.cut();
  await watcher.until(() => watcher.closes.length > 0, 'the cut');
  await alliance.item(meetingId, { title: '又一议题' });
  await watcher.reached(await world.revision(meetingId));
  const text = await scrape();
  expect(valueOf(text, 'gongjian_live_watchers')).toBe(1);
  expect(valueOf(text, 'gongjian_sockets')).toBeGreaterThanOrEqual(1);
  for (const series of [
    'gongjian_live_rounds_total{outcome="ok"}',
    'gongjian_live_lag_seconds_count',
    'gongjian_live_frames_total',
    'gongjian_live_joins_total{start="first"}',
    'gongjian_live_joins_total{start="resumed"}',
  ])
    expect([series, (valueOf(text, series) ?? 0) > 0]).toEqual([series, true]);
});

it('tells of the process, the database and what waits', async () => {
  await request(world.url(), {
    query: 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }',
    variables: { input: { email: 'nobody@test.example', password: 'wrong' } },
  });
  // what failed is counted beside the request
  let text = await scrape();
  while (!((valueOf(text, 'gongjian_security_events_total{event="sign_in_failed"}') ?? 0) > 0)) text = await scrape();
  expect([valueOf(text, 'gongjian_database_up'), valueOf(text, 'gongjian_audit_broken')]).toEqual([1, 0]);
  expect(valueOf(text, 'gongjian_pool_connections_max{pool="reads"}')).toBeGreaterThan(0);
  for (const queue of ['timed_work', 'letters', 'prints', 'audit_unsealed'])
    expect([queue, valueOf(text, `gongjian_${queue}_age_seconds`)]).toEqual([queue, expect.any(Number)]);
  expect(['letters', 'prints'].map((queue) => valueOf(text, `gongjian_${queue}_waiting`))).toEqual([0, 0]);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d/m);
  expect(text.trimEnd().endsWith('# EOF')).toBe(true);
});

it('tells of mails that wait, by the oldest', async () => {
  await world.sql(
    `insert into letters (id, written_at, request_id, due_at, content, sent_at)
     values
       (gen_random_uuid(), now() - interval '2 hours', 'test', now(), '', null),
       (gen_random_uuid(), now() - interval '1 hour', 'test', now(), '', null),
       (gen_random_uuid(), now() - interval '3 hours', 'test', now(), null, now())`,
  );
  const text = await scrape();
  expect(valueOf(text, 'gongjian_letters_waiting')).toBe(2);
  const age = valueOf(text, 'gongjian_letters_age_seconds') ?? 0;
  expect(Math.floor(age / 3600)).toBe(2);
});

it('serves none of it where everybody comes', async () => {
  expect((await fetch(world.url().replace('/graphql', '/metrics'))).status).toBe(404);
});

it('logs the start with its version, what was refused with its reason and request id, and slow statements with their document', async () => {
  expect(logged('started')).toMatchObject([{ version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string }]);
  const { headers } = await request(world.url(), { query: '{ viewer { person { id } } }', token: 'gjt_nonsense' });
  expect(logged('refused')).toContainEqual(
    expect.objectContaining({ code: 'CREDENTIAL_MALFORMED', requestId: headers.get('x-request-id') }),
  );
  // a lock holds the statement up for longer than is slow
  const query = '{ alliances(first: 1) { nodes { id name } } }';
  const holder = new Client({ connectionString: world.server.database.ownerUrl });
  await holder.connect();
  await holder.query('begin; lock table alliances in access exclusive mode');
  const asking = request(world.url(), { query });
  while ((await holder.query('select from pg_locks where not granted')).rowCount === 0);
  await holder.query('commit');
  await holder.end();
  const asked = await asking;
  expect(logged('statement.slow')).toContainEqual(
    expect.objectContaining({
      pool: 'reads',
      document: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      requestId: asked.headers.get('x-request-id'),
    }),
  );
});

it.each([
  'deploy/grafana/gongjian.json',
  'deploy/prometheus/alerts.yml',
  'docs/operations/watch.md',
  'docs/operations/watch.zh-CN.md',
])('%s names nothing that is not told', async (file) => {
  const declared = [...(await scrape()).matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
    type === 'histogram'
      ? ['bucket', 'sum', 'count'].map((each) => `${name}_${each}`).concat(name)
      : type === 'counter'
        ? [`${name}_total`]
        : [name],
  );
  const named = (await readFile(file, 'utf8')).match(/\b(?:gongjian|nodejs|process)_[a-z0-9_]+/g) ?? [];
  expect(named.filter((name) => !declared.includes(name))).toEqual([]);
  expect(named.length).toBeGreaterThan(10);
});
