import { refuse, type Refused } from '../../../platform/writes/outcome';
import { AgendaItemState } from '../agenda/agenda.entity';
import { hasEnded } from '../agenda/agenda.rules';
import type { Told } from '../timeline/timeline.rules';
import { SpeakerState, type SpeakerTurn } from './speaker.entity';

const { WAITING, SPEAKING, DONE, WITHDRAWN } = SpeakerState;

/** The most turns that one item takes, whatever became of them; what a unit takes back makes room when it asks again. */
export const MOST_TURNS = 200;

/** A turn as it is stored, without its relations. */
export type Turn = Readonly<Omit<SpeakerTurn, 'allianceId' | 'meetingId' | 'meeting' | 'unit'>>;

/** The transition table of a turn: the states that may follow each state. */
export const TURN_STATES: Readonly<Record<SpeakerState, readonly SpeakerState[]>> = {
  [WAITING]: [SPEAKING, WITHDRAWN],
  [SPEAKING]: [DONE],
  [DONE]: [],
  [WITHDRAWN]: [],
};

/** The turns that wait, as they are to speak: points of order in the order of asking, then the others by their places. */
export function queue(turns: readonly Turn[]): Turn[] {
  return turns
    .filter(({ state }) => state === WAITING)
    .sort((a, b) => Number(b.pointOfOrder) - Number(a.pointOfOrder) || a.position - b.position);
}

/** How many of these turns count towards what a unit may have: what was taken back, or never came, does not. */
export function turnsTaken(turns: readonly Pick<Turn, 'state'>[]): number {
  return turns.filter(({ state }) => state !== WITHDRAWN).length;
}

/** The place of a turn that comes last. */
export function lastPlace(turns: readonly Turn[]): number {
  return 1 + Math.max(0, ...turns.map(({ position }) => position));
}

/**
 * The turns that change when one of them gets another state: the one that was speaking, wherever in the meeting, ends before
 * another begins.
 * @param turns those of its item, and the one of the meeting that is speaking
 */
export function turnsAfter(
  turns: readonly Turn[],
  turn: Turn,
  state: SpeakerState,
  limitSeconds: number | null | undefined,
  now: Date,
): Turn[] | Refused<'state' | 'limitSeconds'> {
  if (limitSeconds !== null && limitSeconds !== undefined && state !== SPEAKING)
    return refuse('INVALID', 'speaker.limitOfSpeaking', 'limitSeconds');
  if (turn.state === state) {
    const limit = limitSeconds === undefined ? turn.limitSeconds : limitSeconds;
    return limit === turn.limitSeconds ? [] : [{ ...turn, limitSeconds: limit }];
  }
  if (!TURN_STATES[turn.state].includes(state))
    return refuse('WRONG_STATE', 'speaker.wrongStep', 'state', { from: turn.state, to: state });
  if (state !== SPEAKING) return [{ ...turn, state, endedAt: now }];
  const [first] = queue(turns.filter(({ itemId }) => itemId === turn.itemId));
  if (first?.pointOfOrder === true && first.id !== turn.id)
    return refuse('WRONG_STATE', 'speaker.pointOfOrderFirst', 'state');
  const before = turns.filter((each) => each.state === SPEAKING);
  return [
    ...before.map((each) => ({ ...each, state: DONE, endedAt: now })),
    { ...turn, state, startedAt: now, limitSeconds: limitSeconds ?? null },
  ];
}

/** The waiting turns whose places change when these come first, in this order; the others keep theirs among each other. */
export function reordered(turns: readonly Turn[], ids: readonly string[]): Turn[] | Refused<'turnIds'> {
  const byId = new Map(turns.map((turn) => [turn.id, turn]));
  const named = ids.flatMap((id) => byId.get(id) ?? []);
  if (named.length < ids.length) return refuse('NOT_FOUND', 'input.notFound', 'turnIds');
  if (named.some(({ state }) => state !== WAITING)) return refuse('WRONG_STATE', 'speaker.notWaiting', 'turnIds');
  if (named.some(({ pointOfOrder }) => pointOfOrder)) return refuse('INVALID', 'speaker.pointOfOrderStays', 'turnIds');
  const waiting = queue(turns).filter(({ pointOfOrder }) => !pointOfOrder);
  const places = waiting.map(({ position }) => position).sort((a, b) => a - b);
  const order = [...named, ...waiting.filter(({ id }) => !ids.includes(id))];
  return order.flatMap((turn, index) => {
    const position = places[index] ?? turn.position;
    return position === turn.position ? [] : [{ ...turn, position }];
  });
}

/** What the timeline says of a turn that has come to this state. */
export function toldOf(
  turn: Pick<Turn, 'itemId' | 'unitId' | 'speaker' | 'state'> & Partial<Pick<Turn, 'startedAt' | 'endedAt'>>,
): Told {
  const at = turn.endedAt ?? turn.startedAt;
  return {
    kind: `SPEAKER_${turn.state}`,
    item: { id: turn.itemId },
    speaker: turn.speaker,
    ...(turn.unitId === null ? {} : { units: [turn.unitId] }),
    ...(at ? { at } : {}),
  };
}

interface Stated {
  readonly id: string;
  readonly state: AgendaItemState;
}

/** Items that stop between two states of an agenda, whose speaker stops with them; and those that end, to which nobody will speak. */
export function stopsBetween(
  before: readonly Stated[],
  after: readonly Stated[],
): { readonly stopped: string[]; readonly ended: string[] } {
  const earlier = new Map(before.map(({ id, state }) => [id, state]));
  const changed = after.filter(({ id, state }) => earlier.get(id) !== state);
  return {
    stopped: changed.filter(({ id }) => earlier.get(id) === AgendaItemState.ACTIVE).map(({ id }) => id),
    ended: changed.filter(({ state }) => hasEnded(state)).map(({ id }) => id),
  };
}
