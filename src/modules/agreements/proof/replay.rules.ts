import type { AgreementStatus } from '../agreement/agreement.entity';
import {
  afterSignature,
  afterTerm,
  allows,
  isSigningParty,
  survivesLeaving,
  TRANSITIONS,
  whoseTurn,
  type AgreementStep,
  type Signatory,
} from '../agreement/agreement.rules';
import type { CommitmentStatus } from '../commitment/commitment.entity';
import { COMMITMENT_TRANSITIONS, isJudged, isOverdue, RATED_IN, REPORTED_IN } from '../commitment/commitment.rules';
import type { AgreementEventKind } from '../history/history.entity';
import type { AgreementContent, EventContent } from './canonical.rules';

/*
 * Whether each step of a history was allowed when it was taken, by the rules of agreements, the texts and the events before
 * it. Steps are checked against rows when they are taken; if a row was altered for that moment and restored, the replay
 * still finds the step.
 */

/** A revision's text as a history names it. */
export interface ChainedText {
  readonly contentHash: string;
  readonly content: AgreementContent;
}

/** How an event does not fit what was before it. */
export type Misfit = 'status' | 'text' | 'turn' | 'day' | 'party' | 'parties' | 'commitment';

export interface Misstep {
  readonly event: EventContent;
  readonly misfit: Misfit;
  /** The agreement's status before the event; null when it was the first. */
  readonly status: string | null;
}

/**
 * The first event that was not allowed; null when all were. Only the first, since all later ones build on it.
 *
 * @param texts by ordinal
 * @param events all of the history, in order
 */
export function misstepIn(texts: ReadonlyMap<number, ChainedText>, events: readonly EventContent[]): Misstep | null {
  const state: State = { status: null, ordinal: 0, text: null, parties: [], signed: new Set(), commitments: [] };
  for (const [index, event] of events.entries()) {
    const { status } = state;
    const misfit = (STEPS[event.kind as AgreementEventKind] ?? (() => 'status'))({
      state,
      event,
      index,
      events,
      texts,
    });
    if (misfit !== null) return { event, misfit, status };
    state.status = event.details['status'] as AgreementStatus;
  }
  return null;
}

/** An agreement as its history has it before some event. */
interface State {
  status: AgreementStatus | null;
  ordinal: number;
  text: ChainedText | null;
  parties: readonly Signatory[];
  /** Units that have signed the present text. */
  readonly signed: Set<string>;
  /** The statuses of the present text's commitments, each at its place. */
  commitments: CommitmentStatus[];
}

/** An event, its place in the history, and the agreement before it, which the check changes as the event does. */
interface Taken {
  readonly state: State;
  readonly event: EventContent;
  readonly index: number;
  readonly events: readonly EventContent[];
  readonly texts: ReadonlyMap<number, ChainedText>;
}

type Check = (taken: Taken) => Misfit | null;

const STEPS: Readonly<Record<`${AgreementEventKind}`, Check>> = {
  DRAFTED: drafted,
  REVISED: revised,
  PARTY_ADDED: partyChanged,
  PARTY_REMOVED: partyChanged,
  OPENED: (taken) => (goes('open', taken) ? boundTo(taken) : 'status'),
  SIGNED: signed,
  ACTIVATED: activated,
  DECLINED: (taken) =>
    !goes('decline', taken)
      ? 'status'
      : presentParty(taken) !== undefined && !taken.state.signed.has(String(taken.event.unit))
        ? null
        : 'party',
  WITHDRAWN: (taken) => (goes('withdraw', taken) ? null : 'status'),
  COMMITMENT_UPDATED: commitmentUpdated,
  COMMITMENT_RATED: commitmentRated,
  PARTY_LEFT: partyLeft,
  TERMINATED: (taken) =>
    stays(taken) && taken.state.status === 'TERMINATED' && goesWith(taken, ['PARTY_LEFT']) ? null : 'status',
  RENEWED: (taken) => (!goes('renew', taken) ? 'status' : isBound(presentParty(taken)) ? null : 'party'),
  COMPLETED: ended,
  EXPIRED: ended,
};

function drafted(taken: Taken): Misfit | null {
  return taken.state.status === null && statusAfter(taken) === 'DRAFT' ? nextText(taken) : 'status';
}

function revised(taken: Taken): Misfit | null {
  const { state, events, index } = taken;
  if (!goes('revise', taken)) return 'status';
  const before = state.parties.map(({ unitId }) => unitId);
  const misfit = nextText(taken);
  if (misfit !== null) return misfit;
  const after = state.parties.map(({ unitId }) => unitId);
  const differing = [
    ...after.filter((unit) => !before.includes(unit)).map((unit) => `PARTY_ADDED ${unit}`),
    ...before.filter((unit) => !after.includes(unit)).map((unit) => `PARTY_REMOVED ${unit}`),
  ];
  const recorded: string[] = [];
  for (const { kind, unit } of events.slice(index + 1)) {
    if (kind !== 'PARTY_ADDED' && kind !== 'PARTY_REMOVED') break;
    recorded.push(`${kind} ${unit ?? ''}`);
  }
  return recorded.sort().join() === differing.sort().join() ? null : 'parties';
}

/** Follows the revision that changed the parties, which was compared with these events already. */
function partyChanged(taken: Taken): Misfit | null {
  return stays(taken) && goesWith(taken, ['REVISED', 'PARTY_ADDED', 'PARTY_REMOVED']) ? null : 'status';
}

function signed(taken: Taken): Misfit | null {
  const { state, event } = taken;
  if (state.status === null || !allows('sign', state.status)) return 'status';
  if (boundTo(taken) !== null) return 'text';
  if (!whoseTurn(state.parties, state.signed).some(({ unitId }) => unitId === event.unit)) return 'turn';
  const { startsOn, endsOn } = term(state);
  if (endsOn !== null && endsOn < earliestDay(event)) return 'day';
  state.signed.add(String(event.unit));
  const outcomes = [earliestDay(event), latestDay(event)].map((today) =>
    afterSignature(state.parties, state.signed, startsOn, today),
  );
  if (!outcomes.some((step) => statusAfter(taken) === (step === null ? state.status : TRANSITIONS[step].to)))
    return outcomes.includes(null) ? 'status' : 'day';
  return statusAfter(taken) !== 'ACTIVE' || isFollowedBy(taken, 'ACTIVATED') ? null : 'status';
}

function activated(taken: Taken): Misfit | null {
  const { state, event } = taken;
  if (stays(taken) && state.status === 'ACTIVE' && goesWith(taken, ['SIGNED'])) return boundTo(taken);
  if (!goes('begin', taken) || event.by !== null) return 'status';
  const { startsOn } = term(state);
  return startsOn !== null && startsOn > latestDay(event) ? 'day' : boundTo(taken);
}

function partyLeft(taken: Taken): Misfit | null {
  const { state, event } = taken;
  if (state.status === null || !allows('leave', state.status)) return 'status';
  const party = presentParty(taken);
  if (party === undefined || !isBound(party)) return 'party';
  const survives = survivesLeaving(state.parties, party.unitId);
  state.parties = state.parties.map((each) => (each === party ? { ...each, leftAt: new Date(event.at) } : each));
  if (survives) return stays(taken) ? null : 'status';
  return statusAfter(taken) === 'TERMINATED' && isFollowedBy(taken, 'TERMINATED') ? null : 'status';
}

function ended(taken: Taken): Misfit | null {
  const { state, event } = taken;
  const left = new Set(state.parties.filter(({ leftAt }) => leftAt !== null).map(({ unitId }) => unitId));
  const owed = state.commitments.filter((_, place) => !left.has(state.text?.content.commitments[place]?.unit ?? ''));
  const step = afterTerm(owed);
  if (!goes(step, taken) || TRANSITIONS[step].event !== event.kind || event.by !== null) return 'status';
  const { endsOn } = term(state);
  return endsOn !== null && endsOn < latestDay(event) ? null : 'day';
}

function commitmentUpdated(taken: Taken): Misfit | null {
  const { state, event } = taken;
  if (!stays(taken) || state.status === null || !REPORTED_IN.includes(state.status)) return 'status';
  const place = Number(event.details['place']) - 1;
  const [commitment, from] = [state.text?.content.commitments[place], state.commitments[place]];
  if (
    commitment === undefined ||
    from === undefined ||
    commitment.unit !== event.unit ||
    presentParty(taken) === undefined
  )
    return 'commitment';
  const to = event.details['commitmentStatus'] as CommitmentStatus;
  state.commitments[place] = to;
  const could =
    event.by === null
      ? to === 'OVERDUE' && isOverdue({ status: from, dueOn: commitment.dueOn }, latestDay(event))
      : to === from || COMMITMENT_TRANSITIONS[from].includes(to);
  return could ? null : 'commitment';
}

function commitmentRated(taken: Taken): Misfit | null {
  const { state, event } = taken;
  if (!stays(taken) || state.status === null || !RATED_IN.includes(state.status)) return 'status';
  if (!isBound(presentParty(taken))) return 'party';
  const place = Number(event.details['place']) - 1;
  const [commitment, status] = [state.text?.content.commitments[place], state.commitments[place]];
  return commitment !== undefined && status !== undefined && commitment.unit !== event.unit && isJudged(status)
    ? null
    : 'commitment';
}

/** Moves on to the next text: signatures under the one before are void. */
function nextText({ state, event: { details }, texts }: Taken): Misfit | null {
  state.ordinal += 1;
  state.text = texts.get(state.ordinal) ?? null;
  if (state.text === null || details['revision'] !== state.ordinal || details['contentHash'] !== state.text.contentHash)
    return 'text';
  const { parties, commitments } = state.text.content;
  state.parties = parties.map(({ unit, role, signingStep }) => ({ unitId: unit.id, role, signingStep, leftAt: null }));
  state.signed.clear();
  state.commitments = commitments.map(() => 'PENDING' as CommitmentStatus);
  return null;
}

function statusAfter({ event }: Taken): unknown {
  return event.details['status'];
}

/** Whether the step may be taken from the status before, and leads to the one after. */
function goes(step: AgreementStep, taken: Taken): boolean {
  const { status } = taken.state;
  return status !== null && allows(step, status) && statusAfter(taken) === (TRANSITIONS[step].to ?? status);
}

function stays(taken: Taken): boolean {
  return statusAfter(taken) === taken.state.status;
}

/** Whether the event names the present text: null when it does. */
function boundTo({ state, event: { details } }: Taken): Misfit | null {
  return details['revision'] === state.ordinal && details['contentHash'] === state.text?.contentHash ? null : 'text';
}

/** Whether the event belongs to the step of the event before it, which is of one of these kinds. */
function goesWith({ events, event, index }: Taken, kinds: readonly string[]): boolean {
  const before = events[index - 1];
  return before !== undefined && kinds.includes(before.kind) && before.at === event.at && before.by === event.by;
}

function isFollowedBy({ events, event, index }: Taken, kind: string): boolean {
  const next = events[index + 1];
  return next?.kind === kind && next.at === event.at && next.by === event.by;
}

/** The party that the event's unit is, if it has not left. */
function presentParty({ state, event }: Taken): Signatory | undefined {
  return state.parties.find(({ unitId, leftAt }) => unitId === event.unit && leftAt === null);
}

function isBound(party: Signatory | undefined): boolean {
  return party !== undefined && isSigningParty(party);
}

function term({ text }: State): Pick<AgreementContent, 'startsOn' | 'endsOn'> {
  return { startsOn: text?.content.startsOn ?? null, endsOn: text?.content.endsOn ?? null };
}

const HOUR_MS = 3_600_000;

/*
 * The first and the last day that it is anywhere on earth at an event's moment: a history does not say in which time zone
 * its alliance is, so a step counts as too early or too late only if it was so everywhere.
 */

function earliestDay({ at }: EventContent): string {
  return dayOf(Date.parse(at) - 12 * HOUR_MS);
}

function latestDay({ at }: EventContent): string {
  return dayOf(Date.parse(at) + 14 * HOUR_MS);
}

function dayOf(ms: number): string {
  return Number.isNaN(ms) ? '' : new Date(ms).toISOString().slice(0, 10);
}
