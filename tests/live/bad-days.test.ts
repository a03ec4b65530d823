import { randomUUID } from 'node:crypto';
import { quickOrFull } from '../quick-or-full';
import type { Somebody } from '../testkit/world/caller';
import type { Audiences, TestAlliance } from '../testkit/world/test-alliance';
import { rowId, TestWorld } from '../testkit/world/test-world';
import type { Watcher } from '../testkit/watcher';

jest.setTimeout(60_000);

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

const run = <P>(mutation: string, input: object, select?: string): Promise<P> =>
  alliance.as(alliance.organiser).mutate<P>(mutation, input, select);

/** A meeting in session with these items, and the ids of them. */
async function opened(agenda: readonly object[]): Promise<{ meetingId: string; itemIds: string[] }> {
  const meetingId = await alliance.meeting({
    startsAt: '2026-11-23T01:00:00Z',
    inviteUnitIds: [audiences.unitId],
    agenda: agenda.map((item) => ({ kind: 'DISCUSSION', plannedMinutes: 10, ...item })),
  });
  await run('openMeeting', { meetingId });
  const { items } = await world.agendaState(meetingId, alliance.organiser);
  return { meetingId, itemIds: items.map(({ id }) => id) };
}

type Watched = readonly [watcher: Watcher, by: Somebody | null];

/** One watcher for each audience, on either server, each with all that there is. */
async function watchers(meetingId: string, ...urls: readonly string[]): Promise<Watched[]> {
  const all = [null, audiences.member, audiences.participant, alliance.organiser].map((by, place): Watched => [
    world.watch(meetingId, by, { url: urls[place % urls.length] ?? '' }),
    by,
  ]);
  await world.settle(meetingId, ...all);
  return all;
}

it('a hundred moves at once keep one order for all who watch', async () => {
  const visibilities = ['PUBLIC', 'PUBLIC', 'MEMBERS', 'CLOSED'];
  const { meetingId, itemIds } = await opened(
    Array.from({ length: 10 }, (_, place) => ({ title: `议题${place}`, visibility: visibilities[place % 4] })),
  );
  const other = await world.anotherServer();
  const all = await watchers(meetingId, world.server.webSocketUrl, other.webSocketUrl);
  const answers = await Promise.all(
    Array.from({ length: quickOrFull(30, 100) }, (_, turn) =>
      world
        .as(alliance.organiser, () => (turn % 2 === 0 ? other.url : world.url()))
        .attempt('moveAgendaItem', {
          itemId: itemIds[turn % 10],
          parentId: turn % 3 === 0 ? itemIds[(turn * 7 + 1) % 10] : null,
          ...(turn % 4 === 0 ? {} : { afterItemId: null }),
        }),
    ),
  );
  // under itself, or below the third level, if the moves before it have come so: which ones have is up to the database
  const codes = answers.flatMap(({ userErrors }) =>
    userErrors.map(({ code, path }) => `${code} ${path?.join() ?? ''}`),
  );
  expect(codes.filter((code) => code !== 'INVALID parentId')).toEqual([]);
  expect(codes.length).toBeLessThan(answers.length);

  await world.settle(meetingId, ...all);
  const [{ places } = { places: [] }] = await world.sql<{ places: number[] }>(
    'select array_agg(ordinal order by ordinal) as places from agenda_items where meeting_id = $1',
    [rowId(meetingId)],
  );
  expect(places).toEqual(itemIds.map((_, index) => index + 1));
  const orders = all.map(([watcher]) => (watcher.state?.items ?? []).map(({ id }) => id));
  const whole = orders.at(-1) ?? [];
  expect([...whole].sort()).toEqual([...itemIds].sort());
  for (const order of orders) expect(order).toEqual(whole.filter((id) => order.includes(id)));
});

it('an organiser whose browser dies leaves a meeting that another goes on with, where it stood', async () => {
  const { meetingId, itemIds } = await opened([{ title: '一' }, { title: '二' }, { title: '三' }]);
  const [one, two, three] = itemIds;
  const first = alliance.organiser;
  const second = await alliance.person('组织员乙', ['ORGANISER']);
  const [dying, room] = [world.watch(meetingId, first), world.watch(meetingId, audiences.member)];
  await world.settle(meetingId, [dying, first], [room, audiences.member]);
  await run('setAgendaItemState', { itemId: one, state: 'ACTIVE' });
  const { vote } = await run<{ vote: { id: string } }>(
    'openVote',
    {
      itemId: one,
      question: '是否通过？',
      options: ['FOR', 'AGAINST'].map((kind) => ({ label: kind, kind })),
      threshold: 'SIMPLE_MAJORITY',
      secret: false,
    },
    'vote { id }',
  );
  // its last step is done, and nobody is there any more to be told so
  const key = randomUUID();
  const step = { itemId: two, state: 'ACTIVE' };
  await world.as({ ...first, key }).mutate('setAgendaItemState', step);
  dying.leave();
  dying.cut();

  const taking = world.watch(meetingId, second);
  await world.settle(meetingId, [taking, second]);
  expect(taking.updates).toHaveLength(1);
  expect(taking.state?.currentItemId).toBe(two);
  const running = taking.state?.items.find(({ id }) => id === two);
  await world.as(second).mutate('closeVote', { voteId: vote.id });
  const done = { itemId: two, state: 'DONE', expectedVersion: running?.['version'] };
  await world.as(second).mutate('setAgendaItemState', done);
  await world.as(second).mutate('setAgendaItemState', { itemId: three, state: 'ACTIVE' });

  // the browser comes back with what it had: the same request once more, and a decision by what it saw
  const before = await world.revision(meetingId);
  const { userErrors } = await world.as({ ...first, key }).attempt('setAgendaItemState', step);
  expect(userErrors).toEqual([]);
  const late = await world.as(first).attempt('setAgendaItemState', { ...done, state: 'PAUSED' });
  expect(late.userErrors.map(({ code }) => code)).toEqual(['CONFLICT']);
  expect(await world.revision(meetingId)).toBe(before);
  dying.comeBack();
  await world.settle(meetingId, [dying, first], [taking, second], [room, audiences.member]);
  expect(dying.state?.currentItemId).toBe(three);
  expect(dying.state?.items.map(({ state }) => state)).toEqual(['PAUSED', 'DONE', 'ACTIVE']);
});

it('a closed item in the middle of a public meeting leaves no trace for the public or a member, whatever is done at it', async () => {
  const { unitId, participant } = audiences;
  const { meetingId, itemIds } = await opened([
    { title: '开场' },
    { title: '内情', visibility: 'CLOSED', plannedMinutes: 30 },
    { title: '收尾' },
  ]);
  const [opening, closed, ending] = itemIds;
  await run('checkIn', { meetingId, unitId, present: true });
  const all = await watchers(meetingId, world.server.webSocketUrl);
  const [stranger, member, insider] = all.map(([watcher]) => watcher) as [Watcher, Watcher, Watcher, Watcher];
  const due = ({ state }: Watcher): (string | null)[] => (state?.items ?? []).map(({ expectedAt }) => expectedAt);
  expect(due(member)).toEqual(due(stranger));
  // ten minutes after the opening, and not forty
  const apart = ([one, , last = null]: (string | null)[]): number => Date.parse(last ?? '') - Date.parse(one ?? '');
  expect(apart([due(stranger)[0] ?? null, null, due(stranger)[1] ?? null])).toBe(10 * 60_000);
  expect(apart(due(insider))).toBe(40 * 60_000);

  await run('setAgendaItemState', { itemId: opening, state: 'ACTIVE' });
  await run('setAgendaItemState', { itemId: opening, state: 'DONE' });
  await world.settle(meetingId, ...all);
  const seen = [stranger, member].map(({ updates }) => updates.length);
  const shown = [stranger, member].map(({ state }) => JSON.stringify(state));

  await run('setAgendaItemState', { itemId: closed, state: 'ACTIVE' });
  const { turn } = await alliance.as(participant).mutate<{
    turn: { id: string };
  }>('requestToSpeak', { itemId: closed, unitId, speaker: '秘密发言人' }, 'turn { id }');
  await run('setSpeakerState', { turnId: turn.id, state: 'SPEAKING' });
  const { vote } = await run<{ vote: { id: string; options: { id: string }[] } }>(
    'openVote',
    {
      itemId: closed,
      question: '秘密事项',
      options: ['FOR', 'AGAINST'].map((kind) => ({ label: `秘密${kind}`, kind })),
      threshold: 'SIMPLE_MAJORITY',
      secret: false,
    },
    'vote { id options { id } }',
  );
  await alliance.as(participant).mutate('castVote', { voteId: vote.id, unitId, optionId: vote.options[0]?.id });
  await run('closeVote', { voteId: vote.id });
  const { decision } = await run<{ decision: { id: string } }>(
    'recordDecision',
    {
      itemId: closed,
      voteId: vote.id,
      text: '秘密决定',
      outcome: 'ADOPTED',
      actionItems: [{ text: '秘密落实', unitIds: [unitId] }],
    },
    'decision { id }',
  );
  await run('updateAgendaItem', { itemId: closed, title: '内情改名', plannedMinutes: 50 });
  await run('moveAgendaItem', { itemId: closed, afterItemId: null });
  await run('setAgendaItemState', { itemId: closed, state: 'DONE' });
  await world.settle(meetingId, ...all);

  // nothing but that the revision went on
  expect([stranger, member].map(({ state }) => JSON.stringify(state))).toEqual(shown);
  for (const [place, { updates }] of [stranger, member].entries())
    for (const { changes, schedule, currentItemId } of updates.slice(seen[place]))
      expect([changes, schedule, currentItemId]).toEqual([[], [], null]);
  await run('setAgendaItemState', { itemId: ending, state: 'ACTIVE' });
  await world.settle(meetingId, ...all);
  expect([stranger.printed, member.printed]).toEqual([
    ['1 开场', '2 收尾'],
    ['1 开场', '2 收尾'],
  ]);
  expect(insider.printed).toEqual(['1 内情改名', '2 开场', '3 收尾']);
  const hidden = [closed ?? '', turn.id, vote.id, decision.id, ...vote.options.map(({ id }) => id)].map(rowId);
  for (const { frames } of [stranger, member])
    for (const text of [...hidden, '内情', '秘密']) expect(frames.filter((frame) => frame.includes(text))).toEqual([]);
  const told = await alliance
    .as(audiences.member)
    .query('query ($id: ID!) { meeting(id: $id) { timeline(first: 50) { nodes { summary } } decisions { text } } }', {
      id: meetingId,
    });
  expect(JSON.stringify(told)).toMatch(/收尾/);
  expect(JSON.stringify(told)).not.toMatch(/内情|秘密/);
});
