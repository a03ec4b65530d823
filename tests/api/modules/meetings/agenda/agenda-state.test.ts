import { layOut } from '../../../../../src/modules/meetings/agenda/agenda-layout.rules';
import { readItems } from '../../../../../src/modules/meetings/agenda/agenda.queries';
import { JointMeeting } from '../../../../../src/modules/meetings/meeting/meeting.entity';
import { startTestServer } from '../../../../testkit/server';
import { errors, Hall, ids, rowOf, type Item, type Meeting } from '../hall';

let hall: Hall;
beforeAll(async () => {
  hall = await Hall.on(await startTestServer());
}, 60_000);
afterAll(() => hall.close());

const add = (meetingId: string, title: string, more: object = {}, item: object = {}) =>
  hall.agenda('addAgendaItem', {
    meetingId,
    ...more,
    item: { title, kind: 'DISCUSSION', plannedMinutes: 10, ...item },
  });
const set = (item: Item | undefined, state: string, caller = hall.organiser) =>
  hall.agenda('setAgendaItemState', { itemId: item?.id, state }, caller);
const titled = (meeting: Meeting | null, title: string): Item => {
  const found = meeting?.agenda.items.find((item) => item.title === title);
  if (found === undefined) throw new Error(`no item ${title}`);
  return found;
};

describe('setAgendaItemState', () => {
  it('makes an item the current one and pauses the one that was, with their clocks', async () => {
    const { id } = await hall.opened(['一', '二']);
    const meeting = await hall.see(id);
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
    expect((await hall.lastEvent(id))?.items).toEqual(
      ids(meeting?.agenda.items ?? []).map((item) => ({ id: item, was: 1, is: 1 })),
    );
    expect(await set(titled(meeting, '二'), 'ACTIVE')).toMatchObject({
      item: { version: 2 },
      agenda: { revision: 4 },
      userErrors: [],
    });
  });

  it('has exactly one item running after twenty are set going at once', async () => {
    const { id, agenda } = await hall.opened(Array.from({ length: 20 }, (_, index) => `第${index}项`));
    const answers = await Promise.all(
      agenda.items.map((item, index) => set(item, 'ACTIVE', index % 2 === 0 ? hall.organiser : hall.convenor)),
    );
    expect(answers.flatMap(errors)).toEqual([]);
    const meeting = await hall.see(id);
    expect(meeting?.agenda.items.filter(({ state }) => state === 'ACTIVE').map((item) => item.id)).toEqual([
      meeting?.agenda.current?.id,
    ]);
    expect(meeting?.agenda.items.filter(({ state }) => state === 'PAUSED')).toHaveLength(19);
    expect(meeting?.agenda.revision).toBe(22);
  });

  it('runs nothing but in session: a recess pauses, and the end postpones', async () => {
    const { id, agenda } = await hall.withAgenda(['一', '二', '三']);
    const [first, second, third] = agenda.items;
    expect(errors(await set(first, 'ACTIVE'))).toEqual([['WRONG_STATE', 'state']]);
    expect(errors(await set(third, 'WITHDRAWN', hall.liaison))).toEqual([]);
    await hall.done('openMeeting', { meetingId: id });
    await set(first, 'ACTIVE');
    expect(errors(await set(second, 'DONE'))).toEqual([['WRONG_STATE', 'state']]);
    const recess = await hall.done('suspendMeeting', { meetingId: id });
    expect(recess.agenda).toMatchObject({
      current: null,
      items: [{ state: 'PAUSED' }, { state: 'PENDING' }, { state: 'WITHDRAWN' }],
    });
    expect(errors(await set(first, 'ACTIVE'))).toEqual([['WRONG_STATE', 'state']]);
    expect(errors(await set(first, 'DONE'))).toEqual([]);
    await hall.done('openMeeting', { meetingId: id });
    expect(errors(await set(first, 'ACTIVE'))).toEqual([]);
    const closed = await hall.done('closeMeeting', { meetingId: id });
    expect(closed.agenda.items.map(({ state }) => state)).toEqual(['POSTPONED', 'POSTPONED', 'WITHDRAWN']);
    expect(errors(await set(first, 'PENDING'))).toEqual([['WRONG_STATE', 'itemId']]);
    expect(closed.agenda.revision).toBe((await hall.events(id)).length);
  });

  it('refuses a stale version, and those who do not run the meeting', async () => {
    const { agenda } = await hall.opened(['一']);
    const [item] = agenda.items;
    const attempt = (caller: { token: string }, more: object = {}) =>
      hall.agenda('setAgendaItemState', { itemId: item?.id, state: 'ACTIVE', ...more }, caller);
    expect(errors(await attempt(hall.organiser, { expectedVersion: 9 }))).toEqual([['CONFLICT', 'expectedVersion']]);
    for (const caller of [hall.liaison, hall.representative, hall.observer, hall.other.secretary])
      expect(errors(await attempt(caller))).toEqual([['NOT_ALLOWED', 'itemId']]);
    expect(errors(await attempt(hall.alliance.secretary, { expectedVersion: 1 }))).toEqual([]);
  });
});

it('whatever happens at once to one agenda, its revisions have no gap and its order no doubt', async () => {
  const { id, agenda } = await hall.opened(['一', '二', '三', '四']);
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
          return hall.agenda('moveAgendaItem', { itemId: item?.id, parentId: null, afterItemId: null }, hall.convenor);
        case 3:
          return hall.agenda('updateAgendaItem', {
            itemId: item?.id,
            title: `改${turn}`,
            visibility: turn % 4 === 1 ? 'CLOSED' : 'PUBLIC',
          });
        case 4:
          return set(item, 'PAUSED', hall.convenor);
        default:
          return turn === 59
            ? hall.agenda('removeAgendaItem', { itemId: items[3]?.id })
            : hall.done('updateMeeting', { meetingId: id, title: `会${turn}` });
      }
    }),
  );
  const meeting = await hall.see(id);
  expect(meeting?.agenda.items.filter(({ state }) => state === 'ACTIVE').length).toBeLessThanOrEqual(1);
  expect(meeting?.agenda.revision).toBe((await hall.events(id)).length);
  expect(await hall.gaps()).toEqual([]);
  const { manager } = hall.world.server.running.dataSource;
  const stored = await manager.findOneByOrFail(JointMeeting, { id: rowOf(id) });
  const rows = await readItems(manager, stored);
  expect(rows).toEqual(layOut(stored, rows));
});
