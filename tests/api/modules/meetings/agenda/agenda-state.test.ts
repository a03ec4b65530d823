import { layOut } from '../../../../../src/modules/meetings/agenda/agenda-layout.rules';
import { readItems } from '../../../../../src/modules/meetings/agenda/agenda.queries';
import { JointMeeting } from '../../../../../src/modules/meetings/meeting/meeting.entity';
import { rowId } from '../../../../testkit/world/test-world';
import { errors, ids, type Item, type Meeting, SectorMeetings } from '../../../../testkit/world/sector-meetings';

let meetings: SectorMeetings;
beforeAll(async () => {
  meetings = await SectorMeetings.open();
});
afterAll(() => meetings.close());

const add = (meetingId: string, title: string, more: object = {}, item: object = {}) =>
  meetings.agenda('addAgendaItem', {
    meetingId,
    ...more,
    item: { title, kind: 'DISCUSSION', plannedMinutes: 10, ...item },
  });
const set = (item: Item | undefined, state: string, caller = meetings.organiser) =>
  meetings.agenda('setAgendaItemState', { itemId: item?.id, state }, caller);
const titled = (meeting: Meeting | null, title: string): Item => {
  const found = meeting?.agenda.items.find((item) => item.title === title);
  if (found === undefined) throw new Error(`no item ${title}`);
  return found;
};

describe('setAgendaItemState', () => {
  it('makes an item the current one and pauses the one that was, with their clocks', async () => {
    const { id } = await meetings.opened(['一', '二']);
    const meeting = await meetings.see(id);
    const first = await set(titled(meeting, '一'), 'ACTIVE');
    expect(first).toMatchObject({
      item: { state: 'ACTIVE', version: 2, expectedAt: null },
      agenda: { current: { id: titled(meeting, '一').id } },
    });
    const second = await set(titled(meeting, '二'), 'ACTIVE');
    expect(second.agenda?.items.map(({ state, version }) => [state, version])).toEqual([
      ['PAUSED', 3],
      ['ACTIVE', 2],
    ]);
    expect(second.agenda?.current).toEqual({ id: titled(meeting, '二').id });
    expect((await meetings.lastEvent(id))?.items).toEqual(
      ids(meeting?.agenda.items ?? []).map((item) => ({ id: item, was: 1, is: 1 })),
    );
    expect(await set(titled(meeting, '二'), 'ACTIVE')).toMatchObject({
      item: { version: 2 },
      agenda: { revision: 4 },
      userErrors: [],
    });
  });

  it('has exactly one item running after twenty are set going at once', async () => {
    const { id, agenda } = await meetings.opened(Array.from({ length: 20 }, (_, index) => `第${index}项`));
    const answers = await Promise.all(
      agenda.items.map((item, index) => set(item, 'ACTIVE', index % 2 === 0 ? meetings.organiser : meetings.convenor)),
    );
    expect(answers.flatMap(errors)).toEqual([]);
    const meeting = await meetings.see(id);
    expect(meeting?.agenda.items.filter(({ state }) => state === 'ACTIVE').map((item) => item.id)).toEqual([
      meeting?.agenda.current?.id,
    ]);
    expect(meeting?.agenda.items.filter(({ state }) => state === 'PAUSED')).toHaveLength(19);
    expect(meeting?.agenda.revision).toBe(22);
  });

  it('runs nothing but in session: a recess pauses, and the end postpones', async () => {
    const { id, agenda } = await meetings.withAgenda(['一', '二', '三']);
    const [first, second, third] = agenda.items;
    expect(errors(await set(first, 'ACTIVE'))).toEqual([['WRONG_STATE', 'state']]);
    expect(errors(await set(third, 'WITHDRAWN', meetings.convenor))).toEqual([]);
    await meetings.done('openMeeting', { meetingId: id });
    await set(first, 'ACTIVE');
    expect(errors(await set(second, 'DONE'))).toEqual([['WRONG_STATE', 'state']]);
    const recess = await meetings.done('suspendMeeting', { meetingId: id });
    expect(recess.agenda).toMatchObject({
      current: null,
      items: [{ state: 'PAUSED' }, { state: 'PENDING' }, { state: 'WITHDRAWN' }],
    });
    expect(errors(await set(first, 'ACTIVE'))).toEqual([['WRONG_STATE', 'state']]);
    expect(errors(await set(first, 'DONE'))).toEqual([]);
    await meetings.done('openMeeting', { meetingId: id });
    expect(errors(await set(first, 'ACTIVE'))).toEqual([]);
    const closed = await meetings.done('closeMeeting', { meetingId: id });
    expect(closed.agenda.items.map(({ state }) => state)).toEqual(['POSTPONED', 'POSTPONED', 'WITHDRAWN']);
    expect(errors(await set(first, 'PENDING'))).toEqual([['WRONG_STATE', 'itemId']]);
    expect(closed.agenda.revision).toBe((await meetings.events(id)).length);
  });

  it('refuses a stale version, and those who do not run the meeting', async () => {
    const { agenda } = await meetings.opened(['一']);
    const [item] = agenda.items;
    const attempt = (caller: { token: string }, more: object = {}) =>
      meetings.agenda('setAgendaItemState', { itemId: item?.id, state: 'ACTIVE', ...more }, caller);
    expect(errors(await attempt(meetings.organiser, { expectedVersion: 9 }))).toEqual([
      ['CONFLICT', 'expectedVersion'],
    ]);
    for (const caller of [meetings.liaison, meetings.representative, meetings.observer, meetings.other.secretariat])
      expect(errors(await attempt(caller))).toEqual([['NOT_ALLOWED', 'itemId']]);
    expect(errors(await attempt(meetings.alliance.secretariat, { expectedVersion: 1 }))).toEqual([]);
  });

  it('is not for a liaison, who prepares texts and their order, before the opening either', async () => {
    const { id, agenda } = await meetings.withAgenda(['一', '二']);
    const [first, second] = agenda.items;
    const set = (itemId: string | undefined, state: string, by: { token: string }) =>
      meetings.agenda('setAgendaItemState', { itemId, state }, by);
    expect(
      errors(await meetings.agenda('updateAgendaItem', { itemId: first?.id, title: '改' }, meetings.liaison)),
    ).toEqual([]);
    for (const state of ['POSTPONED', 'WITHDRAWN'])
      expect(errors(await set(first?.id, state, meetings.liaison))).toEqual([['NOT_ALLOWED', 'itemId']]);
    expect((await meetings.see(id))?.agenda.items.map((item) => item.state)).toEqual(['PENDING', 'PENDING']);
    expect(errors(await set(second?.id, 'POSTPONED', meetings.convenor))).toEqual([]);
    expect(errors(await set(second?.id, 'PENDING', meetings.liaison))).toEqual([['NOT_ALLOWED', 'itemId']]);
  });
});

it('whatever happens at once to one agenda, its revisions have no gap and its order no doubt', async () => {
  const { id, agenda } = await meetings.opened(['一', '二', '三', '四']);
  const items = agenda.items;
  await Promise.all(
    Array.from({ length: 60 }, (_, turn) => {
      const item = items[turn % 4];
      switch (turn % 6) {
        case 0:
          return add(id, `加${turn}`, { parentId: item?.id });
        case 1:
          return set(item, 'ACTIVE');
        case 2:
          return meetings.agenda(
            'moveAgendaItem',
            { itemId: item?.id, parentId: null, afterItemId: null },
            meetings.convenor,
          );
        case 3:
          return meetings.agenda('updateAgendaItem', {
            itemId: item?.id,
            title: `改${turn}`,
            visibility: turn % 4 === 1 ? 'CLOSED' : 'PUBLIC',
          });
        case 4:
          return set(item, 'PAUSED', meetings.convenor);
        default:
          return turn === 59
            ? meetings.agenda('removeAgendaItem', { itemId: items[3]?.id })
            : meetings.done('updateMeeting', { meetingId: id, title: `会${turn}` });
      }
    }),
  );
  const meeting = await meetings.see(id);
  expect(meeting?.agenda.items.filter(({ state }) => state === 'ACTIVE').length).toBeLessThanOrEqual(1);
  expect(meeting?.agenda.revision).toBe((await meetings.events(id)).length);
  expect(await meetings.gaps()).toEqual([]);
  const { manager } = meetings.world.server.running.connections.writes;
  const stored = await manager.findOneByOrFail(JointMeeting, { id: rowId(id) });
  const rows = await manager.transaction((transaction) => readItems(transaction, stored));
  expect(rows).toEqual(layOut(stored, rows));
});
