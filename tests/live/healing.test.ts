import { withSession } from '../../src/platform/database/cluster/session';
import { Gate } from '../testkit/postgres/gate';
import { serveDatabase } from '../testkit/server';
import type { Audiences, TestAlliance } from '../testkit/world/test-alliance';
import { rowId, TestWorld } from '../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
let audiences: Audiences;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
  audiences = await alliance.audiences();
});
afterEach(() => world.clear());
afterAll(() => world.close());

/** The connections on which processes listen: those whose last statement that was, which only their own login may see. */
async function listeners(): Promise<number[]> {
  const { rows } = await withSession(world.server.database.readerUrl, (session) =>
    session.query<{ pid: number }>(`
     select pid
     from pg_stat_activity
     where application_name = 'gongjian live' and datname = current_database() and query like 'listen %' and state = 'idle'
     order by pid`),
  );
  return rows.map(({ pid }) => pid);
}

/** Waits until so many processes listen, on other connections than before. */
async function untilListening(count: number, before: readonly number[] = []): Promise<void> {
  let now = await listeners();
  while (now.length !== count || now.some((pid) => before.includes(pid))) now = await listeners();
}

it('an update whose signal was lost comes by the poll', async () => {
  const meetingId = await alliance.meeting();
  const watcher = world.watch(meetingId, null);
  await watcher.reached(1);
  await alliance.world.sql(
    `with changed as (
       update joint_meetings
       set revision = revision + 1, title = '无人通知'
       where id = $1
       returning alliance_id, id, revision
     )
     insert into live_events (feed, alliance_id, stream_id, revision, at, content)
     select 'agendaUpdates', alliance_id, id, revision, now(), '{"meeting": true}'
     from changed`,
    [rowId(meetingId)],
  );
  await world.settle(meetingId, [watcher, null]);
  expect(watcher.updates[1]?.changes).toMatchObject([{ meeting: { title: '无人通知' } }]);
});

it('a change of rights whose signal was lost takes effect before anything more is sent', async () => {
  const { unitId } = audiences;
  const meetingId = await alliance.meeting({ inviteUnitIds: [unitId] });
  const person = await alliance.person('代表', ['OBSERVER'], [unitId]);
  const watcher = world.watch(meetingId, person);
  await watcher.reached(1);
  await alliance.world.sql(
    `with
       gone as (delete from unit_roles where person_id = $1),
       tick as (update access_clock set revision = revision + 1 returning revision)
     insert into access_changes (revision, ordinal, person_id, at)
     select revision, 1, $1, now()
     from tick`,
    [rowId(person.id)],
  );
  await alliance.item(meetingId, { title: '内部', visibility: 'CLOSED' });
  await alliance.item(meetingId, { title: '会员', visibility: 'MEMBERS' });
  await world.settle(meetingId, [watcher, person]);
  expect(watcher.printed).toEqual(['1 会员']);
  expect(watcher.frames.join()).not.toContain('内部');
});

it('a process that loses the connection it listens on listens again', async () => {
  const { server } = world;
  const other = await world.anotherServer();
  const meetingId = await alliance.meeting();
  const watcher = world.watch(meetingId, null, { url: other.webSocketUrl });
  await watcher.reached(1);
  await untilListening(2);
  const before = await listeners();
  await withSession(server.database.readerUrl, (session) =>
    session.query('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [before]),
  );
  await alliance.item(meetingId, { title: '议题' });
  await world.settle(meetingId, [watcher, null]);
  // signals come again: nobody has to wait for the poll
  await untilListening(2, before);
});

it('a process that cannot reach the database for a while goes on afterwards, and listens once', async () => {
  const { server } = world;
  const { ownerUrl, serverUrl, readerUrl, identityUrl } = server.database;
  const gate = await Gate.to(Number(new URL(serverUrl).port));
  const through = (url: string): string => {
    const address = new URL(url);
    address.hostname = '127.0.0.1';
    address.port = String(gate.port);
    return address.href;
  };
  const cutOff = await serveDatabase(
    { ownerUrl, serverUrl: through(serverUrl), readerUrl: through(readerUrl), identityUrl: through(identityUrl) },
    { LOG_LEVEL: 'silent' },
  );
  try {
    const meetingId = await alliance.meeting();
    const watcher = world.watch(meetingId, null, { url: cutOff.webSocketUrl });
    await watcher.reached(1);
    gate.shut();
    for (let place = 0; place < 3; place += 1) await alliance.item(meetingId, { title: `第${place}项` });
    await gate.hasRefused(6);
    expect(watcher.revision).toBe(1);
    gate.reopen();
    await world.settle(meetingId, [watcher, null]);
    await untilListening(2);
    await alliance.item(meetingId, { title: '议题' });
    await world.settle(meetingId, [watcher, null]);
    expect(await listeners()).toHaveLength(2);
    expect(watcher.closes).toEqual([]);
  } finally {
    await cutOff.stop();
    await gate.close();
  }
});
