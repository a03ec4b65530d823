import { AGENDA, stateOf, type AgendaState, type MeetingWithAgenda } from '../testkit/agenda-state';
import { Hall, type Somebody } from '../testkit/hall';
import { startTestServer, type TestServer } from '../testkit/server';
import { Watcher } from '../testkit/watcher';

let server: TestServer;
let hall: Hall;
let unitId: string;
let member: Somebody;
let participant: Somebody;
const watchers: Watcher[] = [];

beforeAll(async () => {
  server = await startTestServer();
  hall = await Hall.open(server.database, server.url);
  unitId = await hall.unit('青枫小学');
  participant = await hall.person('参会代表', [], [unitId]);
  member = await hall.person('观察员', ['OBSERVER']);
});
afterAll(() => server.stop());
afterEach(async () => {
  await Promise.all(watchers.splice(0).map((watcher) => watcher.stop()));
});

function watch(meetingId: string, by: Somebody | null): Watcher {
  const watcher = new Watcher({ url: server.webSocketUrl, meetingId, ...(by === null ? {} : { token: by.token }) });
  watchers.push(watcher);
  return watcher;
}

/** What the query answers this viewer. */
async function asked(meetingId: string, by: Somebody | null): Promise<AgendaState> {
  const { meeting } = await hall.query<{ meeting: MeetingWithAgenda }>(by?.token ?? null, AGENDA, { meetingId });
  return stateOf(meeting);
}

/** Everybody has been told of all there is, and has what the query answers. */
async function settle(meetingId: string, ...all: [Watcher, Somebody | null][]): Promise<void> {
  const revision = await hall.revision(meetingId);
  for (const [watcher, by] of all) {
    await watcher.reached(revision);
    expect(watcher.state).toEqual(await asked(meetingId, by));
    expect(watcher.misfits).toBe(0);
  }
}

describe('a watcher', () => {
  it('is told the whole meeting first, then each change by the next revision', async () => {
    const meetingId = await hall.meeting({ quorum: 1, inviteUnitIds: [unitId], guests: [{ name: '居民', capacity: 'RESIDENT' }] });
    const first = await hall.item(meetingId, { title: '一' });
    const watcher = watch(meetingId, participant);
    await watcher.reached(2);
    expect(watcher.updates[0]).toMatchObject({ previousRevision: 2, revision: 2, changes: [], schedule: [], currentItemId: null });
    const second = await hall.item(meetingId, { title: '二', plannedMinutes: 10 }, { afterItemId: null });
    await watcher.reached(3);
    expect(watcher.updates[1]).toMatchObject({
      previousRevision: 2, revision: 3, snapshot: null,
      changes: [{ __typename: 'AgendaItemAdded', parentId: null, afterItemId: null, item: { id: second, number: '1' } }],
      schedule: [{ itemId: first, number: '2' }],
    });
    await hall.call(hall.organiser, 'openMeeting', { meetingId });
    await watcher.reached(4);
    expect(watcher.updates[2]?.changes.map((change) => change.__typename)).toEqual(['MeetingChanged']);
    await hall.call(hall.organiser, 'setAgendaItemState', { itemId: second, state: 'ACTIVE' });
    await watcher.reached(5);
    expect(watcher.updates[3]).toMatchObject({ currentItemId: second, changes: [{ __typename: 'AgendaItemChanged', item: { state: 'ACTIVE' } }] });
    await hall.call(hall.organiser, 'moveAgendaItem', { itemId: first, parentId: second, afterItemId: null });
    await watcher.reached(6);
    expect(watcher.updates[4]).toMatchObject({ changes: [{ __typename: 'AgendaItemMoved', parentId: second, afterItemId: null, item: { id: first, number: '1.1' } }] });
    await hall.call(hall.organiser, 'checkIn', { meetingId, unitId, present: true });
    await watcher.reached(7);
    expect(watcher.updates[5]?.changes).toMatchObject([{ __typename: 'AttendanceChanged', attendance: { present: true }, quorum: { present: 1, met: true } }]);
    await hall.call(hall.organiser, 'removeAgendaItem', { itemId: first });
    await watcher.reached(8);
    expect(watcher.updates[6]).toMatchObject({ changes: [{ __typename: 'AgendaItemRemoved', itemId: first }], currentItemId: second });
    await settle(meetingId, [watcher, participant]);
  });
});
