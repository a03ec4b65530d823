import { rowId } from '../testkit/hall';
import { Stage } from '../testkit/stage';

jest.setTimeout(30_000);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterEach(() => stage.clear());
afterAll(() => stage.close());

describe('a watcher that comes back', () => {
  it('gets what it missed, and nothing when it missed nothing', async () => {
    const { hall } = stage;
    const meetingId = await hall.meeting();
    const watcher = stage.watch(meetingId, null);
    await watcher.reached(1);
    watcher.cut();
    await hall.item(meetingId, { title: '一' });
    await hall.item(meetingId, { title: '二' });
    await watcher.reached(3);
    watcher.cut();
    await watcher.until(() => watcher.closes.length === 2, 'the second cut');
    await hall.item(meetingId, { title: '三' });
    await stage.settle(meetingId, [watcher, null]);
    expect(watcher.updates.filter(({ snapshot }) => snapshot !== null)).toHaveLength(1);
    watcher.updates
      .slice(1)
      .forEach((update, place) => expect(update.previousRevision).toBe(watcher.updates[place]?.revision));
  });

  it('goes on at another server where it left off, and is told there of changes made here', async () => {
    const { hall } = stage;
    const other = await stage.another();
    const meetingId = await hall.meeting();
    const here = stage.watch(meetingId, null);
    await hall.item(meetingId, { title: '一' });
    await here.reached(2);
    const from = { revision: here.revision ?? 0, state: here.state ?? (await stage.asked(meetingId, null)) };
    await here.stop();
    await hall.item(meetingId, { title: '二' });
    const there = stage.watch(meetingId, null, { url: other.webSocketUrl, from });
    await there.reached(3);
    await hall.item(meetingId, { title: '三' });
    await stage.settle(meetingId, [there, null]);
    expect(there.updates.every(({ snapshot }) => snapshot === null)).toBe(true);
    expect(there.updates.map(({ previousRevision, revision }) => [previousRevision, revision])).toEqual([
      [2, 3],
      [3, 4],
    ]);
  });

  it('gets one update for all that it missed', async () => {
    const { hall } = stage;
    const meetingId = await hall.meeting();
    const first = await hall.item(meetingId, { title: '一' });
    const from = { revision: 2, state: await stage.asked(meetingId, null) };
    await hall.call(hall.organiser, 'removeAgendaItem', { itemId: first });
    const second = await hall.item(meetingId, { title: '二' });
    await hall.call(hall.organiser, 'updateAgendaItem', { itemId: second, title: '二′' });
    const watcher = stage.watch(meetingId, null, { from });
    await stage.settle(meetingId, [watcher, null]);
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
    const { hall } = stage;
    const meetingId = await hall.meeting();
    const itemId = await hall.item(meetingId, { title: '总议题' });
    await hall.sql(
      `insert into agenda_items (alliance_id, id, meeting_id, parent_id, position, ordinal, title, kind, state, visibility, audience, numbers, expected_starts)
       select alliance_id, gen_random_uuid(), meeting_id, id, n, n + 1, '分议题', 'REPORT', 'PENDING', 'PUBLIC', 1,
         array['1.' || n, '1.' || n, '1.' || n], array[null, null, null]::timestamptz[]
       from agenda_items, generate_series(1, 498) n where id = $1`,
      [rowId(itemId)],
    );
    const from = { revision: 2, state: await stage.asked(meetingId, null) };
    for (const visibility of ['MEMBERS', 'CLOSED', 'MEMBERS', 'CLOSED', 'PUBLIC']) {
      await hall.call(hall.organiser, 'updateAgendaItem', { itemId, visibility });
    }
    await hall.item(meetingId, { title: '最后' });
    const watcher = stage.watch(meetingId, null, { from });
    await stage.settle(meetingId, [watcher, null]);
    expect(watcher.updates[0]?.changes).toHaveLength(500);
    expect(watcher.updates).toMatchObject([{ previousRevision: 2, revision: 8, snapshot: null }]);
  });

  it.each([
    ['in the future', 1_000],
    ['from before the beginning', -5],
    ['of nothing', 0],
  ])('gets a snapshot for a revision %s', async (_, after) => {
    const { hall } = stage;
    const meetingId = await hall.meeting();
    const watcher = stage.watch(meetingId, null, {
      from: { revision: after, state: await stage.asked(meetingId, null) },
    });
    await watcher.until(() => watcher.updates.length > 0, 'an update');
    expect(watcher.updates[0]).toMatchObject({ revision: 1, snapshot: { id: meetingId }, changes: [] });
    await hall.item(meetingId, { title: '一' });
    await stage.settle(meetingId, [watcher, null]);
    expect(watcher.updates).toHaveLength(2);
  });

  it('gets a snapshot when what it missed is kept no longer', async () => {
    const { hall } = stage;
    const meetingId = await hall.meeting();
    const from = { revision: 1, state: await stage.asked(meetingId, null) };
    await hall.item(meetingId, { title: '一' });
    await hall.item(meetingId, { title: '二' });
    await hall.sql('delete from live_events where stream_id = $1 and revision = 2', [rowId(meetingId)]);
    const watcher = stage.watch(meetingId, null, { from });
    await stage.settle(meetingId, [watcher, null]);
    expect(watcher.updates).toMatchObject([{ previousRevision: 1, revision: 3, snapshot: { id: meetingId } }]);
  });

  it('gets a snapshot when it missed very much', async () => {
    const { hall } = stage;
    const meetingId = await hall.meeting();
    const from = { revision: 1, state: await stage.asked(meetingId, null) };
    await hall.sql(
      `with moved as (update joint_meetings set revision = revision + 300 where id = $1 returning alliance_id, id)
       insert into live_events (feed, alliance_id, stream_id, revision, at, content) select 'agendaUpdates', alliance_id, id, n, now(), '{}' from moved, generate_series(2, 301) n`,
      [rowId(meetingId)],
    );
    const watcher = stage.watch(meetingId, null, { from });
    await stage.settle(meetingId, [watcher, null]);
    expect(watcher.updates).toMatchObject([{ previousRevision: 1, revision: 301, snapshot: { id: meetingId } }]);
  });

  it('gets a snapshot when its rights changed while it was away', async () => {
    const { hall, unitId } = stage;
    const meetingId = await hall.meeting({ inviteUnitIds: [unitId] });
    const newcomer = await hall.person('新人', ['OBSERVER']);
    const itemId = await hall.item(meetingId, { title: '内部', visibility: 'CLOSED' });
    const from = { revision: 2, state: await stage.asked(meetingId, newcomer) };
    await hall.call(hall.secretariat, 'grantUnitRole', { personId: newcomer.id, unitId, role: 'STAFF' });
    await hall.item(meetingId, { title: '公开' });
    const watcher = stage.watch(meetingId, newcomer, { from });
    await stage.settle(meetingId, [watcher, newcomer]);
    expect(watcher.updates).toMatchObject([
      { previousRevision: 2, revision: 3, snapshot: { agenda: { items: [{ id: itemId }, {}] } } },
    ]);
  });

  it('gets a snapshot when the invitations changed while it was away', async () => {
    const { hall, unitId, participant } = stage;
    const meetingId = await hall.meeting();
    await hall.item(meetingId, { title: '内部', visibility: 'CLOSED' });
    const invited = await hall.person('新代表', ['OBSERVER'], [unitId]);
    const from = { revision: 2, state: await stage.asked(meetingId, participant) };
    await hall.call(hall.organiser, 'updateMeeting', { meetingId, inviteUnitIds: [unitId] });
    const watcher = stage.watch(meetingId, invited, { from });
    await stage.settle(meetingId, [watcher, invited]);
    expect(watcher.updates).toMatchObject([
      { previousRevision: 2, revision: 3, snapshot: { agenda: { items: [{ title: '内部' }] } } },
    ]);
  });
});

describe('two servers on one database', () => {
  it('tell their watchers the same, whichever of them made the change', async () => {
    const { hall, server } = stage;
    const other = await stage.another();
    const meetingId = await hall.meeting();
    const here = stage.watch(meetingId, null);
    const there = stage.watch(meetingId, null, { url: other.webSocketUrl });
    await Promise.all([here.reached(1), there.reached(1)]);
    const add = (url: string, title: string) =>
      hall.query(
        hall.organiser.token,
        'mutation ($input: AddAgendaItemInput!) { addAgendaItem(input: $input) { userErrors { code } } }',
        { input: { meetingId, item: { title, kind: 'REPORT' } } },
        url,
      );
    for (let place = 0; place < 4; place += 1) await add(place % 2 === 0 ? server.url : other.url, `第${place}项`);
    await stage.settle(meetingId, [here, null], [there, null]);
    const covered = (watcher: typeof here) =>
      watcher.updates.flatMap(({ previousRevision, revision }) =>
        Array.from({ length: revision - previousRevision }, (_, place) => previousRevision + place + 1),
      );
    expect(covered(here)).toEqual([2, 3, 4, 5]);
    expect(covered(there)).toEqual([2, 3, 4, 5]);
  });

  it('send those who watch a server that stops elsewhere to go on', async () => {
    const { hall, server } = stage;
    const stopping = await stage.another();
    const meetingId = await hall.meeting();
    let url = stopping.webSocketUrl;
    const watcher = stage.watch(meetingId, null, { url: () => url });
    await watcher.reached(1);
    url = server.webSocketUrl;
    await stopping.stop();
    expect(await watcher.closed()).toBe(1001);
    await hall.item(meetingId, { title: '一' });
    await stage.settle(meetingId, [watcher, null]);
    expect(watcher.updates.filter(({ snapshot }) => snapshot !== null)).toHaveLength(1);
  });
});
