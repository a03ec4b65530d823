import { SEES_ATTENDANCE } from '../meeting/meeting.rules';
import type { ItemChange, MeetingEvent, VoteChange } from './agenda-events.rules';

/** An item that a viewer sees now, in printed order. */
export interface VisibleItem {
  readonly id: string;
  readonly parentId: string | null;
  /** Whether the viewer asks for what it is about, and sees that. */
  readonly showsSubject?: boolean;
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

/** The updates that some events mean for a viewer, by what the viewer sees now. */
export interface AgendaSteps {
  readonly items: readonly ItemStep[];
  readonly meeting: boolean;
  readonly attendances: readonly string[];
  /** Whether units may have come or left. */
  readonly presence: boolean;
  /** Items whose queue of speakers changed. */
  readonly speakers: readonly string[];
  /** Decisions that came, or whose action items changed, each with its item. */
  readonly decisions: readonly { readonly id: string; readonly item: string }[];
  /** Of items that the viewer sees, each once. */
  readonly votes: readonly VoteChange[];
  /** Items whose number or expected start may read differently now. */
  readonly shifted: readonly string[];
}

/**
 * Merges events into the steps that lead from what a viewer of this access level saw before them to what it sees now.
 * Positions are correct when the steps are applied in order: items that are added or moved come in printed order, so
 * that the parent and the sibling that a step names are there already. Removals come afterwards, so that an item that
 * has moved out of a removed one is not removed with it.
 */
export function stepsFor(
  events: readonly MeetingEvent[],
  accessLevel: number,
  visible: readonly VisibleItem[],
): AgendaSteps {
  const touched = mergeItems(events);
  const retold = new Set(events.flatMap((event) => event.subjects ?? []).map(({ id }) => id));
  const positions = positionsOf(visible);
  const removed: ItemStep[] = [];
  const placed: ItemStep[] = [];
  const changed: ItemStep[] = [];
  const returned: string[] = [];
  for (const [id, change] of touched) {
    const before = change.was !== null && change.was <= accessLevel;
    if (before && !positions.has(id)) removed.push({ kind: 'removed', id });
  }
  for (const { id, showsSubject } of visible) {
    const change = touched.get(id);
    const position = positions.get(id);
    const isRetold = showsSubject && retold.has(id);
    if (change === undefined && isRetold) changed.push({ kind: 'changed', id });
    if (change === undefined || position === undefined) continue;
    const before = change.was !== null && change.was <= accessLevel;
    if (!before) placed.push({ kind: 'added', id, ...position });
    else {
      if (change.moved) placed.push({ kind: 'moved', id, ...position });
      if (change.edited || isRetold) changed.push({ kind: 'changed', id });
      // it may have shifted while it was hidden from this viewer, which no event says
      if (change.highest > accessLevel) returned.push(id);
    }
  }
  const audience = Math.min(accessLevel, 3) - 1;
  const shifted = new Set([...events.flatMap((event) => event.shifted?.[audience] ?? []), ...returned]);
  return {
    items: [...placed, ...removed, ...changed],
    meeting: events.some(
      ({ meeting, guests, minutes }) =>
        meeting === true ||
        (guests === true && accessLevel >= SEES_ATTENDANCE) ||
        (minutes === true && accessLevel >= RUNS),
    ),
    attendances: [...new Set(events.flatMap((event) => event.attendances ?? []))],
    presence: events.some((event) => event.attendances !== undefined && event.presenceKept !== true),
    speakers: [...new Set(events.flatMap((event) => event.speakers ?? []))].filter((id) => positions.has(id)),
    decisions: [
      ...new Map(events.flatMap((event) => event.decisions ?? []).map((each) => [each.id, each])).values(),
    ].filter(({ item }) => positions.has(item)),
    votes: mergeVotes(events).filter(({ item }) => positions.has(item)),
    shifted: [...shifted].filter((id) => positions.has(id)),
  };
}

/** The access level of those who run the meeting. */
const RUNS = 4;

interface Touched {
  /** The least access level that saw it before the first of the events. */
  readonly was: number | null;
  /** The least access level that saw it after every one of the events. */
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

function mergeVotes(events: readonly MeetingEvent[]): VoteChange[] {
  return [...new Map(events.flatMap((event) => event.votes ?? []).map((vote) => [vote.id, vote])).values()];
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
