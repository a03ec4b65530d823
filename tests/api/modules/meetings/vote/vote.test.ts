import { errors } from '../../../../testkit/world/sector-meetings';
import { TestWorld } from '../../../../testkit/world/test-world';
import { CHOICES, counts, VotingRoom } from '../../../../testkit/world/voting-room';

jest.setTimeout(30_000);

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterEach(() => world.clear());
afterAll(() => world.close());

describe('an open vote', () => {
  it('is of the invited units, counts what is cast, and is carried by more than half', async () => {
    const room = await VotingRoom.open(world, { units: 4, checkedIn: 3 });
    const vote = await room.vote();
    expect(vote).toMatchObject({ state: 'OPEN', base: 'CAST', basis: 'UNIT', eligible: 4, cast: 0, outcome: null });
    await room.cast(vote, 0, '赞成');
    await room.cast(vote, 1, '赞成');
    const third = await room.cast(vote, 2, '反对');
    expect([third.cast, counts(third)]).toEqual([3, [2, 1, 0]]);
    expect(third.myChoices).toEqual([{ unit: { id: room.partner(2).unitId }, optionId: vote.options[1]?.id }]);
    expect(counts((await room.see(vote, null)) ?? vote)).toEqual([2, 1, 0]);
    const closed = await room.close(vote);
    expect(closed).toMatchObject({ state: 'CLOSED', outcome: 'CARRIED', winner: null, quorumPresent: 3, cast: 3 });
    expect(closed.closedAt).not.toBeNull();
  });

  it('takes a change of mind until it is closed', async () => {
    const room = await VotingRoom.open(world, { units: 2 });
    const vote = await room.vote();
    await room.cast(vote, 0, '赞成');
    const changed = await room.cast(vote, 0, '反对');
    expect([changed.cast, counts(changed)]).toEqual([1, [0, 1, 0]]);
    const before = await world.revision(room.meetingId);
    await room.cast(vote, 0, '反对');
    expect(await world.revision(room.meetingId)).toBe(before);
    expect(await room.close(vote)).toMatchObject({ outcome: 'NOT_CARRIED', cast: 1 });
    expect(errors(await room.tryToCast(vote, 0, '赞成'))).toEqual([['WRONG_STATE', 'voteId']]);
  });
});

describe('a secret vote', () => {
  it('shows a unit its own choice and nobody any count until it is closed, and then totals alone', async () => {
    const room = await VotingRoom.open(world, { units: 3 });
    const vote = await room.vote({ secret: true, options: CHOICES });
    await room.cast(vote, 0, '甲方案');
    await room.cast(vote, 1, '乙方案');
    const own = await room.cast(vote, 0, '乙方案');
    expect([own.cast, counts(own)]).toEqual([2, [null, null, null]]);
    const choice = (index: number) =>
      room.see(vote, room.partner(index).representative).then((seen) => seen?.myChoices);
    expect(await choice(0)).toMatchObject([{ optionId: vote.options[1]?.id }]);
    expect(await choice(2)).toMatchObject([{ optionId: null }]);
    expect(await room.see(vote)).toMatchObject({ cast: 2, myChoices: [], options: [{ count: null }, {}, {}] });
    const closed = await room.close(vote);
    expect([counts(closed), closed.outcome, closed.winner]).toEqual([[0, 2, 0], 'CARRIED', { label: '乙方案' }]);
    expect(await choice(0)).toBeNull();
  });
});
