import { refuse, type Refused } from '../../../platform/writes/outcome';
import { AgendaItemState } from './agenda.entity';
import type { Item } from './agenda-difference.rules';
import type { ItemFacts } from './agenda-layout.rules';
import { MeetingStatus } from '../meeting/meeting.entity';
import type { MeetingStep } from '../meeting/meeting.rules';

const { PENDING, ACTIVE, PAUSED, DONE, POSTPONED, WITHDRAWN } = AgendaItemState;

/** The most items that one agenda can have. */
export const MOST_ITEMS = 500;
/** The most levels of an agenda: 1, 1.1, 1.1.1. */
const MOST_LEVELS = 3;

/** The transition table of an item: the states that may follow each state. */
export const ITEM_STATES: Readonly<Record<AgendaItemState, readonly AgendaItemState[]>> = {
  [PENDING]: [ACTIVE, POSTPONED, WITHDRAWN],
  [ACTIVE]: [PAUSED, DONE],
  [PAUSED]: [ACTIVE, DONE, POSTPONED, WITHDRAWN],
  [DONE]: [ACTIVE],
  [POSTPONED]: [PENDING],
  [WITHDRAWN]: [PENDING],
};

/** The item in another state, its clock started or stopped accordingly. The same item when it is in that state. */
export function inState(item: Item, state: AgendaItemState, at: Date): Item {
  if (item.state === state) return item;
  const ran =
    item.state === ACTIVE && item.startedAt !== null
      ? Math.floor((at.getTime() - item.startedAt.getTime()) / 1_000)
      : null;
  return {
    ...item,
    state,
    version: item.version + 1,
    ...(ran === null ? {} : { elapsedSeconds: item.elapsedSeconds + ran, stoppedAt: at }),
    ...(state === ACTIVE ? { startedAt: at } : {}),
  };
}

/** The agenda with one item in another state; starting one pauses the one that was running. */
export function withItemInState(
  items: readonly Item[],
  item: Item,
  state: AgendaItemState,
  meeting: MeetingStatus,
  at: Date,
): Item[] | Refused<'state'> {
  if (!ITEM_STATES[item.state].includes(state))
    return refuse('WRONG_STATE', 'agenda.wrongStep', 'state', { from: item.state, to: state });
  if (state === ACTIVE && meeting !== MeetingStatus.IN_SESSION)
    return refuse('WRONG_STATE', 'agenda.notInSession', 'state');
  return items.map((each) => {
    if (each.id === item.id) return inState(each, state, at);
    return state === ACTIVE && each.state === ACTIVE ? inState(each, PAUSED, at) : each;
  });
}

/** Whether an item is over, or put off: nobody speaks to it any more, and nothing is voted on. */
export function hasEnded(state: AgendaItemState): boolean {
  return state === DONE || state === POSTPONED || state === WITHDRAWN;
}

/** The agenda after a step of its meeting: a recess pauses what is running; closing postpones what is not done. */
export function afterStep(step: MeetingStep, items: readonly Item[], at: Date): Item[] {
  if (step === 'suspend') return items.map((item) => (item.state === ACTIVE ? inState(item, PAUSED, at) : item));
  if (step !== 'close') return [...items];
  return items.map((item) => (hasEnded(item.state) ? item : inState(item, POSTPONED, at)));
}

/** The place that an item is to have: `after` a sibling, first when that is null, last when it is undefined. */
export interface Placement {
  readonly parentId: string | null;
  readonly after: string | null | undefined;
}

/**
 * The agenda with an item in its place; the item may be new. Only the positions of the item and its siblings are exact:
 * the layout numbers the others.
 */
export function placed<I extends ItemFacts>(
  items: readonly I[],
  item: I,
  { parentId, after }: Placement,
): I[] | Refused<'parentId' | 'afterItemId'> {
  const others = items.filter((each) => each.id !== item.id);
  const fault = parentFault(items, item, parentId);
  if (fault !== null) return fault;
  const siblings = others.filter((each) => each.parentId === parentId).sort((a, b) => a.position - b.position);
  const index = indexAfter(items, siblings, item, after);
  if (typeof index !== 'number') return index;
  const order = new Map(
    [...siblings.slice(0, index), item, ...siblings.slice(index)].map((each, place) => [each.id, place + 1]),
  );
  return [...others, { ...item, parentId }].map((each) => ({ ...each, position: order.get(each.id) ?? each.position }));
}

function parentFault<I extends ItemFacts>(
  items: readonly I[],
  item: I,
  parentId: string | null,
): Refused<'parentId'> | null {
  const above = ancestors(items, parentId);
  if (above === null) return refuse('NOT_FOUND', 'input.notFound', 'parentId');
  if (above.includes(item.id)) return refuse('INVALID', 'agenda.underItself', 'parentId');
  if (above.length + height(items, item.id) > MOST_LEVELS)
    return refuse('INVALID', 'agenda.tooDeep', 'parentId', { max: MOST_LEVELS });
  return null;
}

function indexAfter<I extends ItemFacts>(
  items: readonly I[],
  siblings: readonly I[],
  item: I,
  after: string | null | undefined,
): number | Refused<'afterItemId'> {
  if (after === undefined) return siblings.length;
  if (after === null) return 0;
  if (after === item.id) return refuse('INVALID', 'agenda.afterItself', 'afterItemId');
  if (!items.some((each) => each.id === after)) return refuse('NOT_FOUND', 'input.notFound', 'afterItemId');
  const index = siblings.findIndex((each) => each.id === after);
  return index < 0 ? refuse('INVALID', 'agenda.afterElsewhere', 'afterItemId') : index + 1;
}

/** The ids of an item and of all above it; null when one of them is not in this agenda. */
function ancestors(items: readonly ItemFacts[], id: string | null): string[] | null {
  const byId = new Map(items.map((item) => [item.id, item]));
  const path: string[] = [];
  for (let next = id; next !== null;) {
    const item = byId.get(next);
    if (item === undefined) return null;
    path.push(next);
    next = item.parentId;
  }
  return path;
}

/** How many levels an item and what is below it take. */
function height(items: readonly ItemFacts[], id: string): number {
  return 1 + Math.max(0, ...items.filter((item) => item.parentId === id).map((child) => height(items, child.id)));
}

/** The item and everything below it. */
export function branch<I extends ItemFacts>(items: readonly I[], id: string): I[] {
  return items.flatMap((item) => (item.id === id ? [item] : item.parentId === id ? branch(items, item.id) : []));
}

/** The agenda without an item and what is below it; a running item cannot be removed. */
export function without<I extends ItemFacts>(items: readonly I[], id: string): I[] | Refused<'itemId'> {
  const going = branch(items, id);
  if (going.some((item) => item.state === ACTIVE)) return refuse('WRONG_STATE', 'agenda.running', 'itemId');
  const gone = new Set(going.map((item) => item.id));
  return items.filter((item) => !gone.has(item.id));
}
