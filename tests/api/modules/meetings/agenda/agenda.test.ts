import { rowId } from '../../../../testkit/world/test-world';
import {
  dueAt,
  errors,
  ids,
  type Item,
  type Meeting,
  numbered,
  SectorMeetings,
} from '../../../../testkit/world/sector-meetings';

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
const agendaOf = async (id: string, caller: { token?: string } = meetings.organiser) =>
  numbered((await meetings.see(id, caller))?.agenda ?? null);

describe('addAgendaItem', () => {
  it('puts items first, last, after a sibling and under a parent, and numbers them anew', async () => {
    const { id, agenda } = await meetings.withAgenda(['一', '二']);
    const [first, second] = agenda.items;
    expect((await add(id, '三')).item?.number).toBe('3');
    expect((await add(id, '零', { afterItemId: null })).item?.number).toBe('1');
    expect((await add(id, '一半', { afterItemId: first?.id })).item?.number).toBe('3');
    const child = await add(id, '二之一', { parentId: second?.id });
    expect(child.item?.number).toBe('4.1');
    expect(child.agenda).toMatchObject({ revision: 5 });
    expect(numbered(child.agenda)).toEqual(['1 零', '2 一', '3 一半', '4 二', '4.1 二之一', '5 三']);
    expect(await meetings.lastEvent(id)).toEqual({
      items: [{ id: rowId(child.item?.id ?? ''), was: null, is: 1 }],
      shifted: [[expect.any(String)], [expect.any(String)], [expect.any(String)]],
    });
  });

  it("takes its parent's visibility, or the meeting's, and is never more open than these", async () => {
    const { id } = await meetings.schedule();
    const parent = await add(id, '内部', {}, { visibility: 'CLOSED' });
    await add(id, '内部之一', { parentId: parent.item?.id });
    await add(id, '内部之二', { parentId: parent.item?.id }, { visibility: 'PUBLIC' });
    await add(id, '公开');
    expect(await agendaOf(id)).toEqual(['1 内部', '1.1 内部之一', '1.2 内部之二', '2 公开']);
    expect(await agendaOf(id, meetings.representative)).toEqual(['1 内部', '1.1 内部之一', '1.2 内部之二', '2 公开']);
    for (const caller of [{}, meetings.observer]) expect(await agendaOf(id, caller)).toEqual(['1 公开']);
    const shown = await meetings.world.sql<{ visibility: string }>(
      'select visibility from agenda_items where meeting_id = $1 order by ordinal',
      [rowId(id)],
    );
    expect(shown.map(({ visibility }) => visibility)).toEqual(['CLOSED', 'CLOSED', 'PUBLIC', 'PUBLIC']);
  });

  it('refuses a place that cannot be, three levels being the most', async () => {
    const { id, agenda } = await meetings.withAgenda(['一']);
    const other = await meetings.withAgenda(['别处']);
    const second = await add(id, '一之一', { parentId: agenda.items[0]?.id });
    const third = await add(id, '一之一之一', { parentId: second.item?.id });
    expect(third.item?.number).toBe('1.1.1');
    const wrong: [object, unknown[]][] = [
      [{ parentId: third.item?.id }, ['INVALID', 'parentId']],
      [{ afterItemId: second.item?.id }, ['INVALID', 'afterItemId']],
      [{ parentId: other.agenda.items[0]?.id }, ['NOT_FOUND', 'parentId']],
      [{ afterItemId: other.agenda.items[0]?.id }, ['NOT_FOUND', 'afterItemId']],
      [{ parentId: `item_${crypto.randomUUID()}` }, ['NOT_FOUND', 'parentId']],
    ];
    for (const [more, expected] of wrong) expect(errors(await add(id, '不行', more))).toEqual([expected]);
    expect(errors(await add(id, ' ', {}, { plannedMinutes: -1 }))).toEqual([
      ['INVALID', 'item.title'],
      ['INVALID', 'item.plannedMinutes'],
    ]);
    expect(errors(await add(id, '不行', {}, { presenterUnitId: await meetings.other.addUnit() }))).toEqual([
      ['NOT_FOUND', 'item.presenterUnitId'],
    ]);
  });

  it('stops at five hundred items', async () => {
    const { id } = await meetings.withAgenda(Array.from({ length: 500 }, (_, index) => `第${index + 1}项`));
    expect(errors(await add(id, '多余'))).toEqual([['LIMIT_REACHED', 'meetingId']]);
  });

  it('is for those who run the meeting, and for its liaison until it opens', async () => {
    const { id } = await meetings.schedule();
    const attempt = (caller: { token: string }) =>
      meetings.agenda('addAgendaItem', { meetingId: id, item: { title: 'x', kind: 'REPORT' } }, caller);
    for (const caller of [meetings.liaison, meetings.convenor, meetings.alliance.secretariat])
      expect(errors(await attempt(caller))).toEqual([]);
    for (const caller of [meetings.representative, meetings.observer, meetings.other.secretariat])
      expect(errors(await attempt(caller))).toEqual([['NOT_ALLOWED', 'meetingId']]);
    await meetings.done('openMeeting', { meetingId: id });
    expect(errors(await attempt(meetings.liaison))).toEqual([['NOT_ALLOWED', 'meetingId']]);
    expect(errors(await attempt(meetings.convenor))).toEqual([]);
    await meetings.done('closeMeeting', { meetingId: id });
    expect(errors(await attempt(meetings.convenor))).toEqual([['WRONG_STATE', 'meetingId']]);
  });

  it('keeps every one of twenty that are added at once, each with its own number and revision', async () => {
    const { id } = await meetings.schedule();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => add(id, `第${index}项`, index % 2 === 0 ? { afterItemId: null } : {})),
    );
    expect(answers.flatMap(errors)).toEqual([]);
    const meeting = await meetings.see(id);
    expect(meeting?.agenda.revision).toBe(21);
    expect(meeting?.agenda.items.map(({ number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, index) => String(index + 1)),
    );
  });
});

describe('updateAgendaItem', () => {
  it('changes what is given, once', async () => {
    const { id, agenda } = await meetings.withAgenda(['一', '二']);
    const input = {
      itemId: agenda.items[0]?.id,
      expectedVersion: 1,
      title: '改',
      description: '  ',
      presenterUnitId: meetings.units[0],
      plannedMinutes: 20,
    };
    const answer = await meetings.agenda('updateAgendaItem', input);
    expect(answer).toMatchObject({ item: { title: '改', version: 2 }, agenda: { revision: 2 } });
    expect(answer.agenda?.items.map(dueAt)).toEqual(['01:00', '01:20']);
    const [first, second] = ids(agenda.items);
    expect(await meetings.lastEvent(id)).toEqual({
      items: [{ id: first, was: 1, is: 1 }],
      shifted: [[second], [second], [second]],
    });
    expect(errors(await meetings.agenda('updateAgendaItem', input))).toEqual([['CONFLICT', 'expectedVersion']]);
    expect(await meetings.agenda('updateAgendaItem', { ...input, expectedVersion: 2 })).toMatchObject({
      item: { version: 2 },
      agenda: { revision: 2 },
    });
    expect(
      await meetings.agenda('updateAgendaItem', { itemId: input.itemId, plannedMinutes: null, presenterUnitId: null }),
    ).toMatchObject({ item: { version: 3 } });
  });

  it('hides an item with all below it from those it is no longer for', async () => {
    const { id, agenda } = await meetings.withAgenda(['一', '二']);
    const child = await add(id, '一之一', { parentId: agenda.items[0]?.id });
    await meetings.agenda('updateAgendaItem', { itemId: agenda.items[0]?.id, visibility: 'CLOSED' });
    const [first, second] = ids(agenda.items);
    expect(await meetings.lastEvent(id)).toEqual({
      items: [
        { id: first, was: 1, is: 3 },
        { id: rowId(child.item?.id ?? ''), was: 1, is: 3 },
      ],
      shifted: [[second], [second], []],
    });
    expect(await agendaOf(id, {})).toEqual(['1 二']);
    expect((await meetings.see(id, {}))?.agenda.items.map(dueAt)).toEqual(['01:00']);
  });

  it('treats an item that one may not see as one that is not there, wherever it stands', async () => {
    const { agenda } = await meetings.withAgenda(['秘密', '公开'], {
      agenda: [
        { title: '秘密', kind: 'REPORT', visibility: 'CLOSED' },
        { title: '公开', kind: 'REPORT' },
      ],
    });
    const [secret, open] = agenda.items;
    for (const mutation of ['updateAgendaItem', 'moveAgendaItem', 'removeAgendaItem', 'setAgendaItemState']) {
      const input = {
        ...(mutation === 'setAgendaItemState' ? { state: 'WITHDRAWN' } : {}),
        ...(mutation === 'updateAgendaItem' ? { title: 'x' } : {}),
      };
      const attempt = async (itemId: string | undefined, caller: { token: string }) =>
        (await meetings.agenda(mutation, { ...input, itemId }, caller)).userErrors;
      for (const caller of [meetings.observer, meetings.other.secretariat]) {
        const nowhere = await attempt(`item_${crypto.randomUUID()}`, caller);
        expect(nowhere).toMatchObject([{ code: 'NOT_FOUND', path: ['itemId'] }]);
        expect(await attempt(secret?.id, caller)).toEqual(nowhere);
        expect(await attempt(open?.id, caller)).toMatchObject([{ code: 'NOT_ALLOWED', path: ['itemId'] }]);
      }
      expect(await attempt(secret?.id, meetings.representative)).toMatchObject([
        { code: 'NOT_ALLOWED', path: ['itemId'] },
      ]);
    }
  });
});

describe('moveAgendaItem', () => {
  it('moves an item with all below it, and keeps its parent when none is named', async () => {
    const { id, agenda } = await meetings.withAgenda(['一', '二', '三']);
    const [first, second, third] = agenda.items;
    const [one, two] = [
      await add(id, '一之一', { parentId: first?.id }),
      await add(id, '一之二', { parentId: first?.id }),
    ];
    const move = async (input: object) => numbered((await meetings.agenda('moveAgendaItem', input)).agenda);
    expect(await move({ itemId: two.item?.id, afterItemId: null })).toEqual([
      '1 一',
      '1.1 一之二',
      '1.2 一之一',
      '2 二',
      '3 三',
    ]);
    expect(await move({ itemId: one.item?.id, parentId: null, afterItemId: second?.id })).toEqual([
      '1 一',
      '1.1 一之二',
      '2 二',
      '3 一之一',
      '4 三',
    ]);
    expect(await move({ itemId: first?.id, parentId: third?.id })).toEqual([
      '1 二',
      '2 一之一',
      '3 三',
      '3.1 一',
      '3.1.1 一之二',
    ]);
    expect((await meetings.lastEvent(id))?.items).toEqual([{ id: rowId(first?.id ?? ''), was: 1, is: 1, moved: true }]);
  });

  it('changes nothing where the item stands already', async () => {
    const { id, agenda } = await meetings.withAgenda(['一', '二', '三']);
    const [first, second, third] = agenda.items;
    for (const input of [
      { itemId: second?.id, afterItemId: first?.id },
      { itemId: first?.id, afterItemId: null },
      { itemId: third?.id, parentId: null },
    ]) {
      expect(await meetings.agenda('moveAgendaItem', input)).toMatchObject({
        item: { version: 1 },
        agenda: { revision: 1 },
        userErrors: [],
      });
    }
    expect(await meetings.events(id)).toHaveLength(1);
  });

  it('refuses to put an item under itself or too deep', async () => {
    const { id, agenda } = await meetings.withAgenda(['一', '二']);
    const [first, second] = agenda.items;
    const child = await add(id, '一之一', { parentId: first?.id });
    const grandchild = await add(id, '一之一之一', { parentId: child.item?.id });
    const attempts: [object, unknown[]][] = [
      [{ itemId: first?.id, parentId: first?.id }, ['INVALID', 'parentId']],
      [{ itemId: first?.id, parentId: grandchild.item?.id }, ['INVALID', 'parentId']],
      [{ itemId: first?.id, parentId: second?.id }, ['INVALID', 'parentId']],
      [{ itemId: first?.id, afterItemId: first?.id }, ['INVALID', 'afterItemId']],
      [{ itemId: second?.id, afterItemId: child.item?.id }, ['INVALID', 'afterItemId']],
      [{ itemId: second?.id, expectedVersion: 7 }, ['CONFLICT', 'expectedVersion']],
    ];
    for (const [input, expected] of attempts)
      expect(errors(await meetings.agenda('moveAgendaItem', input))).toEqual([expected]);
    expect((await meetings.see(id))?.agenda.revision).toBe(3);
  });

  it('takes on the audience of the place that it is moved to', async () => {
    const { id, agenda } = await meetings.withAgenda(['公开', '内部'], {
      agenda: [
        { title: '公开', kind: 'REPORT' },
        { title: '内部', kind: 'REPORT', visibility: 'MEMBERS' },
      ],
    });
    const [open, inner] = agenda.items;
    await meetings.agenda('moveAgendaItem', { itemId: open?.id, parentId: inner?.id });
    expect(await meetings.lastEvent(id)).toEqual({
      items: [{ id: rowId(open?.id ?? ''), was: 1, is: 2, moved: true }],
      shifted: [[], ids([inner, open] as Item[]), ids([inner, open] as Item[])],
    });
    expect(await agendaOf(id, {})).toEqual([]);
  });

  it('brings an order in which every item stands once out of forty moves at once', async () => {
    const { id, agenda } = await meetings.withAgenda(['一', '二', '三', '四', '五', '六']);
    const items = agenda.items;
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, turn) =>
        meetings.agenda(
          'moveAgendaItem',
          {
            itemId: items[turn % 6]?.id,
            parentId: turn % 4 === 0 ? items[(turn * 5 + 1) % 6]?.id : null,
            afterItemId: null,
          },
          turn % 2 === 0 ? meetings.organiser : meetings.convenor,
        ),
      ),
    );
    const moved = answers.filter(({ userErrors }) => userErrors.length === 0);
    expect(answers.flatMap(errors).every((error) => JSON.stringify(error) === '["INVALID","parentId"]')).toBe(true);
    const meeting = await meetings.see(id);
    expect(meeting?.agenda.revision).toBeLessThanOrEqual(moved.length + 1);
    expect(meeting?.agenda.items.map(({ title }) => title).sort()).toEqual(['一', '二', '三', '四', '五', '六'].sort());
    const rows = await meetings.world.sql<{ places: number[] }>(
      `select array_agg(position order by position) as places from agenda_items
       where meeting_id = $1 group by parent_id`,
      [rowId(id)],
    );
    for (const { places } of rows) expect(places).toEqual(places.map((_, index) => index + 1));
  });
});

describe('removeAgendaItem', () => {
  it('removes an item with all below it, but nothing that is running', async () => {
    const { id } = await meetings.opened(['一', '二']);
    const meeting = await meetings.see(id);
    const child = await add(id, '一之一', { parentId: titled(meeting, '一').id });
    await set(child.item ?? undefined, 'ACTIVE');
    const remove = () => meetings.agenda('removeAgendaItem', { itemId: titled(meeting, '一').id });
    expect(errors(await remove())).toEqual([['WRONG_STATE', 'itemId']]);
    await set(child.item ?? undefined, 'DONE');
    const answer = await remove();
    expect(numbered(answer.agenda)).toEqual(['1 二']);
    expect(await meetings.lastEvent(id)).toMatchObject({
      items: [
        { id: rowId(titled(meeting, '一').id), was: 1, is: null },
        { id: rowId(child.item?.id ?? ''), was: 1, is: null },
      ],
    });
    expect(errors(await remove())).toEqual([['NOT_FOUND', 'itemId']]);
  });
});

it('an Idempotency-Key makes an addition repeatable, also when both arrive at once', async () => {
  const { id } = await meetings.schedule();
  const caller = { ...meetings.organiser, key: 'an-item-of-agenda-0001' };
  const once = () => meetings.agenda('addAgendaItem', { meetingId: id, item: { title: '一', kind: 'REPORT' } }, caller);
  const [one, two] = await Promise.all([once(), once()]);
  expect(two).toEqual(one);
  expect(await agendaOf(id)).toEqual(['1 一']);
});
