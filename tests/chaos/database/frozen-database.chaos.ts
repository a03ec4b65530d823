import { FreezableCluster } from './freezable-cluster';
import { request } from '../../testkit/graphql';
import { ServerProcess } from '../../testkit/random-run/server-process';
import { RawSocket } from '../../testkit/raw-socket';
import type { TestAlliance } from '../../testkit/world/test-alliance';
import { Watcher } from '../../testkit/watcher';
import { rowId, TestWorld } from '../../testkit/world/test-world';

/**
 * PostgreSQL's processes are stopped, as a hypervisor or a full disk's driver does: connections stand, what is sent is taken, and
 * nothing is answered. Nobody waits for that, and when it goes on, all goes on.
 */

let cluster: FreezableCluster;
let server: ServerProcess;
let world: TestWorld;
let alliance: TestAlliance;
let watcher: Watcher | null = null;

beforeAll(async () => {
  cluster = await FreezableCluster.start();
}, 120_000);
beforeEach(async () => {
  server = await ServerProcess.start(cluster.logins);
  world = TestWorld.at(cluster.logins, () => server.url);
  alliance = await world.alliance();
});
afterEach(async () => {
  await cluster.thaw();
  await watcher?.stop();
  await world.close();
  await server.kill();
});
afterAll(() => cluster.stop());

const health = async (which: 'live' | 'ready'): Promise<readonly [number, unknown]> => {
  const response = await fetch(server.url.replace('/graphql', `/health/${which}`));
  return [response.status, await response.json()];
};

/** Of a request that may not be answered with data. */
async function refusal(query: string, variables: object, token: string | null, key?: string): Promise<unknown> {
  const { status, body } = await request(server.url, {
    query,
    variables,
    token,
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  });
  return [status, body.errors?.map(({ extensions }) => extensions.code), body.data ?? null];
}

const unavailable = [503, ['UNAVAILABLE'], null];
const QUERY = '{ alliances(first: 1) { nodes { id } } }';
const CREATE =
  'mutation ($input: CreateSectorGroupInput!) { createSectorGroup(input: $input) { userErrors { code } } }';

it('answers that it is unavailable while the database does not answer, and goes on afterwards, with everything done once', async () => {
  const { token } = alliance.secretariat;
  const meetingId = await alliance.meeting();
  watcher = new Watcher({ url: () => server.webSocketUrl, meetingId, token });
  await watcher.reached(0);
  const input = { allianceId: alliance.id, name: '民生服务' };
  const open = await world.socket(alliance.secretariat, {}, {}, server.webSocketUrl);

  await cluster.freeze();
  // more than there are connections
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => [
      refusal(QUERY, {}, index % 2 === 0 ? token : null),
      refusal(CREATE, { input }, token, `frozen-${index % 4}`),
    ]).flat(),
  );
  expect(answers).toEqual(answers.map(() => unavailable));
  expect(await health('live')).toMatchObject([200, { status: 'up' }]);
  expect(await health('ready')).toMatchObject([503, { status: 'unavailable' }]);
  const paths = [`/calendars/gjc_${'x'.repeat(43)}.ics`, '/.well-known/gongjian/checkpoint'];
  for (const path of paths) expect((await fetch(server.url.replace('/graphql', path))).status).toBe(503);
  // of somebody whom the server has not seen yet
  const newcomer = await RawSocket.open(server.webSocketUrl);
  newcomer.send({ type: 'connection_init', payload: { authorization: `Bearer ${alliance.organiser.token}` } });
  expect(await newcomer.closed).toEqual({ code: 1013, reason: 'UNAVAILABLE' });
  open.subscribe('asked', QUERY);
  expect((await open.message(({ id }) => id === 'asked')).payload).toMatchObject({
    errors: [{ extensions: { code: 'UNAVAILABLE' } }],
  });
  await cluster.thaw();

  while ((await health('ready'))[0] !== 200);
  expect(await world.as(alliance.secretariat).query(QUERY)).toMatchObject({ alliances: {} });
  // who was not answered sends it again, with the same key
  const done = await request(server.url, {
    query: CREATE,
    variables: { input },
    token,
    headers: { 'idempotency-key': 'frozen-0' },
  });
  expect([done.status, done.body.errors]).toEqual([200, undefined]);
  expect(
    await world.sql('select from sector_groups where alliance_id = $1 and name = $2', [rowId(alliance.id), input.name]),
  ).toHaveLength(1);
  expect(
    await world.sql("select from audit_entries where alliance_id = $1 and action = 'createSectorGroup'", [
      rowId(alliance.id),
    ]),
  ).toHaveLength(1);
  await alliance.item(meetingId, { title: '解冻之后' });
  await watcher.reached(await world.revision(meetingId));
  expect([watcher.printed, watcher.misfits]).toEqual([['1 解冻之后'], 0]);
  // what happens by itself
  await world.sql("select timed_work.add_job('agreements')");
  while ((await world.sql('select from timed_work.jobs')).length > 0);
  while (
    (
      await world.sql(
        'select from audit_entries e where not exists (select from audit_seals s where s.entry_id = e.id)',
      )
    ).length > 0
  );
}, 120_000);

it('ends in order when it is told to while the database does not answer', async () => {
  const asked = refusal(QUERY, {}, alliance.secretariat.token);
  await asked;
  await cluster.freeze();
  const answers = Promise.all(Array.from({ length: 20 }, () => refusal(QUERY, {}, null).catch(() => 'cut')));
  expect({ code: await server.stop(), output: server.output }).toMatchObject({ code: 0 });
  await answers;
});

it('gives up one connection that alone does not answer, and goes on with the others', async () => {
  const { token } = alliance.secretariat;
  await request(server.url, { query: QUERY, token });
  const [lost] = await world.sql<{ pid: number }>(
    `select pid
     from pg_stat_activity
     where application_name = 'gongjian reads'
     order by state_change desc
     limit 1`,
  );
  const pid = lost?.pid ?? 0;
  process.kill(pid, 'SIGSTOP');
  try {
    const statuses = await Promise.all(
      Array.from({ length: 4 }, async () => (await request(server.url, { query: QUERY, token })).status),
    );
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(3);
    expect((await request(server.url, { query: QUERY, token })).status).toBe(200);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
});
