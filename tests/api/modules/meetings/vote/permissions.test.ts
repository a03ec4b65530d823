import { newId } from '../../../../../src/platform/database/ids';
import type { Sender } from '../../../../testkit/world/caller';
import { errors } from '../../../../testkit/world/sector-meetings';
import { TestWorld } from '../../../../testkit/world/test-world';
import { VotingRoom } from '../../../../testkit/world/voting-room';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterEach(() => world.clear());
afterAll(() => world.close());

/** People around a meeting's votes, by what they are there. */
async function around(room: VotingRoom) {
  const { alliance } = room;
  const { unitId } = room.partner(0);
  const staff = await alliance.joinUnit(unitId, 'STAFF');
  const token = async (
    of: Sender & { id: string },
    ...scopes: ('MANAGE_UNIT' | 'MANAGE_MEETINGS' | 'MANAGE_ALLIANCE')[]
  ) => ({
    token: (await world.apiToken(of.id, scopes)).secret,
  });
  return {
    staff,
    nobody: {} as Sender,
    observer: await alliance.person('观察员', ['OBSERVER']),
    secretariat: alliance.secretariat as Sender,
    organiser: alliance.organiser as Sender,
    other: room.partner(1).representative as Sender,
    representative: room.partner(0).representative as Sender,
    stranger: (await world.alliance('他处联合会')).secretariat as Sender,
    unitToken: await token(room.partner(0).representative, 'MANAGE_UNIT'),
    meetingsToken: await token(alliance.organiser, 'MANAGE_MEETINGS'),
  };
}

/** What the answer, or the refusal of the whole request, comes to. */
async function refusal(asked: Promise<{ userErrors: readonly { code: string; path: readonly string[] | null }[] }>) {
  try {
    return errors(await asked.then((answer) => answer as Parameters<typeof errors>[0]));
  } catch (error) {
    return /UNAUTHENTICATED|FORBIDDEN/.exec(String(error))?.[0];
  }
}

it('is cast for a unit by its representative in person, and by nobody in their place', async () => {
  const room = await VotingRoom.open(world, { units: 2 });
  const people = await around(room);
  const vote = await room.vote();
  const cast = (by: Sender) => refusal(room.tryToCast(vote, 0, '赞成', { by }));
  const notAllowed = [['NOT_ALLOWED', 'unitId']];
  for (const by of [people.staff, people.secretariat, people.organiser, people.other, people.observer])
    expect(await cast(by)).toEqual(notAllowed);
  expect(await cast(people.nobody)).toBe('UNAUTHENTICATED');
  for (const by of [people.unitToken, people.meetingsToken]) expect(await cast(by)).toBe('FORBIDDEN');
  expect((await room.see(vote))?.cast).toBe(0);
  expect(await cast(people.representative)).toEqual([]);
});

it('is opened, closed and annulled by those who run the meeting', async () => {
  const room = await VotingRoom.open(world, { units: 2 });
  const people = await around(room);
  const open = await room.vote();
  const other = await room.alliance.item(room.meetingId, { title: '另一项' });
  for (const by of [people.staff, people.representative, people.observer, people.stranger]) {
    expect(await refusal(room.tryToOpen({ itemId: other }, by))).toEqual([['NOT_ALLOWED', 'itemId']]);
    for (const end of [room.tryToClose(open, by), room.tryToAnnul(open, by)])
      expect(await refusal(end)).toEqual([['NOT_ALLOWED', 'voteId']]);
  }
  expect(await refusal(room.tryToClose(open, people.nobody))).toBe('UNAUTHENTICATED');
  expect(await refusal(room.tryToOpen({ itemId: other }, people.unitToken))).toBe('FORBIDDEN');
  expect(await refusal(room.tryToOpen({ itemId: other }, people.meetingsToken))).toEqual([]);
  expect(await refusal(room.tryToClose(open, people.meetingsToken))).toEqual([]);
});

it('on a closed item is not there for whoever does not take part, whatever they ask', async () => {
  const room = await VotingRoom.open(world, {
    units: 2,
    agenda: [{ title: '内部事项', kind: 'DECISION', visibility: 'CLOSED' }],
  });
  const { observer, stranger, nobody } = await around(room);
  const vote = await room.vote({ question: '内部表决' });
  const missing = [['NOT_FOUND', 'voteId']];
  for (const by of [observer, stranger]) {
    expect(await room.see(vote, by)).toBeNull();
    expect(await room.alliance.as(by).node(vote.options[0]?.id ?? '', 'id')).toBeNull();
    expect(errors(await room.tryToCast(vote, 0, '赞成', { by }))).toEqual(missing);
    expect(errors(await room.tryToClose(vote, by))).toEqual(missing);
    expect(errors(await room.tryToOpen({}, by))).toEqual([['NOT_FOUND', 'itemId']]);
  }
  expect(await room.see(vote, nobody)).toBeNull();
  expect(await room.see(vote, room.partner(0).representative)).toMatchObject({ question: '内部表决' });
  // the same as of a vote that there is not
  expect(errors(await room.tryToClose({ ...vote, id: `vote_${newId()}` }))).toEqual(missing);
});

it('of another alliance takes no vote of a unit or an option from elsewhere', async () => {
  const [here, there] = [await VotingRoom.open(world, { units: 1 }), await VotingRoom.open(world, { units: 1 })];
  const [vote, other] = [await here.vote(), await there.vote()];
  const { representative, unitId } = here.partner(0);
  const cast = (voteId: string, unit: string, optionId = vote.options[0]?.id) =>
    here.alliance.as(representative).attempt('castVote', { voteId, unitId: unit, optionId });
  expect(errors(await cast(other.id, unitId))).toEqual([['NOT_FOUND', 'unitId']]);
  expect(errors(await cast(vote.id, there.partner(0).unitId))).toEqual([['NOT_FOUND', 'unitId']]);
  expect(errors(await cast(vote.id, unitId, other.options[0]?.id))).toEqual([['NOT_FOUND', 'optionId']]);
});

it('tells members who chose what, and of a secret vote those who run the meeting who has voted', async () => {
  const room = await VotingRoom.open(world, { units: 2 });
  const { observer, nobody, secretariat, organiser, representative } = await around(room);
  const ballots = async (id: string, by: Sender) =>
    (
      await room.alliance
        .as(by)
        .node<{ ballots: unknown }>(id, '... on Vote { ballots { unit { id } guest { id } cast option { label } } }')
    ).ballots;
  const shown = (label: string | null) => [
    { unit: { id: room.partner(0).unitId }, guest: null, cast: true, option: label === null ? null : { label } },
    { unit: { id: room.partner(1).unitId }, guest: null, cast: false, option: null },
  ];
  const vote = await room.vote();
  await room.cast(vote, 0, '反对');
  for (const by of [observer, secretariat, organiser, representative])
    expect(await ballots(vote.id, by)).toEqual(shown('反对'));
  expect(await ballots(vote.id, nobody)).toBeNull();
  await room.tryToAnnul(vote);
  expect(await ballots(vote.id, organiser)).toEqual(shown(null));
  const secret = await room.vote({ secret: true });
  await room.cast(secret, 0, '反对');
  const seen = async () => Promise.all([secretariat, organiser].map((by) => ballots(secret.id, by)));
  expect(await seen()).toEqual([shown(null), shown(null)]);
  await room.close(secret);
  expect(await seen()).toEqual([shown(null), shown(null)]);
  for (const by of [observer, representative, nobody]) expect(await ballots(secret.id, by)).toBeNull();
});
