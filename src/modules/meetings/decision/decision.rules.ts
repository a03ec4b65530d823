import { AgendaItemState } from '../agenda/agenda.entity';
import { Visibility } from '../meeting/meeting.entity';
import { audienceOf } from '../meeting/meeting.rules';
import { VoteOutcome } from '../vote/vote.entity';
import { ActionItemStatus, DecisionOutcome } from './decision.entity';

/** The most that one meeting decides, and gives to units to do. */
export const MOST_DECISIONS = 500;
export const MOST_ACTION_ITEMS = 500;
/** The most action items of one decision, and units of one action item. */
export const MOST_TOGETHER = 50;
export const MOST_UNITS_OF_ONE = 200;

/** Units are reminded so many days before the last one. */
export const REMINDED_DAYS = 3;

const { OPEN, DONE, OVERDUE, CANCELLED } = ActionItemStatus;

/** The transition table of an action item, as people may take it. OVERDUE is set by the platform. */
export const ACTION_ITEM_STEPS: Readonly<Record<ActionItemStatus, readonly ActionItemStatus[]>> = {
  [OPEN]: [DONE, CANCELLED],
  [OVERDUE]: [DONE, CANCELLED],
  [DONE]: [OPEN],
  [CANCELLED]: [OPEN],
};

/** Whether something was or is done with an item, so that there is something to decide. */
export function hasBegun(state: AgendaItemState): boolean {
  return state === AgendaItemState.ACTIVE || state === AgendaItemState.PAUSED || state === AgendaItemState.DONE;
}

/** What can be decided after a vote came to this: without its quorum it decided nothing, and anything may be put off. */
const AFTER_VOTES: Readonly<Record<VoteOutcome, readonly DecisionOutcome[]>> = {
  [VoteOutcome.CARRIED]: [DecisionOutcome.ADOPTED, DecisionOutcome.DEFERRED],
  [VoteOutcome.NOT_CARRIED]: [DecisionOutcome.REJECTED, DecisionOutcome.DEFERRED],
  [VoteOutcome.NO_QUORUM]: [DecisionOutcome.DEFERRED],
};

/** Whether a decision says something else than the vote that it follows. */
export function contradicts(decided: DecisionOutcome, voted: VoteOutcome): boolean {
  return !AFTER_VOTES[voted].includes(decided);
}

interface Dated {
  readonly status: ActionItemStatus;
  readonly dueOn: string | null;
}

/** Whether an action item's day has passed without its being done. */
export function isToTurnOverdue({ status, dueOn }: Dated, today: string): boolean {
  return status === OPEN && dueOn !== null && dueOn < today;
}

/** Whether its units are to be reminded: in the last days before it is due. */
export function isDueSoon({ status, dueOn }: Dated, today: string): boolean {
  if (status !== OPEN || dueOn === null || dueOn < today) return false;
  const first = new Date(Date.parse(`${dueOn}T00:00:00Z`) - REMINDED_DAYS * 86_400_000);
  return today >= first.toISOString().slice(0, 10);
}

/**
 * The visibility of an agenda item that carries something over from one of this audience. What is for the participants of its own
 * meeting alone is not carried over, since those of the next are others.
 */
export function carriedVisibility(audience: number): Visibility {
  return audience <= audienceOf(Visibility.PUBLIC) ? Visibility.PUBLIC : Visibility.MEMBERS;
}
