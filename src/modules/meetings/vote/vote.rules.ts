import { refuse, type Refused } from '../../../platform/writes/outcome';
import type { AgendaItemState } from '../agenda/agenda.entity';
import { hasEnded } from '../agenda/agenda.rules';
import { MeetingStatus } from '../meeting/meeting.entity';
import { VoteBase, VoteOptionKind, VoteOutcome, VoteThreshold } from './vote.entity';

const { FOR, AGAINST, ABSTAIN, CHOICE } = VoteOptionKind;

/** The most votes that one item can have. */
export const MOST_VOTES = 500;
/** The most options that one vote can have. */
export const MOST_OPTIONS = 50;

/** The states of an item in which nothing more is voted on. */
/** Why no vote can be opened on an item now; null when it can. Several items are in hand at once: a part, and what it is part of. */
export function openingFault(
  meeting: MeetingStatus,
  item: { readonly state: AgendaItemState },
  before: { readonly votes: number; readonly open: boolean },
): Refused<'itemId'> | null {
  if (meeting !== MeetingStatus.IN_SESSION) return refuse('WRONG_STATE', 'vote.notInSession', 'itemId');
  if (hasEnded(item.state)) return refuse('WRONG_STATE', 'vote.itemEnded', 'itemId');
  if (before.open) return refuse('WRONG_STATE', 'vote.oneAtATime', 'itemId');
  return before.votes >= MOST_VOTES ? refuse('LIMIT_REACHED', 'vote.tooMany', 'itemId', { max: MOST_VOTES }) : null;
}

interface WantedOption {
  readonly label: string;
  readonly kind: VoteOptionKind;
}

/**
 * What is wrong with the options of a vote: they are for and against, or two choices and more, and never a mixture of both;
 * abstaining may be one of them. Labels are compared as they are stored.
 */
export function optionsFault(options: readonly WantedOption[]): Refused<'options'> | null {
  const labels = new Set(options.map(({ label }) => label));
  if (labels.size < options.length) return refuse('INVALID', 'vote.labelsAlike', 'options');
  const of = (kind: VoteOptionKind): number => options.filter((option) => option.kind === kind).length;
  const isQuestion = of(FOR) === 1 && of(AGAINST) === 1 && of(CHOICE) === 0;
  const isElection = of(FOR) === 0 && of(AGAINST) === 0 && of(CHOICE) >= 2;
  return (isQuestion || isElection) && of(ABSTAIN) <= 1 ? null : refuse('INVALID', 'vote.optionsMixed', 'options');
}

/** A unit at the table, or meant to be. */
export interface Seat {
  readonly unitId: string;
  readonly present: boolean;
  readonly proxyUnitId: string | null;
  /** Whether it is an active member now. */
  readonly active: boolean;
  /** The ballot that it has since the vote was opened; null where it was not eligible then. */
  readonly ballotId: string | null;
}

/** The unit that acts for a unit in the room: itself while it is checked in, or else the checked-in unit that carries it. */
export function actorFor(seats: readonly Seat[], seat: Seat): Seat | null {
  if (seat.present) return seat;
  return seats.find(({ unitId, present }) => present && unitId === seat.proxyUnitId) ?? null;
}

/** The units that a checked-in unit carries: those that are not there and named it. */
export function carriedBy(seats: readonly Seat[], seat: Seat): Seat[] {
  return seat.present ? seats.filter(({ present, proxyUnitId }) => !present && proxyUnitId === seat.unitId) : [];
}

/**
 * The seats that somebody casts a vote for who names one unit, or with it all that it carries.
 * @param represents whether they may act for a unit
 */
export function seatsToCast(
  seats: readonly Seat[],
  named: Seat,
  forCarried: boolean,
  represents: (unitId: string) => boolean,
): Seat[] | Refused<'unitId' | 'forCarried'> {
  const actor = forCarried ? (named.present ? named : null) : actorFor(seats, named);
  if (actor === null || !represents(actor.unitId)) {
    const acts =
      !named.present && (represents(named.unitId) || (named.proxyUnitId !== null && represents(named.proxyUnitId)));
    return acts
      ? refuse('WRONG_STATE', 'vote.notCheckedIn', 'unitId')
      : refuse('NOT_ALLOWED', 'vote.representatives', 'unitId');
  }
  if (!actor.active || (!forCarried && !named.active)) return refuse('WRONG_STATE', 'unit.notActive', 'unitId');
  const voting = (forCarried ? [named, ...carriedBy(seats, named)] : [named]).filter(
    ({ active, ballotId }) => active && ballotId !== null,
  );
  return voting.length === 0 ? refuse('WRONG_STATE', 'vote.notEligible', 'unitId') : voting;
}

export interface Counted {
  readonly id: string;
  readonly kind: VoteOptionKind;
  readonly count: number;
}

/** What an outcome depends on besides the counts. */
export interface Terms {
  readonly threshold: VoteThreshold;
  readonly base: VoteBase;
  readonly eligible: number;
  /** Null where none was asked for. */
  readonly quorumRequired: number | null;
  /** As it is at the moment of closing. */
  readonly quorumPresent: number;
}

/** What came of a vote, and the choice that won if there is one. */
export interface Result {
  readonly outcome: VoteOutcome;
  readonly winnerId: string | null;
}

const without = (outcome: VoteOutcome): Result => ({ outcome, winnerId: null });

/** What these counts come to. */
export function resultOf(terms: Terms, options: readonly Counted[]): Result {
  const { threshold, base, eligible, quorumRequired, quorumPresent } = terms;
  if (quorumRequired !== null && quorumPresent < quorumRequired) return without(VoteOutcome.NO_QUORUM);
  const counted = options.filter(({ kind }) => kind !== ABSTAIN);
  const over = base === VoteBase.ELIGIBLE ? eligible : counted.reduce((sum, { count }) => sum + count, 0);
  const carries = ({ count }: Counted): boolean => over > 0 && reaches(threshold, count, over);
  const [first, second] = [...counted]
    .filter(({ kind }) => kind !== AGAINST)
    .sort((one, other) => other.count - one.count);
  if (first === undefined || !carries(first) || first.count === second?.count) return without(VoteOutcome.NOT_CARRIED);
  return { outcome: VoteOutcome.CARRIED, winnerId: first.kind === CHOICE ? first.id : null };
}

/** Whether so many of so many are enough; in whole numbers, so that two thirds are exact. */
function reaches(threshold: VoteThreshold, count: number, over: number): boolean {
  switch (threshold) {
    case VoteThreshold.SIMPLE_MAJORITY:
      return 2 * count > over;
    case VoteThreshold.TWO_THIRDS:
      return 3 * count >= 2 * over;
    case VoteThreshold.UNANIMOUS:
      return count === over;
  }
}

/** How often each option was chosen; null when something else was. */
export function tally(optionIds: readonly string[], chosen: readonly (string | null)[]): Map<string, number> | null {
  const counts = new Map(optionIds.map((id) => [id, 0]));
  for (const option of chosen) {
    const count = option === null ? undefined : counts.get(option);
    if (option === null || count === undefined) return null;
    counts.set(option, count + 1);
  }
  return counts;
}
