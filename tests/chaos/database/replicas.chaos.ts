import { createLogger } from '../../../src/platform/observability/logger';
import { exposition, metrics } from '../../../src/platform/observability/metrics';
import { request, type GraphQLResponse } from '../../testkit/graphql';
import { ReplicatedCluster, type TestReplica } from '../../testkit/postgres/replicated-cluster';
import { serveDatabase, type TestServer } from '../../testkit/server';
import type { TestAlliance } from '../../testkit/world/test-alliance';
import { TestWorld } from '../../testkit/world/test-world';

/*
 * Streaming replicas that are paused, frozen, killed and started again while queries are read from them: every query is answered, and
 * whoever has changed something sees it.
 */

let cluster: ReplicatedCluster;
let server: TestServer;
let other: TestServer;
let world: TestWorld;
let alliance: TestAlliance;
let meetingId: string;
const events: string[] = [];
let wake = (): void => undefined;

const serve = (urls: readonly string[]): Promise<TestServer> =>
  serveDatabase(
    cluster.logins,
    { DATABASE_REPLICA_URL: urls.join(', ') },
    createLogger('info', {
      write: (line: string) => {
        const { event } = JSON.parse(line) as { event?: string };
        if (event?.startsWith('replica.')) events.push(event);
        wake();
      },
    }),
  );

beforeAll(async () => {
  cluster = await ReplicatedCluster.start(2);
  const urls = cluster.replicas.map(({ url }) => url);
  [server, other] = [await serve(urls), await serve(urls)];
  world = TestWorld.at(cluster.logins, () => server.url);
  alliance = await world.alliance();
  meetingId = await alliance.meeting({ title: '起初' });
}, 120_000);
afterAll(async () => {
  await world?.close();
  await server?.stop();
  await other?.stop();
  await cluster?.stop();
});

const count = (event: string): number => events.filter((each) => each === event).length;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise<void>((resolve) => (wake = resolve));
}

/** Until both servers read from both replicas. */
const allAreRead = (): Promise<void> => until(() => count('replica.read') - count('replica.passed-by') === 4);

async function onReplicas(): Promise<number> {
  const { values } = await metrics.statementSeconds.get();
  return values
    .filter(({ metricName, labels }) => metricName?.endsWith('_count') && labels.pool === 'replica')
    .reduce((sum, { value }) => sum + value, 0);
}

/** What a load balancer is told, of the server that started last. */
async function ready(): Promise<{ status: number; replicas: unknown }> {
  const response = await fetch(other.url.replace('/graphql', '/health/ready'));
  return { status: response.status, replicas: ((await response.json()) as { replicas?: unknown }).replicas };
}

/** What Prometheus is told of each replica, of the server that started last. */
async function told(name: string): Promise<number[]> {
  const { text } = await exposition();
  return [...text.matchAll(new RegExp(`^${name}\\{[^}]*replica="127\\.0\\.0\\.1:\\d+/gongjian"\\} (\\S+)$`, 'gm'))].map(
    ([, value]) => Number(value),
  );
}

const QUERY = 'query ($id: ID!) { meeting(id: $id) { title } }';

async function titleAt(url: string, more: { token?: string; headers?: Record<string, string> } = {}): Promise<string> {
  const { body, text } = await request<{ meeting: { title: string } }>(url, {
    query: QUERY,
    variables: { id: meetingId },
    ...more,
  });
  if (body.errors !== undefined || !body.data) throw new Error(text);
  return body.data.meeting.title;
}

async function rename(title: string): Promise<GraphQLResponse<unknown>> {
  const [{ version } = { version: 0 }] = await world.sql<{ version: number }>('select version from joint_meetings');
  const answer = await request<{ updateMeeting: { userErrors: unknown[] } }>(server.url, {
    query: `mutation ($input: UpdateMeetingInput!) { updateMeeting(input: $input) { userErrors { code message } } }`,
    variables: { input: { meetingId, title, expectedVersion: version } },
    token: alliance.secretariat.token,
  });
  expect(answer.text).toContain('"userErrors":[]');
  return answer;
}

const all = (work: (replica: TestReplica) => Promise<unknown>) => Promise.all(cluster.replicas.map(work));

test('queries are read from replicas', async () => {
  await allAreRead();
  const before = await onReplicas();
  for (let time = 0; time < 10; time += 1) expect(await titleAt(server.url)).toBe('起初');
  expect(await onReplicas()).toBeGreaterThan(before);
  expect(await ready()).toEqual({ status: 200, replicas: { read: 2, of: 2 } });
  expect(await told('gongjian_replica_read')).toEqual([1, 1]);
  expect(await told('gongjian_replica_lag_bytes')).toEqual([expect.any(Number), expect.any(Number)]);
  expect(await told('gongjian_pool_connections')).toHaveLength(2);
});

describe('while no replica goes on', () => {
  let changed: GraphQLResponse<unknown>;
  beforeAll(async () => {
    await all((replica) => replica.pause());
    changed = await rename('改过');
  });

  it('whoever has changed something sees it: by the header, by the cookie, and by being the same person', async () => {
    const seen = changed.headers.get('x-gongjian-seen') ?? '';
    expect(seen).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
    const [cookie = ''] = changed.headers.getSetCookie().filter((each) => each.startsWith('gongjian_seen='));
    expect(cookie).toMatch(/; Max-Age=10; HttpOnly; SameSite=Strict$/);
    expect(await titleAt(other.url, { headers: { 'x-gongjian-seen': seen } })).toBe('改过');
    expect(await titleAt(other.url, { headers: { cookie: cookie.split(';')[0] ?? '' } })).toBe('改过');
    expect(await titleAt(server.url, { token: alliance.secretariat.token })).toBe('改过');
    // what cannot be read asks for the newest there is
    expect(await titleAt(other.url, { headers: { 'x-gongjian-seen': 'now' } })).toBe('改过');
  });

  it('everybody else sees it before long, and nobody is told of anything', async () => {
    for (const url of [server.url, other.url]) while ((await titleAt(url)) !== '改过');
    expect(count('replica.passed-by')).toBeGreaterThanOrEqual(2);
    while ((await told('gongjian_replica_read')).includes(1)) await titleAt(other.url);
    expect(await ready()).toEqual({ status: 200, replicas: { read: 0, of: 2 } });
    for (const bytes of await told('gongjian_replica_lag_bytes')) expect(bytes).toBeGreaterThan(0);
    expect((await exposition()).text).toMatch(/^gongjian_replica_reads_total\{outcome="behind"\} [1-9]/m);
  });

  it('they are read from again when they go on', async () => {
    await all((replica) => replica.resume());
    await allAreRead();
    const read = await onReplicas();
    expect(await titleAt(server.url)).toBe('改过');
    expect(await titleAt(other.url)).toBe('改过');
    expect(await onReplicas()).toBeGreaterThan(read);
  });
});

describe.each(['killed', 'frozen'] as const)('while a replica is %s in the middle', (how) => {
  it('every query is answered, and it is read from again afterwards', async () => {
    const passedBy = count('replica.passed-by');
    const [replica] = cluster.replicas;
    const titles: Promise<string>[] = [];
    for (let time = 0; time < 40; time += 1) {
      if (time === 20) await (how === 'killed' ? replica?.kill() : replica?.freeze());
      titles.push(titleAt(time % 2 === 0 ? server.url : other.url));
      if (time % 5 === 4) await titles.at(-1);
    }
    expect(new Set(await Promise.all(titles))).toEqual(new Set(['改过']));
    if (how === 'frozen') expect(count('replica.passed-by')).toBeGreaterThan(passedBy);
    await cluster.answers();
    await allAreRead();
    expect(await titleAt(server.url)).toBe('改过');
  });
});

test('a replica that is down when a server starts holds nobody up', async () => {
  const [replica] = cluster.replicas;
  const url = replica?.url ?? '';
  await replica?.stop();
  const since = events.length;
  const third = await serve([url]);
  try {
    expect(await titleAt(third.url)).toBe('改过');
    expect(events.slice(since)).toContain('replica.passed-by');
  } finally {
    await third.stop();
  }
});

test('what is no replica is refused at start', async () => {
  const url = cluster.logins.readerUrl.replace(/\/\/[^@]*@/, '//');
  await expect(serve([url])).rejects.toThrow(/^DATABASE_REPLICA_URL: 127\.0\.0\.1:\d+\/gongjian is no replica/);
});
