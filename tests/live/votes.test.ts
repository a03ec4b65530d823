import { quickOrFull } from '../quick-or-full';
import { rowId, TestWorld } from '../testkit/world/test-world';
import { VotingRoom } from '../testkit/world/voting-room';
import type { Update } from '../testkit/agenda-state';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterEach(() => world.clear());
afterAll(() => world.close());

const changesOf = (update: Update | undefined) =>
  update?.changes.map((change) =>
    change.__typename === 'VoteChanged' ? [change.item.id, change.vote.state, change.vote.cast] : change.__typename,
  );

it('watchers are told each step of a vote, and of a secret one no count before its closing', async () => {
  const room = await VotingRoom.open(world, { units: 2, quorum: 2 });
  const { organiser } = room.alliance;
  const observer = await room.alliance.person('观察员', ['OBSERVER']);
  const all = [null, observer, room.partner(0).representative, organiser].map(
    (by) => [world.watch(room.meetingId, by), by] as const,
  );
  await world.settle(room.meetingId, ...all);
  const [watcher] = all[0] ?? [];
  const told = (): unknown => changesOf(watcher?.updates.at(-1));
  const vote = await room.vote({ secret: true });
  await world.settle(room.meetingId, ...all);
  expect(told()).toEqual([[room.itemId, 'OPEN', 0]]);
  await room.cast(vote, 0, '赞成');
  await world.settle(room.meetingId, ...all);
  expect(told()).toEqual([[room.itemId, 'OPEN', 1]]);
  for (const [each] of all)
    expect(each.state?.items[0]?.votes).toMatchObject([{ cast: 1, options: [{ count: null }, { count: null }, {}] }]);
  await room.close(vote);
  await world.settle(room.meetingId, ...all);
  expect(watcher?.state?.items[0]?.votes).toMatchObject([
    { outcome: 'CARRIED', quorumPresent: 2, options: [{ count: 1 }, { count: 0 }, { count: 0 }] },
  ]);
  await room.vote();
  await room.run('setAgendaItemState', { meetingId: undefined, itemId: room.itemId, state: 'WITHDRAWN' });
  await world.settle(room.meetingId, ...all);
  expect(watcher?.state?.items[0]?.votes).toMatchObject([{}, { state: 'ANNULLED', annulment: 'ITEM_ENDED' }]);
});

it('many votes at once are one event each, and as many updates as watchers keep up with, the last state always', async () => {
  const units = quickOrFull(10, 200);
  const room = await VotingRoom.open(world, { units });
  const watcher = world.watch(room.meetingId, null);
  await watcher.reached(await world.revision(room.meetingId));
  const vote = await room.vote();
  const opened = await world.revision(room.meetingId);
  // else its opening and the first votes may be one update
  await watcher.reached(opened);
  await world.many(units, (index) => room.cast(vote, index, index % 2 === 0 ? '赞成' : '反对'));
  await world.settle(room.meetingId, [watcher, null]);
  const events = await world.sql('select from live_events where stream_id = $1 and revision > $2', [
    rowId(room.meetingId),
    opened,
  ]);
  expect(events).toHaveLength(units);
  expect(watcher.state?.items[0]?.votes).toMatchObject([{ cast: units, options: [{ count: units / 2 }, {}, {}] }]);
  const updates = watcher.updates.filter(({ revision }) => revision > opened);
  for (const { changes } of updates) expect(changes).toHaveLength(1);
  // an update's span of revisions says how many it covers
  const covered = updates.reduce((sum, { previousRevision, revision }) => sum + revision - previousRevision, 0);
  expect(covered).toBe(units);
});

it('a vote on a closed item leaves no trace for whoever does not take part', async () => {
  const room = await VotingRoom.open(world, {
    units: 3,
    agenda: [
      { title: '公开事项', kind: 'DECISION' },
      { title: '内部事项', kind: 'DECISION', visibility: 'CLOSED' },
      { title: '另一公开事项', kind: 'DECISION' },
    ],
  });
  const { organiser } = room.alliance;
  const { meeting } = await room.alliance
    .as(organiser)
    .query<{ meeting: { agenda: { items: { id: string }[] } } }>(
      'query ($id: ID!) { meeting(id: $id) { agenda { items { id } } } }',
      { id: room.meetingId },
    );
  const hidden = meeting.agenda.items[1]?.id ?? '';
  const observer = await room.alliance.person('观察员', ['OBSERVER']);
  const outside = [null, observer].map((by) => [world.watch(room.meetingId, by), by] as const);
  const inside = [room.partner(0).representative, organiser].map(
    (by) => [world.watch(room.meetingId, by), by] as const,
  );
  await world.settle(room.meetingId, ...outside, ...inside);
  const before = await Promise.all([null, observer].map((by) => world.agendaState(room.meetingId, by)));
  const secret = { itemId: hidden, question: '内部表决', secret: true };
  const vote = await room.vote(secret);
  await room.cast(vote, 0, '赞成');
  await room.cast(vote, 1, '反对');
  await room.close(vote);
  const annulled = await room.vote({ ...secret, secret: false });
  await room.cast(annulled, 2, '赞成');
  await room.tryToAnnul(annulled);
  await world.settle(room.meetingId, ...outside, ...inside);
  const names = [hidden, vote.id, annulled.id, ...vote.options.map(({ id }) => id), '内部', '赞成', '程序有误'];
  for (const [watcher] of outside) {
    const text = watcher.frames.join('\n');
    for (const name of names) expect(text).not.toContain(name);
    expect(text).not.toContain('VoteChanged');
  }
  expect(await Promise.all([null, observer].map((by) => world.agendaState(room.meetingId, by)))).toEqual(before);
  for (const [watcher] of inside) expect(watcher.state?.items[1]?.votes).toHaveLength(2);
  // it is shown with its item, once that is open to all
  await room.run('updateAgendaItem', { meetingId: undefined, itemId: hidden, visibility: 'PUBLIC' });
  await world.settle(room.meetingId, ...outside, ...inside);
  expect(outside[0]?.[0].state?.items[1]?.votes).toMatchObject([{ outcome: 'NOT_CARRIED' }, { state: 'ANNULLED' }]);
});

it('what a unit chose is not to be had in a subscription', async () => {
  const room = await VotingRoom.open(world, { units: 1 });
  const socket = await world.socket(room.partner(0).representative);
  const query = `subscription ($meetingId: ID!) { agendaUpdates(meetingId: $meetingId) {
    changes { ... on VoteChanged { vote { id myChoices { optionId } } } } } }`;
  socket.subscribe('1', query, { meetingId: room.meetingId });
  expect(await socket.message(({ id }) => id === '1')).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'INVALID' } }],
  });
});
