import { quickOrFull } from '../../../../quick-or-full';
import { errors } from '../../../../testkit/world/sector-meetings';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';
import { counts, VotingRoom } from '../../../../testkit/world/voting-room';

jest.setTimeout(quickOrFull(30_000, 300_000));

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterEach(() => world.clear());
afterAll(() => world.close());

const WRONG = [['WRONG_STATE', 'voteId']];

/** Actions on a vote, in the order in which they were committed. */
const actions = async (id: string): Promise<string[]> =>
  (
    await world.sql<{ action: string }>('select action from audit_entries where subject = $1 order by at, id', [id])
  ).map(({ action }) => action);

it('a vote that is cast while it is being closed counts, or is refused: never both, never neither', async () => {
  const room = await VotingRoom.open(world, { units: 2 });
  for (let round = 0; round < quickOrFull(4, 200); round += 1) {
    const vote = await room.vote({ secret: round % 2 === 0 });
    await room.cast(vote, 1, '反对');
    // whichever is sent first: so each of them often comes first
    const first = round % 3 === 0 ? room.tryToCast(vote, 0, '赞成') : null;
    const closing = room.tryToClose(vote);
    const [answer, closed] = await Promise.all([first ?? room.tryToCast(vote, 0, '赞成'), closing]);
    expect(errors(closed)).toEqual([]);
    const counted = answer.vote !== null;
    if (!counted) expect(errors(answer)).toEqual(WRONG);
    const final = await room.see(vote);
    expect(final).toMatchObject({ state: 'CLOSED', cast: counted ? 2 : 1, outcome: 'NOT_CARRIED' });
    expect(final && counts(final)).toEqual([counted ? 1 : 0, 1, 0]);
  }
});

it('is closed once by two organisers at once, with one outcome', async () => {
  const room = await VotingRoom.open(world, { units: 2 });
  for (let round = 0; round < quickOrFull(3, 40); round += 1) {
    const vote = await room.vote({ secret: true });
    await room.cast(vote, 0, '赞成');
    const { secretariat, organiser } = room.alliance;
    const answers = await Promise.all([secretariat, organiser, organiser].map((by) => room.tryToClose(vote, by)));
    expect(answers.filter((answer) => answer.vote !== null)).toHaveLength(1);
    for (const answer of answers.filter((each) => each.vote === null)) expect(errors(answer)).toEqual(WRONG);
    expect(await actions(vote.id)).toEqual(['openVote', 'castVote', 'closeVote']);
    expect(await room.see(vote)).toMatchObject({ state: 'CLOSED', outcome: 'CARRIED', cast: 1 });
  }
});

it('is closed or annulled, and never both, when its item ends at the same time', async () => {
  const room = await VotingRoom.open(world, { units: 1 });
  for (let round = 0; round < quickOrFull(3, 40); round += 1) {
    const itemId = await room.alliance.item(room.meetingId, { title: `第${round}项` });
    const vote = await room.vote({ itemId, secret: true });
    await room.cast(vote, 0, '赞成');
    const ended = room.alliance
      .as(room.alliance.organiser)
      .attempt('setAgendaItemState', { itemId, state: 'WITHDRAWN' }, 'item { state }');
    const [closed, withdrawn] = await Promise.all([room.tryToClose(vote), ended]);
    expect(errors(withdrawn)).toEqual([]);
    const state = closed.vote === null ? 'ANNULLED' : 'CLOSED';
    if (closed.vote === null) expect(errors(closed)).toEqual(WRONG);
    expect(await room.see(vote)).toMatchObject({ state, outcome: state === 'CLOSED' ? 'CARRIED' : null });
    expect(await world.sql('select from secret_choices where vote_id = $1', [rowId(vote.id)])).toEqual([]);
  }
});

it('counts each unit once, however many cast, and change their minds, at once', async () => {
  const units = quickOrFull(6, 100);
  const room = await VotingRoom.open(world, { units });
  for (const secret of [false, true]) {
    const vote = await room.vote({ secret });
    const labels = ['赞成', '反对', '弃权'];
    // each casts twice, and what it cast last is what counts
    const last = await world.many(units, async (index) => {
      const [first, second] = [index % 3, (index + Math.floor(index / 3)) % 3];
      await room.cast(vote, index, labels[first] ?? '');
      await room.cast(vote, index, labels[second] ?? '');
      return second;
    });
    const closed = await room.close(vote);
    expect(closed.cast).toBe(units);
    expect(counts(closed)).toEqual(labels.map((_, option) => last.filter((each) => each === option).length));
  }
});
