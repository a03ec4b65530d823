import { rowId, TestWorld } from '../../../../testkit/world/test-world';
import { VotingRoom } from '../../../../testkit/world/voting-room';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterEach(() => world.clear());
afterAll(() => world.close());

it('a meeting’s time does not run back, though servers’ clocks disagree', async () => {
  const room = await VotingRoom.open(world, { units: 3, checkedIn: 1, quorum: 2 });
  const { meetingId, alliance, partners } = room;
  const ahead = await world.anotherServer({}, () => new Date(Date.now() + 60_000));
  await world
    .as(alliance.organiser, () => ahead.url)
    .mutate('checkIn', { meetingId, unitId: partners[1]?.unitId, present: true });
  // by the clock of the first server, this unit has yet to come
  const closed = await room.close(await room.vote());
  await room.checkIn(1, false);
  await room.run('setAgendaItemState', { meetingId: undefined, itemId: room.itemId, state: 'ACTIVE' });
  await room.run('closeMeeting', {});

  const [quorum] = await world.sql(
    `select count(*)::int as present from attendance_times
     where meeting_id = $1 and arrived_at <= $2 and coalesce(left_at, 'infinity') > $2`,
    [rowId(meetingId), closed['closedAt']],
  );
  expect([closed['quorumPresent'], closed.outcome, quorum]).toEqual([2, 'NOT_CARRIED', { present: 2 }]);
  const { meeting } = await world
    .as(alliance.organiser)
    .query<{ meeting: { closedAt: string; timeline: { nodes: { at: string }[] } } }>(
      'query ($id: ID!) { meeting(id: $id) { closedAt timeline(first: 50) { nodes { at } } } }',
      { id: meetingId },
    );
  const moments = meeting.timeline.nodes.map(({ at }) => at);
  expect(moments).toEqual([...moments].sort());
  expect(moments.at(-1)).toBe(meeting.closedAt);
});
