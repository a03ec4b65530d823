import fc from 'fast-check';
import { AgendaItemState } from '../../../../../src/modules/meetings/agenda/agenda.entity';
import { MeetingStatus } from '../../../../../src/modules/meetings/meeting/meeting.entity';
import {
  VoteBase,
  VoteOptionKind,
  VoteOutcome,
  VoteThreshold,
} from '../../../../../src/modules/meetings/vote/vote.entity';
import {
  actorFor,
  carriedBy,
  MOST_VOTES,
  openingFault,
  optionsFault,
  resultOf,
  seatsToCast,
  tally,
  type Counted,
  type Seat,
  type Terms,
} from '../../../../../src/modules/meetings/vote/vote.rules';
import { isRefused, type Refused } from '../../../../../src/platform/writes/outcome';

const { FOR, AGAINST, ABSTAIN, CHOICE } = VoteOptionKind;
const { SIMPLE_MAJORITY, TWO_THIRDS, UNANIMOUS } = VoteThreshold;
const { CARRIED, NOT_CARRIED, NO_QUORUM } = VoteOutcome;

const keysOf = (refused: Refused | null): string[] => refused?.refusals.map(({ key }) => key) ?? [];

const terms = (more: Partial<Terms> = {}): Terms => ({
  threshold: SIMPLE_MAJORITY,
  base: VoteBase.CAST,
  eligible: 10,
  quorumRequired: null,
  quorumPresent: 0,
  ...more,
});

/** For, against and abstained. */
const question = (...counts: readonly [number, number, number]): Counted[] =>
  [FOR, AGAINST, ABSTAIN].map((kind, index) => ({ id: kind, kind, count: counts[index] ?? 0 }));
const choices = (...counts: readonly number[]): Counted[] =>
  counts.map((count, index) => ({ id: `choice ${index}`, kind: CHOICE, count }));

describe('what counts come to', () => {
  it.each<[VoteThreshold, VoteBase, readonly [number, number, number], VoteOutcome]>([
    [SIMPLE_MAJORITY, VoteBase.CAST, [3, 2, 5], CARRIED],
    [SIMPLE_MAJORITY, VoteBase.CAST, [3, 3, 0], NOT_CARRIED],
    [SIMPLE_MAJORITY, VoteBase.CAST, [0, 0, 10], NOT_CARRIED],
    [SIMPLE_MAJORITY, VoteBase.ELIGIBLE, [5, 0, 0], NOT_CARRIED],
    [SIMPLE_MAJORITY, VoteBase.ELIGIBLE, [6, 0, 0], CARRIED],
    [TWO_THIRDS, VoteBase.CAST, [4, 2, 4], CARRIED],
    [TWO_THIRDS, VoteBase.CAST, [5, 3, 0], NOT_CARRIED],
    [TWO_THIRDS, VoteBase.ELIGIBLE, [6, 0, 0], NOT_CARRIED],
    [TWO_THIRDS, VoteBase.ELIGIBLE, [7, 3, 0], CARRIED],
    [UNANIMOUS, VoteBase.CAST, [1, 0, 9], CARRIED],
    [UNANIMOUS, VoteBase.CAST, [9, 1, 0], NOT_CARRIED],
    [UNANIMOUS, VoteBase.ELIGIBLE, [9, 0, 0], NOT_CARRIED],
    [UNANIMOUS, VoteBase.ELIGIBLE, [10, 0, 0], CARRIED],
  ])('%s of %s with %j is %s', (threshold, base, counts, outcome) => {
    expect(resultOf(terms({ threshold, base }), question(...counts))).toEqual({ outcome, winnerId: null });
  });

  it('an empty base carries nothing', () => {
    for (const threshold of Object.values(VoteThreshold))
      for (const base of Object.values(VoteBase)) {
        const empty = terms({ threshold, base, eligible: 0 });
        expect(resultOf(empty, question(0, 0, 0)).outcome).toBe(NOT_CARRIED);
        expect(resultOf(empty, choices(0, 0)).outcome).toBe(NOT_CARRIED);
      }
  });

  it('the choice with most wins when it meets the threshold, and a tie has no winner', () => {
    expect(resultOf(terms(), choices(1, 4, 2))).toEqual({ outcome: CARRIED, winnerId: 'choice 1' });
    expect(resultOf(terms(), choices(1, 2, 1))).toEqual({ outcome: NOT_CARRIED, winnerId: null });
    expect(resultOf(terms({ base: VoteBase.ELIGIBLE }), choices(5, 0))).toEqual({
      outcome: NOT_CARRIED,
      winnerId: null,
    });
    expect(resultOf(terms(), choices(2, 2))).toEqual({ outcome: NOT_CARRIED, winnerId: null });
  });

  const anyTerms = fc.record({
    threshold: fc.constantFrom(...Object.values(VoteThreshold)),
    base: fc.constantFrom(...Object.values(VoteBase)),
    quorumRequired: fc.option(fc.nat(5), { nil: null }),
    quorumPresent: fc.nat(5),
    notVoting: fc.nat(20),
  });
  const anyOptions = fc.oneof(
    fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)).map((counts) => question(...counts)),
    fc.array(fc.nat(20), { minLength: 2, maxLength: 6 }).map((counts) => choices(...counts)),
  );

  it('without a quorum there is no outcome but that, and with one there is another', () => {
    fc.assert(
      fc.property(anyTerms, anyOptions, ({ notVoting, ...more }, options) => {
        const eligible = notVoting + options.reduce((sum, { count }) => sum + count, 0);
        const { outcome } = resultOf({ ...more, eligible }, options);
        const short = more.quorumRequired !== null && more.quorumPresent < more.quorumRequired;
        expect(outcome === NO_QUORUM).toBe(short);
      }),
    );
  });

  it('whatever carries has more than half of the base and more than any other, and abstaining changes nothing over CAST', () => {
    fc.assert(
      fc.property(anyTerms, anyOptions, fc.nat(20), ({ notVoting, ...more }, options, abstained) => {
        const eligible = notVoting + options.reduce((sum, { count }) => sum + count, 0);
        const result = resultOf({ ...more, eligible }, options);
        const votes = options.filter(({ kind }) => kind !== ABSTAIN);
        const base = more.base === VoteBase.ELIGIBLE ? eligible : votes.reduce((sum, { count }) => sum + count, 0);
        const carried = votes.find(({ id, kind }) => (kind === FOR ? true : id === result.winnerId));
        if (result.outcome === CARRIED) {
          expect(2 * (carried?.count ?? 0)).toBeGreaterThan(base);
          expect(votes.every((each) => each === carried || each.count < (carried?.count ?? 0))).toBe(true);
        } else expect(result.winnerId).toBeNull();
        if (more.base === VoteBase.CAST) {
          const more2 = [...votes, { id: 'abstained', kind: ABSTAIN, count: abstained }];
          expect(resultOf({ ...more, eligible: eligible + abstained }, more2)).toEqual(result);
        }
      }),
    );
  });

  it('a stricter threshold, or the base of all, never carries what a milder one does not', () => {
    fc.assert(
      fc.property(anyTerms, anyOptions, ({ notVoting, ...more }, options) => {
        const eligible = notVoting + options.reduce((sum, { count }) => sum + count, 0);
        const carries = (threshold: VoteThreshold, base: VoteBase): boolean =>
          resultOf({ ...more, eligible, threshold, base }, options).outcome === CARRIED;
        for (const base of Object.values(VoteBase)) {
          if (carries(UNANIMOUS, base)) expect(carries(TWO_THIRDS, base)).toBe(true);
          if (carries(TWO_THIRDS, base)) expect(carries(SIMPLE_MAJORITY, base)).toBe(true);
        }
        for (const threshold of Object.values(VoteThreshold))
          if (carries(threshold, VoteBase.ELIGIBLE)) expect(carries(threshold, VoteBase.CAST)).toBe(true);
      }),
    );
  });

  it('a tally has every option, and is none where something else was chosen', () => {
    expect(tally(['a', 'b'], ['b', 'b'])).toEqual(
      new Map([
        ['a', 0],
        ['b', 2],
      ]),
    );
    expect(tally(['a', 'b'], ['b', 'c'])).toBeNull();
    expect(tally(['a', 'b'], ['b', null])).toBeNull();
  });
});

describe('options', () => {
  const options = (...kinds: readonly VoteOptionKind[]) => kinds.map((kind, index) => ({ label: `${index}`, kind }));
  it.each([
    [FOR, AGAINST],
    [FOR, AGAINST, ABSTAIN],
    [ABSTAIN, CHOICE, CHOICE],
    [CHOICE, CHOICE, CHOICE],
  ])('are right: %s %s %s', (...kinds) => {
    expect(optionsFault(options(...kinds.filter(Boolean)))).toBeNull();
  });
  it.each([
    [FOR],
    [AGAINST, ABSTAIN],
    [FOR, FOR, AGAINST],
    [CHOICE],
    [CHOICE, ABSTAIN],
    [FOR, AGAINST, CHOICE],
    [FOR, CHOICE, CHOICE],
    [FOR, AGAINST, ABSTAIN, ABSTAIN],
    [],
  ])('are refused: %s %s %s', (...kinds) => {
    expect(keysOf(optionsFault(options(...kinds)))).toEqual(['vote.optionsMixed']);
  });
  it('are not called the same', () => {
    const alike = [FOR, AGAINST].map((kind) => ({ label: '同意', kind }));
    expect(keysOf(optionsFault(alike))).toEqual(['vote.labelsAlike']);
  });
});

it('a vote is opened in a session, on what has not ended, one at a time', () => {
  const item = (state: AgendaItemState) => ({ state });
  const none = { votes: 0, open: false };
  for (const state of [AgendaItemState.PENDING, AgendaItemState.ACTIVE, AgendaItemState.PAUSED])
    expect(openingFault(MeetingStatus.IN_SESSION, item(state), none)).toBeNull();
  for (const state of [AgendaItemState.DONE, AgendaItemState.POSTPONED, AgendaItemState.WITHDRAWN])
    expect(keysOf(openingFault(MeetingStatus.IN_SESSION, item(state), none))).toEqual(['vote.itemEnded']);
  for (const status of Object.values(MeetingStatus).filter((each) => each !== MeetingStatus.IN_SESSION))
    expect(keysOf(openingFault(status, item(AgendaItemState.ACTIVE), none))).toEqual(['vote.notInSession']);
  const active = item(AgendaItemState.ACTIVE);
  expect(keysOf(openingFault(MeetingStatus.IN_SESSION, active, { votes: 1, open: true }))).toEqual(['vote.oneAtATime']);
  expect(keysOf(openingFault(MeetingStatus.IN_SESSION, active, { votes: MOST_VOTES, open: false }))).toEqual([
    'vote.tooMany',
  ]);
});

describe('who casts for whom', () => {
  const seat = (unitId: string, more: Partial<Seat> = {}): Seat => ({
    unitId,
    present: true,
    proxyUnitId: null,
    active: true,
    ballotId: `ballot of ${unitId}`,
    ...more,
  });
  const cast = (seats: readonly Seat[], unitId: string, own: readonly string[], forCarried = false) => {
    const named = seats.find((each) => each.unitId === unitId);
    if (named === undefined) throw new Error(`no seat ${unitId}`);
    const voting = seatsToCast(seats, named, forCarried, (id) => own.includes(id));
    return isRefused(voting) ? keysOf(voting) : voting.map((each) => each.unitId);
  };
  const absent = { present: false } as const;

  it('a unit that is there votes through its own representative alone', () => {
    const seats = [seat('a'), seat('b')];
    expect(cast(seats, 'a', ['a'])).toEqual(['a']);
    expect(cast(seats, 'a', ['b'])).toEqual(['vote.representatives']);
  });

  it('a unit that is not there votes through the checked-in unit that carries it', () => {
    const seats = [seat('a', { ...absent, proxyUnitId: 'b' }), seat('b')];
    expect(cast(seats, 'a', ['b'])).toEqual(['a']);
    expect(cast(seats, 'a', ['a'])).toEqual(['vote.notCheckedIn']);
    expect(cast(seats, 'b', ['b'], true)).toEqual(['b', 'a']);
    expect(cast([seat('a', absent), seat('b')], 'a', ['a'])).toEqual(['vote.notCheckedIn']);
  });

  it('a chain of proxies carries nothing: whoever carries is there', () => {
    const seats = [seat('a', { ...absent, proxyUnitId: 'b' }), seat('b', { ...absent, proxyUnitId: 'c' }), seat('c')];
    expect(cast(seats, 'a', ['c'])).toEqual(['vote.representatives']);
    expect(cast(seats, 'a', ['b'])).toEqual(['vote.notCheckedIn']);
    expect(cast(seats, 'c', ['c'], true)).toEqual(['c', 'b']);
    expect(cast(seats, 'b', ['b'], true)).toEqual(['vote.notCheckedIn']);
  });

  it('whoever came after all votes for itself', () => {
    const seats = [seat('a', { proxyUnitId: 'b' }), seat('b')];
    expect(cast(seats, 'a', ['b'])).toEqual(['vote.representatives']);
    expect(cast(seats, 'a', ['a'])).toEqual(['a']);
    expect(cast(seats, 'b', ['b'], true)).toEqual(['b']);
  });

  it('neither a unit that is no active member casts, nor one without a ballot; what it carries may all the same', () => {
    expect(cast([seat('a', { active: false })], 'a', ['a'])).toEqual(['unit.notActive']);
    expect(cast([seat('a', { ballotId: null })], 'a', ['a'])).toEqual(['vote.notEligible']);
    const seats = [seat('a', { ...absent, proxyUnitId: 'b' }), seat('b', { ballotId: null })];
    expect(cast(seats, 'b', ['b'], true)).toEqual(['a']);
    const inactive = [seat('a', { ...absent, proxyUnitId: 'b' }), seat('b', { active: false })];
    expect(cast(inactive, 'a', ['b'])).toEqual(['unit.notActive']);
    expect(cast(inactive, 'b', ['b'], true)).toEqual(['unit.notActive']);
  });

  it('of any table, nobody casts a ballot but through a present unit that they represent', () => {
    const names = ['a', 'b', 'c', 'd'];
    const anySeats = fc.tuple(
      ...names.map((unitId) =>
        fc.record({
          unitId: fc.constant(unitId),
          present: fc.boolean(),
          proxyUnitId: fc.option(fc.constantFrom(...names.filter((name) => name !== unitId)), { nil: null }),
          active: fc.boolean(),
          ballotId: fc.option(fc.constant(unitId), { nil: null }),
        }),
      ),
    );
    fc.assert(
      fc.property(anySeats, fc.subarray(names), fc.nat(3), fc.boolean(), (seats, own, index, forCarried) => {
        const named = seats[index] as Seat;
        const voting = seatsToCast(seats, named, forCarried, (id) => own.includes(id));
        if (isRefused(voting)) return;
        expect(new Set(voting.map(({ unitId }) => unitId)).size).toBe(voting.length);
        for (const each of voting) {
          const actor = actorFor(seats, each);
          expect(actor?.present === true && own.includes(actor.unitId) && each.active).toBe(true);
          expect(each.ballotId).not.toBeNull();
          if (each !== named) expect(carriedBy(seats, named)).toContain(each);
        }
      }),
    );
  });
});
