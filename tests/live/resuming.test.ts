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

describe('a watcher that comes back', () => {
  it('gets what it missed, and nothing when it missed nothing', async () => {
    const meetingId = await alliance.meeting();
    const watcher = world.watch(meetingId, null);
    await watcher.reached(1);
    watcher.cut();
    await alliance.item(meetingId, { title: '一' });
    await alliance.item(meetingId, { title: '二' });
    await watcher.reached(3);
    watcher.cut();
    await watcher.until(() => watcher.closes.length === 2, 'the second cut');
    await alliance.item(meetingId, { title: '三' });
    await world.settle(meetingId, [watcher, null]);
    expect(watcher.updates.filter(({ snapshot }) => snapshot !== null)).toHaveLength(1);
    watcher.updates
      .slice(1)
      .forEach((update, place) => expect(update.previousRevision).toBe(watcher.updates[place]?.revision));
  });

  it('goes on at another server where it left off, and is told there of changes made here', async () => {
    const other = await world.anotherServer();
    const meetingId = await alliance.meeting();
    const here = world.watch(meetingId, null);
    await alliance.item(meetingId, { title: '一' });
    await here.reached(2);
    const from = { revision: here.revision ?? 0, state: here.state ?? (await world.agendaState(meetingId, null)) };
    await here.stop();
    await alliance.item(meetingId, { title: '二' });
    const there = world.watch(meetingId, null, { url: other.webSocketUrl, from });
    await there.reached(3);
    await alliance.item(meetingId, { title: '三' });
    await world.settle(meetingId, [there, null]);
    expect(there.updates.every(({ snapshot }) => snapshot === null)).toBe(true);
    expect(there.updates.map(({ previousRevision, revision }) => [previousRevision, revision])).toEqual([
      [2, 3],
      [3, 4],
    ]);
  });

  it('gets one update for all that it missed', async () => {
    const meetingId = await alliance.meeting();
    const first = await alliance.item(meetingId, { title: '一' });
    const from = { revision: 2, state: await world.agendaState(meetingId, null) };
    await alliance.as(alliance.organiser).mutate('removeAgendaItem', { itemId: first });
    const second = await alliance.item(meetingId, { title: '二' });
    await alliance.as(alliance.organiser).mutate('updateAgendaItem', { itemId: second, title: '二′' });
    const watcher = world.watch(meetingId, null, { from });
    await world.settle(meetingId, [watcher, null]);
    expect(watcher.updates).toMatchObject([
      {
        previousRevision: 2,
        revision: 5,
        snapshot: null,
        changes: [
          { __typename: 'AgendaItemAdded', item: { title: '二′' } },
          { __typename: 'AgendaItemRemoved', itemId: first },
        ],
      },
    ]);
  });

  it('gets every item that changed, also when a whole agenda did again and again', async () => {
    const meetingId = await alliance.meeting();
    const itemId = await alliance.item(meetingId, { title: '总议题' });
    await alliance.world.sql(
      `insert into agenda_items (alliance_id, id, meeting_id, parent_id, position, ordinal, title, kind, state, visibility, audience, numbers, expected_starts)
       select alliance_id, gen_random_uuid(), meeting_id, id, n, n + 1, '分议题', 'REPORT', 'PENDING', 'PUBLIC', 1,
         array['1.' || n, '1.' || n, '1.' || n], array[null, null, null]::timestamptz[]
       from agenda_items, generate_series(1, 498) n where id = $1`,
      [rowId(itemId)],
    );
    const from = { revision: 2, state: await world.agendaState(meetingId, null) };
    for (const visibility of ['MEMBERS', 'CLOSED', 'MEMBERS', 'CLOSED', 'PUBLIC']) {
      await alliance.as(alliance.organiser).mutate('updateAgendaItem', { itemId, visibility });
    }
    await alliance.item(meetingId, { title: '最后' });
    const watcher = world.watch(meetingId, null, { from });
    await world.settle(meetingId, [watcher, null]);
    expect(watcher.updates[0]?.changes).toHaveLength(500);
    expect(watcher.updates).toMatchObject([{ previousRevision: 2, revision: 8, snapshot: null }]);
  });

  it.each([
    ['in the future', 1_000],
    ['from before the beginning', -5],
    ['of nothing', 0],
  ])('gets a snapshot for a revision %s', async (_, after) => {
    const meetingId = await alliance.meeting();
    const watcher = world.watch(meetingId, null, {
      from: { revision: after, state: await world.agendaState(meetingId, null) },
    });
    await watcher.until(() => watcher.updates.length > 0, 'an update');
    expect(watcher.updates[0]).toMatchObject({ revision: 1, snapshot: { id: meetingId }, changes: [] });
    await alliance.item(meetingId, { title: '一' });
    await world.settle(meetingId, [watcher, null]);
    expect(watcher.updates).toHaveLength(2);
  });

  it('gets a snapshot when what it missed is kept no longer', async () => {
    const meetingId = await alliance.meeting();
    const from = { revision: 1, state: await world.agendaState(meetingId, null) };
    await alliance.item(meetingId, { title: '一' });
    await alliance.item(meetingId, { title: '二' });
    await alliance.world.sql('delete from live_events where stream_id = $1 and revision = 2', [rowId(meetingId)]);
    const watcher = world.watch(meetingId, null, { from });
    await world.settle(meetingId, [watcher, null]);
    expect(watcher.updates).toMatchObject([{ previousRevision: 1, revision: 3, snapshot: { id: meetingId } }]);
  });

  it('gets a snapshot when it missed very much', async () => {
    const meetingId = await alliance.meeting();
    const from = { revision: 1, state: await world.agendaState(meetingId, null) };
    await alliance.world.sql(
      `with moved as (update joint_meetings set revision = revision + 300 where id = $1 returning alliance_id, id)
       insert into live_events (feed, alliance_id, stream_id, revision, at, content) select 'agendaUpdates', alliance_id, id, n, now(), '{}' from moved, generate_series(2, 301) n`,
      [rowId(meetingId)],
    );
    const watcher = world.watch(meetingId, null, { from });
    await world.settle(meetingId, [watcher, null]);
    expect(watcher.updates).toMatchObject([{ previousRevision: 1, revision: 301, snapshot: { id: meetingId } }]);
  });

  it('gets a snapshot when its rights changed while it was away', async () => {
    const { unitId } = audiences;
    const meetingId = await alliance.meeting({ inviteUnitIds: [unitId] });
    const newcomer = await alliance.person('新人', ['OBSERVER']);
    const itemId = await alliance.item(meetingId, { title: '内部', visibility: 'CLOSED' });
    const from = { revision: 2, state: await world.agendaState(meetingId, newcomer) };
    await alliance.as(alliance.secretariat).mutate('grantUnitRole', { personId: newcomer.id, unitId, role: 'STAFF' });
    await alliance.item(meetingId, { title: '公开' });
    const watcher = world.watch(meetingId, newcomer, { from });
    await world.settle(meetingId, [watcher, newcomer]);
    expect(watcher.updates).toMatchObject([
      { previousRevision: 2, revision: 3, snapshot: { agenda: { items: [{ id: itemId }, {}] } } },
    ]);
  });

  it('gets a snapshot when the invitations changed while it was away', async () => {
    const { unitId, participant } = audiences;
    const meetingId = await alliance.meeting();
    await alliance.item(meetingId, { title: '内部', visibility: 'CLOSED' });
    const invited = await alliance.person('新代表', ['OBSERVER'], [unitId]);
    const from = { revision: 2, state: await world.agendaState(meetingId, participant) };
    await alliance.as(alliance.organiser).mutate('updateMeeting', { meetingId, inviteUnitIds: [unitId] });
    const watcher = world.watch(meetingId, invited, { from });
    await world.settle(meetingId, [watcher, invited]);
    expect(watcher.updates).toMatchObject([
      { previousRevision: 2, revision: 3, snapshot: { agenda: { items: [{ title: '内部' }] } } },
    ]);
  });
});

describe('two servers on one database', () => {
  it('tell their watchers the same, whichever of them made the change', async () => {
    const { server } = world;
    const other = await world.anotherServer();
    const meetingId = await alliance.meeting();
    const here = world.watch(meetingId, null);
    const there = world.watch(meetingId, null, { url: other.webSocketUrl });
    await Promise.all([here.reached(1), there.reached(1)]);
    const add = (url: string, title: string) =>
      alliance.world
        .as(alliance.organiser, () => url)
        .query('mutation ($input: AddAgendaItemInput!) { addAgendaItem(input: $input) { userErrors { code } } }', {
          input: { meetingId, item: { title, kind: 'REPORT' } },
        });
    for (let place = 0; place < 4; place += 1) await add(place % 2 === 0 ? server.url : other.url, `第${place}项`);
    await world.settle(meetingId, [here, null], [there, null]);
    const covered = (watcher: typeof here) =>
      watcher.updates.flatMap(({ previousRevision, revision }) =>
        Array.from({ length: revision - previousRevision }, (_, place) => previousRevision + place + 1),
      );
    expect(covered(here)).toEqual([2, 3, 4, 5]);
    expect(covered(there)).toEqual([2, 3, 4, 5]);
  });

  it('send those who watch a server that stops elsewhere to go on', async () => {
    const { server } = world;
    const stopping = await world.anotherServer();
    const meetingId = await alliance.meeting();
    let url = stopping.webSocketUrl;
    const watcher = world.watch(meetingId, null, { url: () => url });
    await watcher.reached(1);
    url = server.webSocketUrl;
    await stopping.stop();
    expect(await watcher.closed()).toBe(1001);
    await alliance.item(meetingId, { title: '一' });
    await world.settle(meetingId, [watcher, null]);
    expect(watcher.updates.filter(({ snapshot }) => snapshot !== null)).toHaveLength(1);
  });
});
