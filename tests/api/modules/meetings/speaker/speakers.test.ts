import { globalId } from '../../../../../src/platform/database/ids';
import type { Turn } from '../../../../testkit/agenda-state';
import type { Sender } from '../../../../testkit/world/caller';
import { errors, SectorMeetings } from '../../../../testkit/world/sector-meetings';
import { rowId } from '../../../../testkit/world/test-world';

let meetings: SectorMeetings;
beforeAll(async () => {
  meetings = await SectorMeetings.open();
});
afterEach(() => meetings.world.clear());
afterAll(() => meetings.close());

const TURN = 'id unit { id } speaker pointOfOrder state requestedAt startedAt endedAt limitSeconds';

interface Shown extends Turn {
  readonly unit: { readonly id: string } | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly limitSeconds: number | null;
}

/** A meeting in session whose first item runs, with the first two units checked in. */
async function inSession(more: object = {}) {
  const { id, agenda } = await meetings.opened(['一', '二'], more);
  const [first, second] = agenda.items.map((item) => item.id) as [string, string];
  await set(first, 'ACTIVE');
  for (const unitId of meetings.units.slice(0, 2)) await present(id, unitId, true);
  return { id, first, second };
}
const set = (itemId: string, state: string) => meetings.agenda('setAgendaItemState', { itemId, state });
const present = (meetingId: string, unitId: string, present: boolean) =>
  meetings.done('checkIn', { meetingId, unitId, present });
const ask = (itemId: string, speaker: string, more: object = {}, by: Sender = meetings.organiser) =>
  meetings.world
    .as(by)
    .attempt<{ turn: Shown | null }>('requestToSpeak', { itemId, speaker, ...more }, `turn { ${TURN} }`);
async function asked(itemId: string, speaker: string, more: object = {}, by?: Sender): Promise<string> {
  const { turn, userErrors } = await ask(itemId, speaker, more, by);
  if (turn === null) throw new Error(JSON.stringify(userErrors));
  return turn.id;
}
const to = (turnId: string, state: string, more: object = {}, by: Sender = meetings.organiser) =>
  meetings.world
    .as(by)
    .attempt<{ turn: Shown | null }>('setSpeakerState', { turnId, state, ...more }, `turn { ${TURN} }`);
const reorder = (itemId: string, turnIds: readonly string[], by: Sender = meetings.organiser) =>
  meetings.world.as(by).attempt<{
    item: { speakers: Shown[] } | null;
  }>('reorderSpeakers', { itemId, turnIds }, `item { speakers { ${TURN} } }`);
async function speakers(itemId: string, by: Sender = meetings.organiser): Promise<Shown[]> {
  const { node } = await meetings.world
    .as(by)
    .query<{ node: { speakers: Shown[] } }>(
      `query ($id: ID!) { node(id: $id) { ... on AgendaItem { speakers { ${TURN} } } } }`,
      { id: itemId },
    );
  return node.speakers;
}
const line = async (itemId: string): Promise<string[]> =>
  (await speakers(itemId)).map(({ speaker, state }) => `${speaker} ${state}`);

describe('requestToSpeak', () => {
  it('is for the staff of a unit that is checked in, and for those who run the meeting', async () => {
    const { first } = await inSession();
    const [one, two, three] = meetings.units;
    const { turn } = await ask(first, '甲', { unitId: one }, meetings.representative);
    expect(turn).toMatchObject({ unit: { id: one }, speaker: '甲', pointOfOrder: false, state: 'WAITING' });
    expect(errors(await ask(first, '乙', { unitId: two }, meetings.staff))).toEqual([]);
    expect(errors(await ask(first, '丙', { unitId: three }))).toEqual([]);
    expect(errors(await ask(first, '来宾'))).toEqual([]);
    expect(await line(first)).toEqual(['甲 WAITING', '乙 WAITING', '丙 WAITING', '来宾 WAITING']);
    for (const [by, unitId, code] of [
      [meetings.representative, two, 'NOT_ALLOWED'],
      [meetings.representative, null, 'NOT_ALLOWED'],
      [meetings.liaison, one, 'NOT_ALLOWED'],
      [meetings.observer, one, 'NOT_ALLOWED'],
      [meetings.observer, meetings.outsideUnit, 'NOT_FOUND'],
      [meetings.other.secretariat, one, 'NOT_FOUND'],
      [meetings.organiser, globalId('unit', rowId(first)), 'NOT_FOUND'],
    ] as const)
      expect(errors(await ask(first, '丁', { unitId }, by))).toEqual([[code, 'unitId']]);
  });

  it('takes one turn at a time from each unit, and a unit that is there', async () => {
    const { id, first } = await inSession();
    const [one] = meetings.units;
    const by = meetings.representative;
    await asked(first, '甲', { unitId: one }, by);
    expect(errors(await ask(first, '甲', { unitId: one }, by))).toEqual([['CONFLICT', 'unitId']]);
    expect(errors(await ask(first, '甲', { unitId: one, pointOfOrder: true }, by))).toEqual([]);
    await present(id, one, false);
    expect(errors(await ask(first, '甲', { unitId: one }, by))).toEqual([['WRONG_STATE', 'unitId']]);
    expect(await line(first)).toEqual(['甲 WITHDRAWN', '甲 WITHDRAWN']);
  });

  it('takes as many turns of each unit to an item as the meeting lets it, points of order and the chair’s word aside', async () => {
    const { id, first, second } = await inSession({ turnsPerUnit: 1 });
    const [one, two] = meetings.units;
    const by = meetings.representative;
    const spoken = await asked(first, '甲', { unitId: one }, by);
    for (const state of ['SPEAKING', 'DONE']) await to(spoken, state);
    const again = () => ask(first, '甲再', { unitId: one }, by);
    expect(errors(await again())).toEqual([['LIMIT_REACHED', 'unitId']]);
    expect(errors(await ask(first, '甲', { unitId: one, pointOfOrder: true }, by))).toEqual([]);
    expect(errors(await ask(first, '乙', { unitId: two }, meetings.staff))).toEqual([]);
    // to another item, and what was taken back
    const other = await asked(second, '甲', { unitId: one }, by);
    await to(other, 'WITHDRAWN', {}, by);
    expect(errors(await ask(second, '甲', { unitId: one }, by))).toEqual([]);
    expect(errors(await ask(first, '甲再', { unitId: one }))).toEqual([]);
    await meetings.done('updateMeeting', { meetingId: id, turnsPerUnit: 3 });
    expect(errors(await again())).toEqual([['CONFLICT', 'unitId']]);
    expect((await meetings.world.agendaState(id, null)).meeting['turnsPerUnit']).toBe(3);
    await meetings.done('updateMeeting', { meetingId: id, turnsPerUnit: null });
    expect(errors(await meetings.run('updateMeeting', { meetingId: id, turnsPerUnit: 0 }, meetings.organiser))).toEqual(
      [['INVALID', 'turnsPerUnit']],
    );
  });

  it('is for items that are not over, in a meeting that is on', async () => {
    const planned = await meetings.withAgenda(['一']);
    expect(errors(await ask(planned.agenda.items[0]?.id ?? '', '甲'))).toEqual([['WRONG_STATE', 'itemId']]);
    const { id, first, second } = await inSession();
    expect(errors(await ask(second, '甲'))).toEqual([]);
    await set(first, 'DONE');
    expect(errors(await ask(first, '甲'))).toEqual([['WRONG_STATE', 'itemId']]);
    await meetings.done('suspendMeeting', { meetingId: id });
    expect(errors(await ask(second, '乙'))).toEqual([]);
    await meetings.done('closeMeeting', { meetingId: id });
    expect(errors(await ask(second, '丙'))).toEqual([['WRONG_STATE', 'itemId']]);
  });

  it('takes a bounded number of turns, and what was taken back makes room for its own unit', async () => {
    const { first } = await inSession();
    const [one] = meetings.units;
    const turn = await asked(first, '甲', { unitId: one }, meetings.representative);
    await to(turn, 'WITHDRAWN', {}, meetings.representative);
    const again = await asked(first, '甲', { unitId: one }, meetings.representative);
    expect(again).not.toBe(turn);
    expect(await line(first)).toEqual(['甲 WAITING']);
    await to(again, 'WITHDRAWN');
    await meetings.world.sql(
      `insert into speaker_turns (alliance_id, id, meeting_id, item_id, speaker, point_of_order, state, position, requested_at)
       select alliance_id, gen_random_uuid(), meeting_id, item_id, '某', false, 'WAITING', place, now()
       from speaker_turns, generate_series(2, 200) place
       where id = $1`,
      [rowId(again)],
    );
    expect(errors(await ask(first, '乙'))).toEqual([['LIMIT_REACHED', 'itemId']]);
    expect(errors(await ask(first, '甲', { unitId: one }))).toEqual([]);
    expect(errors(await ask(first, '乙'))).toEqual([['LIMIT_REACHED', 'itemId']]);
  });
});

describe('setSpeakerState', () => {
  it('has one speak at a time, by its absolute start and its limit', async () => {
    const { first } = await inSession();
    const [one, two] = [await asked(first, '甲'), await asked(first, '乙')];
    const begun = await to(one, 'SPEAKING', { limitSeconds: 180 });
    expect(begun.turn).toMatchObject({ state: 'SPEAKING', limitSeconds: 180, endedAt: null });
    expect(begun.turn?.startedAt).not.toBeNull();
    expect((await to(one, 'SPEAKING', { limitSeconds: 240 })).turn).toMatchObject({
      limitSeconds: 240,
      startedAt: begun.turn?.startedAt,
    });
    await to(two, 'SPEAKING');
    const [before, after] = await speakers(first);
    expect([before, after]).toMatchObject([
      { speaker: '甲', state: 'DONE', endedAt: after?.startedAt },
      { speaker: '乙', state: 'SPEAKING', limitSeconds: null },
    ]);
    expect((await to(two, 'DONE')).turn).toMatchObject({ state: 'DONE' });
    for (const state of ['WAITING', 'SPEAKING', 'WITHDRAWN'])
      expect(errors(await to(two, state))).toEqual([['WRONG_STATE', 'state']]);
    const third = await asked(first, '丙');
    expect(errors(await to(third, 'DONE'))).toEqual([['WRONG_STATE', 'state']]);
    expect(errors(await to(third, 'WITHDRAWN', { limitSeconds: 3 }))).toEqual([['INVALID', 'limitSeconds']]);
  });

  it('gives points of order the floor before all others, in the order of asking', async () => {
    const { first } = await inSession();
    const [one, order, second] = [
      await asked(first, '甲'),
      await asked(first, '程序一', { pointOfOrder: true }),
      await asked(first, '程序二', { pointOfOrder: true }),
    ];
    expect(await line(first)).toEqual(['程序一 WAITING', '程序二 WAITING', '甲 WAITING']);
    for (const turn of [one, second]) expect(errors(await to(turn, 'SPEAKING'))).toEqual([['WRONG_STATE', 'state']]);
    for (const turn of [order, second, one]) expect(errors(await to(turn, 'SPEAKING'))).toEqual([]);
    expect(await line(first)).toEqual(['程序一 DONE', '程序二 DONE', '甲 SPEAKING']);
  });

  it('is for those who run the meeting; a unit’s staff take back its own turn while that waits', async () => {
    const { first } = await inSession();
    const [unitId] = meetings.units;
    const turn = await asked(first, '甲', { unitId }, meetings.representative);
    for (const by of [meetings.representative, meetings.staff, meetings.liaison, meetings.observer])
      expect(errors(await to(turn, 'SPEAKING', {}, by))).toEqual([['NOT_ALLOWED', 'turnId']]);
    for (const by of [meetings.staff, meetings.liaison, meetings.observer])
      expect(errors(await to(turn, 'WITHDRAWN', {}, by))).toEqual([['NOT_ALLOWED', 'turnId']]);
    expect(errors(await to(turn, 'WITHDRAWN', {}, meetings.representative))).toEqual([]);
    expect(errors(await to(await asked(first, '乙'), 'SPEAKING', {}, meetings.convenor))).toEqual([]);
  });

  it('ends turns with their item, with a recess and with the meeting; what waits for an item that pauses goes on waiting', async () => {
    const { id, first, second } = await inSession();
    const [one] = [await asked(first, '甲'), await asked(first, '乙')];
    await to(one, 'SPEAKING');
    expect(errors(await to(await asked(second, '丙'), 'SPEAKING'))).toEqual([['WRONG_STATE', 'state']]);
    await set(second, 'ACTIVE');
    expect(await line(first)).toEqual(['甲 DONE', '乙 WAITING']);
    expect((await meetings.lastEvent(id)) as object).toMatchObject({ speakers: [rowId(first)] });
    await set(second, 'DONE');
    expect(await line(second)).toEqual(['丙 WITHDRAWN']);
    await set(first, 'ACTIVE');
    await to(await asked(first, '丁'), 'SPEAKING');
    await meetings.done('suspendMeeting', { meetingId: id });
    expect(await line(first)).toEqual(['甲 DONE', '丁 DONE', '乙 WAITING']);
    await meetings.done('closeMeeting', { meetingId: id });
    expect(await line(first)).toEqual(['甲 DONE', '丁 DONE', '乙 WITHDRAWN']);
    expect((await meetings.lastEvent(id)) as object).toMatchObject({ speakers: [rowId(first)] });
  });

  it('stops a unit that leaves', async () => {
    const { id, first } = await inSession();
    const [one, two] = meetings.units;
    await to(await asked(first, '甲', { unitId: one }), 'SPEAKING');
    await asked(first, '乙', { unitId: two });
    await present(id, one, false);
    await present(id, two, false);
    expect(await line(first)).toEqual(['甲 DONE', '乙 WITHDRAWN']);
  });

  it('has one speak after twenty were given the floor at once', async () => {
    const { first } = await inSession();
    const turns = await Promise.all(Array.from({ length: 20 }, (_, index) => asked(first, `第${index}人`)));
    const answers = await Promise.all(
      turns.map((turn, index) => to(turn, 'SPEAKING', {}, index % 2 === 0 ? meetings.organiser : meetings.convenor)),
    );
    expect(answers.flatMap(errors)).toEqual([]);
    const states = (await speakers(first)).map(({ state }) => state);
    expect(states.filter((state) => state === 'SPEAKING')).toHaveLength(1);
    expect(states.filter((state) => state === 'DONE')).toHaveLength(19);
    expect(await meetings.gaps()).toEqual([]);
  });
});

describe('reorderSpeakers', () => {
  it('puts those named first, in their order; points of order keep theirs', async () => {
    const { first, second } = await inSession();
    const turns = [await asked(first, '甲'), await asked(first, '乙'), await asked(first, '丙')] as const;
    const order = await asked(first, '程序', { pointOfOrder: true });
    const { item } = await reorder(first, [turns[2], turns[0]]);
    expect(item?.speakers.map(({ speaker }) => speaker)).toEqual(['程序', '丙', '甲', '乙']);
    expect(errors(await reorder(first, [order]))).toEqual([['INVALID', 'turnIds']]);
    expect(errors(await reorder(first, [await asked(second, '丁')]))).toEqual([['NOT_FOUND', 'turnIds']]);
    await to(turns[1], 'WITHDRAWN');
    expect(errors(await reorder(first, [turns[1]]))).toEqual([['WRONG_STATE', 'turnIds']]);
    for (const by of [meetings.liaison, meetings.representative])
      expect(errors(await reorder(first, [turns[0]], by))).toEqual([['NOT_ALLOWED', 'itemId']]);
  });
});

it('an item that somebody has spoken to stays on the agenda; one for which somebody waits may go', async () => {
  const { first, second } = await inSession();
  await asked(second, '甲');
  const turn = await asked(first, '乙');
  await to(turn, 'SPEAKING');
  await set(first, 'DONE');
  expect(errors(await meetings.agenda('removeAgendaItem', { itemId: first }))).toEqual([['WRONG_STATE', 'itemId']]);
  expect(errors(await meetings.agenda('removeAgendaItem', { itemId: second }))).toEqual([]);
});

it('is told live to whoever sees the item, and to nobody else', async () => {
  const { id, first } = await inSession({ visibility: 'PUBLIC' });
  const closed = await meetings.agenda('addAgendaItem', {
    meetingId: id,
    item: { title: '密', kind: 'DISCUSSION', visibility: 'CLOSED' },
  });
  const hidden = closed.item?.id ?? '';
  const [everybody, runs] = [meetings.world.watch(id, null), meetings.world.watch(id, meetings.organiser)];
  const revision = closed.agenda?.revision ?? 0;
  for (const watcher of [everybody, runs]) await watcher.reached(revision);
  const [one, two] = [await asked(first, '甲'), await asked(hidden, '乙')];
  await to(one, 'SPEAKING', { limitSeconds: 60 });
  await to(two, 'WITHDRAWN');
  await meetings.world.settle(id, [everybody, null], [runs, meetings.organiser]);
  expect(JSON.stringify(everybody.frames)).not.toContain('乙');
  expect(runs.state?.items.map(({ speakers }) => speakers.map(({ speaker, state }) => `${speaker} ${state}`))).toEqual([
    ['甲 SPEAKING'],
    [],
    ['乙 WITHDRAWN'],
  ]);
  expect(everybody.state?.items.map(({ speakers }) => speakers.length)).toEqual([1, 0]);
});
