import { quickOrFull } from '../../../../quick-or-full';
import { errors } from '../../../../testkit/world/sector-meetings';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';
import { CHOICES, counts, QUESTION, VotingRoom, type Vote } from '../../../../testkit/world/voting-room';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterEach(() => world.clear());
afterAll(() => world.close());

const WRONG = [['WRONG_STATE', 'voteId']];
const bySecretariat = (room: VotingRoom, mutation: string, input: object) =>
  room.alliance.as(room.alliance.secretariat).mutate(mutation, input);

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

  it('takes a change of mind until it is closed; the same again is no change', async () => {
    const room = await VotingRoom.open(world, { units: 2 });
    const vote = await room.vote();
    await room.cast(vote, 0, '赞成');
    const changed = await room.cast(vote, 0, '反对');
    expect([changed.cast, counts(changed)]).toEqual([1, [0, 1, 0]]);
    const before = await world.revision(room.meetingId);
    await room.cast(vote, 0, '反对');
    expect(await world.revision(room.meetingId)).toBe(before);
    expect(await room.close(vote)).toMatchObject({ outcome: 'NOT_CARRIED', cast: 1 });
    expect(errors(await room.tryToCast(vote, 0, '赞成'))).toEqual(WRONG);
    expect(errors(await room.tryToClose(vote))).toEqual(WRONG);
    expect(errors(await room.tryToAnnul(vote))).toEqual(WRONG);
  });

  it('leaves an entry of the audit log and a revision for each step, without gaps', async () => {
    const room = await VotingRoom.open(world, { units: 2 });
    const vote = await room.vote();
    const before = await world.revision(room.meetingId);
    await room.cast(vote, 0, '赞成');
    await room.cast(vote, 1, '反对');
    await room.close(vote);
    expect(await world.revision(room.meetingId)).toBe(before + 3);
    const entries = await world.sql<{ action: string; details: object }>(
      'select action, details from audit_entries where subject = $1 order by id',
      [vote.id],
    );
    expect(entries.map(({ action }) => action)).toEqual(['openVote', 'castVote', 'castVote', 'closeVote']);
    expect(entries[1]?.details).toMatchObject({ for: [room.partner(0).unitId], option: vote.options[0]?.id });
    expect(entries[3]?.details).toMatchObject({ outcome: 'NOT_CARRIED', cast: 2, eligible: 2 });
  });
});

describe('who may vote', () => {
  it('is settled at the opening: invited units that are active members then, hosts left out', async () => {
    const room = await VotingRoom.open(world, { units: 4 });
    const [, , suspended, host] = room.partners.map(({ unitId }) => unitId);
    await bySecretariat(room, 'suspendMembership', { unitId: suspended, reason: '整改' });
    await world.sql('update member_units set host = true where id = $1', [rowId(host ?? '')]);
    const vote = await room.vote();
    expect(vote.eligible).toBe(2);
    // neither whoever is invited since, nor whoever is a member again
    await bySecretariat(room, 'reinstateMembership', { unitId: suspended });
    const late = await room.alliance.partner('后到单位');
    await room.run('updateMeeting', { inviteUnitIds: [...room.partners, late].map(({ unitId }) => unitId) });
    await room.run('checkIn', { unitId: late.unitId, present: true });
    for (const index of [2, 3])
      expect(errors(await room.tryToCast(vote, index, '赞成'))).toEqual([['WRONG_STATE', 'unitId']]);
    const lateCast = await room.send(vote, '赞成', { unitId: late.unitId }, late.representative);
    expect(errors(lateCast)).toEqual([['WRONG_STATE', 'unitId']]);
    await room.cast(vote, 0, '赞成');
    expect(await room.close(vote)).toMatchObject({ eligible: 2, cast: 1, outcome: 'CARRIED', quorumPresent: 5 });
  });

  it('by person is each guest who is there, through those who run the meeting', async () => {
    const guests = ['居民甲', '居民乙', '居民丙'].map((name) => ({ name, capacity: 'RESIDENT' }));
    const room = await VotingRoom.open(world, { units: 1, guests });
    const rows = await world.sql<{ id: string; name: string }>('select id, name from guests where meeting_id = $1', [
      rowId(room.meetingId),
    ]);
    const guest = (name: string): string => `guest_${rows.find((row) => row.name === name)?.id ?? ''}`;
    for (const name of ['居民甲', '居民乙']) await room.run('checkIn', { guestId: guest(name), present: true });
    const vote = await room.vote({ basis: 'PERSON', secret: true });
    expect(vote.eligible).toBe(2);
    const { organiser } = room.alliance;
    const cast = (name: string, label: string, by = organiser) => room.send(vote, label, { guestId: guest(name) }, by);
    expect((await cast('居民甲', '赞成')).vote).toMatchObject({ cast: 1, myChoices: [] });
    expect((await cast('居民甲', '反对')).vote?.cast).toBe(1);
    expect(errors(await cast('居民丙', '赞成'))).toEqual([['NOT_FOUND', 'guestId']]);
    expect(errors(await cast('居民乙', '赞成', room.partner(0).representative))).toEqual([['NOT_ALLOWED', 'guestId']]);
    expect(errors(await room.tryToCast(vote, 0, '赞成'))).toEqual([['INVALID', null]]);
    const carried = await room.send(vote, '赞成', { guestId: guest('居民甲'), forCarried: true }, organiser);
    expect(errors(carried)).toEqual([['INVALID', 'forCarried']]);
    // what a guest has cast stays when they leave; who was there stays on the list of guests
    await room.run('checkIn', { guestId: guest('居民甲'), present: false });
    await room.run('updateMeeting', { guests: guests.slice(0, 2) });
    const closed = await room.close(vote);
    expect([closed.cast, closed.eligible, counts(closed)]).toEqual([1, 2, [0, 1, 0]]);
  });
});

describe('a unit', () => {
  it('votes while it is checked in, and what it cast stays when it leaves the room', async () => {
    const room = await VotingRoom.open(world, { units: 2, checkedIn: 1 });
    const vote = await room.vote();
    expect(errors(await room.tryToCast(vote, 1, '赞成'))).toEqual([['WRONG_STATE', 'unitId']]);
    await room.cast(vote, 0, '赞成');
    await room.checkIn(0, false);
    expect(errors(await room.tryToCast(vote, 0, '反对'))).toEqual([['WRONG_STATE', 'unitId']]);
    await room.checkIn(0, true);
    expect(counts(await room.cast(vote, 0, '反对'))).toEqual([0, 1, 0]);
    await room.checkIn(0, false);
    expect(await room.close(vote)).toMatchObject({ cast: 1, quorumPresent: 0, outcome: 'NOT_CARRIED' });
  });

  it('keeps what it cast when it is suspended, and cannot change it then', async () => {
    const room = await VotingRoom.open(world, { units: 2 });
    const vote = await room.vote();
    await room.cast(vote, 0, '赞成');
    await bySecretariat(room, 'suspendMembership', { unitId: room.partner(0).unitId, reason: '整改' });
    expect(errors(await room.tryToCast(vote, 0, '反对'))).toEqual([['WRONG_STATE', 'unitId']]);
    await bySecretariat(room, 'reinstateMembership', { unitId: room.partner(0).unitId });
    await room.cast(vote, 0, '弃权');
    await bySecretariat(room, 'suspendMembership', { unitId: room.partner(0).unitId, reason: '再次整改' });
    await room.cast(vote, 1, '赞成');
    const closed = await room.close(vote);
    expect([closed.outcome, counts(closed)]).toEqual(['CARRIED', [1, 0, 1]]);
  });

  it('that is not there votes through the checked-in unit that carries it, for all at once if that is wanted', async () => {
    const room = await VotingRoom.open(world, { units: 4, checkedIn: 2 });
    await room.carry(2, 0);
    await room.carry(3, 0);
    const vote = await room.vote();
    const by = room.partner(0).representative;
    expect(errors(await room.tryToCast(vote, 2, '赞成'))).toEqual([['WRONG_STATE', 'unitId']]);
    expect(errors(await room.tryToCast(vote, 2, '赞成', { by: room.partner(1).representative }))).toEqual([
      ['NOT_ALLOWED', 'unitId'],
    ]);
    expect(counts(await room.cast(vote, 2, '反对', { by }))).toEqual([0, 1, 0]);
    const all = await room.cast(vote, 0, '赞成', { forCarried: true });
    expect([all.cast, counts(all)]).toEqual([3, [3, 0, 0]]);
    expect(errors(await room.tryToCast(vote, 2, '赞成', { by, forCarried: true }))).toEqual([
      ['WRONG_STATE', 'unitId'],
    ]);
    // whoever is carried learns what was chosen in its name
    const [own] = (await room.see(vote, room.partner(3).representative))?.myChoices ?? [];
    expect(own).toEqual({ unit: { id: room.partner(3).unitId }, optionId: vote.options[0]?.id });
    // it comes after all, and changes it itself
    await room.checkIn(3, true);
    await room.cast(vote, 3, '弃权');
    expect(errors(await room.tryToCast(vote, 3, '赞成', { by }))).toEqual([['NOT_ALLOWED', 'unitId']]);
    expect(counts(await room.close(vote))).toEqual([2, 0, 1]);
  });

  it('whose proxy leaves votes through nobody, and what was cast stays', async () => {
    const room = await VotingRoom.open(world, { units: 3, checkedIn: 2 });
    await room.carry(2, 0);
    const vote = await room.vote();
    const by = room.partner(0).representative;
    await room.cast(vote, 2, '赞成', { by });
    await room.checkIn(0, false);
    expect(errors(await room.tryToCast(vote, 2, '反对', { by }))).toEqual([['WRONG_STATE', 'unitId']]);
    expect(counts(await room.close(vote))).toEqual([1, 0, 0]);
  });

  it('is carried by nobody through a chain of proxies', async () => {
    const room = await VotingRoom.open(world, { units: 3, checkedIn: 1 });
    await room.carry(2, 1);
    // the platform allows no chain: what stands in the table anyway carries nobody
    await world.sql('update attendances set proxy_unit_id = $2 where unit_id = $1', [
      rowId(room.partner(1).unitId),
      rowId(room.partner(0).unitId),
    ]);
    const vote = await room.vote();
    const by = room.partner(0).representative;
    expect(errors(await room.tryToCast(vote, 2, '赞成', { by }))).toEqual([['NOT_ALLOWED', 'unitId']]);
    expect((await room.cast(vote, 0, '赞成', { forCarried: true })).cast).toBe(2);
  });

  it('is named by a representative of two, each with a vote of its own', async () => {
    const room = await VotingRoom.open(world, { units: 2 });
    const both = await room.alliance.person(
      '兼任代表',
      [],
      room.partners.map(({ unitId }) => unitId),
    );
    const vote = await room.vote({ secret: true });
    await room.cast(vote, 0, '赞成', { by: both });
    const { myChoices } = await room.cast(vote, 1, '反对', { by: both });
    const shown = new Map(myChoices?.map(({ unit, optionId }) => [unit.id, optionId]));
    expect(room.partners.map(({ unitId }) => shown.get(unitId))).toEqual(vote.options.slice(0, 2).map(({ id }) => id));
    expect(counts(await room.close(vote))).toEqual([1, 1, 0]);
  });
});

/** Terms, what is cast in order, the outcome and the choice that won; of what each threshold means are the rules' own tests. */
type Told = readonly [string, object, readonly string[], string, string | null];
const TOLD: readonly Told[] = [
  ['two thirds of the cast', { threshold: 'TWO_THIRDS' }, ['赞成', '赞成', '反对', '弃权'], 'CARRIED', null],
  ['not two thirds of all', { threshold: 'TWO_THIRDS', base: 'ELIGIBLE' }, ['赞成', '赞成'], 'NOT_CARRIED', null],
  ['all of the cast', { threshold: 'UNANIMOUS' }, ['赞成', '弃权'], 'CARRIED', null],
  ['abstentions alone', {}, ['弃权', '弃权'], 'NOT_CARRIED', null],
  ['a tie', {}, ['赞成', '反对'], 'NOT_CARRIED', null],
  ['a choice with more than half', { options: CHOICES }, ['乙方案', '乙方案', '甲方案'], 'CARRIED', '乙方案'],
  ['choices that are tied', { options: CHOICES }, ['乙方案', '甲方案'], 'NOT_CARRIED', null],
];

describe('closing', () => {
  it('binds the quorum of that moment: too few is NO_QUORUM, whatever was cast', async () => {
    const room = await VotingRoom.open(world, { units: 3, quorum: 2 });
    const [first, second] = [await room.vote(), room.partner(0)];
    await room.cast(first, 0, '赞成');
    await room.cast(first, 1, '赞成');
    await room.checkIn(1, false);
    await room.checkIn(2, false);
    const none = await room.close(first);
    expect(none).toMatchObject({ outcome: 'NO_QUORUM', winner: null, quorumRequired: 2, quorumPresent: 1, cast: 2 });
    expect(counts(none)).toEqual([2, 0, 0]);
    await room.checkIn(1, true);
    const again = await room.vote();
    await room.cast(again, 0, '赞成', { by: second.representative });
    const closed = await room.close(again);
    await room.checkIn(1, false);
    await room.run('updateMeeting', { quorum: 3 });
    expect(await room.see(again)).toMatchObject({
      outcome: 'CARRIED',
      quorumRequired: 2,
      quorumPresent: 2,
      closedAt: closed.closedAt,
    });
  });

  it.each(quickOrFull(TOLD.slice(-2), TOLD))('tells %s', async (_, more, cast, outcome, winner) => {
    const room = await VotingRoom.open(world, { units: 4 });
    for (const secret of [false, true]) {
      const vote = await room.vote({ ...more, secret });
      for (const [index, label] of cast.entries()) await room.cast(vote, index, label);
      const closed = await room.close(vote);
      expect([closed.outcome, closed.winner?.label ?? null]).toEqual([outcome, winner]);
    }
  });
});

describe('a vote ends without an outcome', () => {
  const ended = { state: 'ANNULLED', outcome: null, winner: null, quorumPresent: null };
  const nothing = (vote: Vote | null): unknown => vote?.options.map(({ count }) => count);

  it('annulled by those who run the meeting, who say why', async () => {
    const room = await VotingRoom.open(world, { units: 2 });
    const vote = await room.vote();
    await room.cast(vote, 0, '赞成');
    const { vote: annulled } = await room.tryToAnnul(vote);
    expect(annulled).toMatchObject({ ...ended, annulment: 'DECIDED', annulmentReason: '程序有误', cast: 1 });
    expect(nothing(annulled)).toEqual([null, null, null]);
    expect((await room.see(vote, room.partner(0).representative))?.myChoices).toMatchObject([{ optionId: null }]);
    expect(errors(await room.tryToClose(vote))).toEqual(WRONG);
    expect(errors(await room.tryToCast(vote, 0, '赞成'))).toEqual(WRONG);
    expect((await room.vote()).state).toBe('OPEN');
  });

  it.each(quickOrFull(['DONE'], ['DONE', 'POSTPONED', 'WITHDRAWN']))('when its item is %s', async (state) => {
    const room = await VotingRoom.open(world, { units: 2 });
    await room.run('setAgendaItemState', { meetingId: undefined, itemId: room.itemId, state: 'ACTIVE' });
    const vote = await room.vote({ secret: true });
    await room.cast(vote, 0, '赞成');
    await room.run('setAgendaItemState', { meetingId: undefined, itemId: room.itemId, state: 'PAUSED' });
    expect((await room.see(vote))?.state).toBe('OPEN');
    await room.run('setAgendaItemState', { meetingId: undefined, itemId: room.itemId, state });
    const seen = await room.see(vote);
    expect(seen).toMatchObject({ ...ended, annulment: 'ITEM_ENDED', annulmentReason: null });
    expect(nothing(seen)).toEqual([null, null, null]);
    expect(await world.sql('select from secret_choices where vote_id = $1', [rowId(vote.id)])).toEqual([]);
    expect(errors(await room.tryToOpen())).toEqual([['WRONG_STATE', 'itemId']]);
    const { details } = (
      await world.sql<{ details: object }>(
        `select details from audit_entries where action = 'annulVote' and subject = $1`,
        [vote.id],
      )
    )[0] ?? { details: {} };
    expect(details).toMatchObject({ annulment: 'ITEM_ENDED' });
  });

  it('when the meeting is closed, wherever it is; in a recess it goes on', async () => {
    const room = await VotingRoom.open(world, { units: 2 });
    const other = await room.alliance.item(room.meetingId, { title: '另一项' });
    const [first, second] = [await room.vote(), await room.vote({ itemId: other, secret: true })];
    await room.run('suspendMeeting', {});
    await room.cast(first, 0, '赞成');
    await room.cast(second, 0, '赞成');
    await room.run('closeMeeting', {});
    for (const vote of [first, second]) {
      expect(await room.see(vote)).toMatchObject({ ...ended, annulment: 'MEETING_ENDED' });
      expect(errors(await room.tryToCast(vote, 1, '赞成'))).toEqual(WRONG);
    }
  });
});

describe('openVote', () => {
  it('is for a meeting in session, one vote at a time on an item', async () => {
    const room = await VotingRoom.open(world, { units: 1 });
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => room.tryToOpen()));
    const opened = [first, ...others].filter((answer) => answer?.vote !== null);
    expect(opened).toHaveLength(1);
    expect(errors(await room.tryToOpen())).toEqual([['WRONG_STATE', 'itemId']]);
    await room.close(opened[0]?.vote as Vote);
    await room.vote();
    await room.run('suspendMeeting', {});
    const other = await room.alliance.item(room.meetingId, { title: '另一项' });
    expect(errors(await room.tryToOpen({ itemId: other }))).toEqual([['WRONG_STATE', 'itemId']]);
    expect(errors(await room.tryToOpen({ itemId: 'item_nothing' }))).toEqual([['NOT_FOUND', 'itemId']]);
  });

  it('refuses options that are mixed, alike, or not enough', async () => {
    const room = await VotingRoom.open(world, { units: 1 });
    const [yes, no, abstain] = QUESTION;
    for (const options of [
      [],
      [yes],
      [yes, yes, no],
      [yes, no, ...CHOICES],
      [yes, { ...no, label: ` ${yes.label} ` }],
      [abstain, CHOICES[0]],
    ])
      expect(errors(await room.tryToOpen({ options }))).toEqual([['INVALID', 'options']]);
  });

  it('keeps its item on the agenda: what was voted on is withdrawn, and not removed', async () => {
    const room = await VotingRoom.open(world, { units: 1 });
    await room.close(await room.vote());
    const removed = await room.alliance
      .as(room.alliance.organiser)
      .attempt('removeAgendaItem', { itemId: room.itemId }, 'agenda { id }');
    expect(errors(removed)).toEqual([['WRONG_STATE', 'itemId']]);
    await room.run('setAgendaItemState', { meetingId: undefined, itemId: room.itemId, state: 'WITHDRAWN' });
  });
});
