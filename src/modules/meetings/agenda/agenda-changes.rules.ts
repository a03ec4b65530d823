import type { ItemChange, MeetingEvent } from './agenda-events.rules';

/** An item that a viewer sees now, in printed order. */
export interface VisibleItem {
  readonly id: string;
  readonly parentId: string | null;
}

export type ItemStep =
  | { readonly kind: 'removed'; readonly id: string }
  | {
      readonly kind: 'added' | 'moved';
      readonly id: string;
      readonly parentId: string | null;
      readonly afterItemId: string | null;
    }
  | { readonly kind: 'changed'; readonly id: string };

/** What a viewer has to be told of some events, given what the viewer sees now. */
export interface AgendaSteps {
  readonly items: readonly ItemStep[];
  readonly meeting: boolean;
  readonly attendances: readonly string[];
  /** Items whose number or expected start may read differently now. */
  readonly shifted: readonly string[];
}

/**
 * Merges events into steps that lead from what a viewer of this level saw before them to what it sees now.
 * Applied in order, each position told is right at its turn: what comes or moves is put in place in printed order, so
 * that the parent and the sibling named are always there already. What goes, goes afterwards, so that it takes nothing
 * along that moved out from under it.
 */
export function stepsFor(events: readonly MeetingEvent[], level: number, visible: readonly VisibleItem[]): AgendaSteps {
  const touched = mergeItems(events);
  const positions = positionsOf(visible);
  const removed: ItemStep[] = [];
  const placed: ItemStep[] = [];
  const changed: ItemStep[] = [];
  const returned: string[] = [];
  for (const [id, change] of touched) {
    const before = change.was !== null && change.was <= level;
    if (before && !positions.has(id)) removed.push({ kind: 'removed', id });
  }
  for (const { id } of visible) {
    const change = touched.get(id);
    const position = positions.get(id);
    if (change === undefined || position === undefined) continue;
    const before = change.was !== null && change.was <= level;
    if (!before) placed.push({ kind: 'added', id, ...position });
    else {
      if (change.moved) placed.push({ kind: 'moved', id, ...position });
      if (change.edited) changed.push({ kind: 'changed', id });
      // it shifted while it was hidden from this viewer, when no event could say so
      if (change.highest > level) returned.push(id);
    }
  }
  const shiftedLevel = Math.min(level, 3) - 1;
  const shifted = new Set([...events.flatMap((event) => event.shifted?.[shiftedLevel] ?? []), ...returned]);
  return {
    items: [...placed, ...removed, ...changed],
    meeting: events.some((event) => event.meeting === true),
    attendances: [...new Set(events.flatMap((event) => event.attendances ?? []))],
    shifted: [...shifted].filter((id) => positions.has(id)),
  };
}

interface Touched {
  /** As the first event found it. */
  readonly was: number | null;
  /** The audience that saw it at all times in between. */
  highest: number;
  moved: boolean;
  edited: boolean;
}

function mergeItems(events: readonly MeetingEvent[]): Map<string, Touched> {
  const touched = new Map<string, Touched>();
  for (const change of events.flatMap((event): readonly ItemChange[] => event.items ?? [])) {
    const known = touched.get(change.id) ?? { was: change.was, highest: 0, moved: false, edited: false };
    known.highest = Math.max(known.highest, change.is ?? Infinity);
    known.moved ||= change.moved === true;
    known.edited ||= change.moved !== true;
    touched.set(change.id, known);
  }
  return touched;
}

/** Each visible item's parent and the visible sibling just before it. */
function positionsOf(
  visible: readonly VisibleItem[],
): Map<string, { parentId: string | null; afterItemId: string | null }> {
  const positions = new Map<string, { parentId: string | null; afterItemId: string | null }>();
  const last = new Map<string | null, string>();
  for (const { id, parentId } of visible) {
    positions.set(id, { parentId, afterItemId: last.get(parentId) ?? null });
    last.set(parentId, id);
  }
  return positions;
}
