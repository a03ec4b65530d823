import { AgendaItemState } from './agenda.entity';
import type { MeetingStatus, Visibility } from '../meeting/meeting.entity';
import { audienceOf, isOver } from '../meeting/meeting.rules';

/** What a layout depends on of the meeting. */
export interface MeetingFacts {
  readonly status: MeetingStatus;
  readonly audience: number;
  readonly startsAt: Date;
  readonly openedAt: Date | null;
}

/** What a layout depends on of each item. */
export interface ItemFacts {
  readonly id: string;
  readonly parentId: string | null;
  readonly position: number;
  readonly visibility: Visibility;
  readonly state: AgendaItemState;
  readonly plannedMinutes: number | null;
  readonly startedAt: Date | null;
  readonly stoppedAt: Date | null;
  readonly elapsedSeconds: number;
}

/** What a layout says of each item. */
export interface Layout {
  /** Its place among its siblings, from 1 without gaps. */
  readonly position: number;
  /** Its place as printed, from 1 without gaps. */
  readonly ordinal: number;
  /** The least access level that sees it. */
  readonly audience: number;
  /** As printed for the public, members and participants; null where it is hidden. */
  readonly numbers: (string | null)[];
  /** When it is due to begin, for the same three; null where it is hidden, has begun or will not begin. */
  readonly expectedStarts: (Date | null)[];
}

/**
 * For each of the three audiences (the public, members, participants), the access level that its numbers and expected
 * starts are made for. The last also serves those who run the meeting, and so covers drafts, which participants do not see.
 */
const LAYERS = [1, 2, 4] as const;

/**
 * The agenda in printed order. Each audience's numbers and expected starts are made only from what that audience sees,
 * so that they reveal nothing hidden. Depends on its arguments alone, not on the clock.
 */
export function layOut<I extends ItemFacts>(meeting: MeetingFacts, items: readonly I[]): (I & Layout)[] {
  const printed = print(meeting, items);
  for (const [layer, limit] of LAYERS.entries()) {
    const visible = printed.filter((item) => item.audience <= limit);
    for (const [item, start] of expectedStarts(meeting, visible)) item.expectedStarts[layer] = start;
  }
  return printed;
}

/** What the layout of the items around it depends on: all but who it is. */
const FACTS = [
  'parentId',
  'position',
  'visibility',
  'state',
  'plannedMinutes',
  'startedAt',
  'stoppedAt',
  'elapsedSeconds',
] as const satisfies readonly Exclude<keyof ItemFacts, 'id'>[];

/** Whether a laid out agenda stays as it is when one of its items becomes another state of itself. */
export function isLaidOutAlike(before: ItemFacts, after: ItemFacts): boolean {
  return FACTS.every((fact) => before[fact] === after[fact]);
}

function print<I extends ItemFacts>(meeting: MeetingFacts, items: readonly I[]): (I & Layout)[] {
  const children = siblings(items);
  const printed: (I & Layout)[] = [];
  const walk = (parentId: string | null, above: number, prefixes: readonly (string | null)[]): void => {
    const counts = LAYERS.map(() => 0);
    for (const [index, item] of (children.get(parentId) ?? []).entries()) {
      const audience = Math.max(above, audienceOf(item.visibility));
      const numbers = LAYERS.map((limit, layer) => {
        if (audience > limit) return null;
        counts[layer] = (counts[layer] ?? 0) + 1;
        return `${prefixes[layer] ?? ''}${counts[layer]}`;
      });
      printed.push({
        ...item,
        position: index + 1,
        ordinal: printed.length + 1,
        audience,
        numbers,
        expectedStarts: LAYERS.map(() => null),
      });
      walk(
        item.id,
        audience,
        numbers.map((number) => (number === null ? null : `${number}.`)),
      );
    }
  };
  walk(
    null,
    meeting.audience,
    LAYERS.map(() => ''),
  );
  return printed;
}

/** Items by their parents, in the order of their positions. */
function siblings<I extends ItemFacts>(items: readonly I[]): Map<string | null, I[]> {
  const groups = new Map<string | null, I[]>();
  for (const item of [...items].sort((a, b) => a.position - b.position)) {
    const group = groups.get(item.parentId);
    if (group === undefined) groups.set(item.parentId, [item]);
    else group.push(item);
  }
  return groups;
}

/** When each item that has not begun is due, computed from what is planned, running and done among these items. */
function expectedStarts<I extends ItemFacts>(meeting: MeetingFacts, visible: readonly I[]): [I, Date][] {
  if (isOver(meeting.status)) return [];
  const running = visible.find((item) => item.state === AgendaItemState.ACTIVE);
  let due = running?.startedAt ? running.startedAt.getTime() + remaining(running) : lastStop(meeting, visible);
  const starts: [I, Date][] = [];
  for (const item of visible) {
    if (item.state === AgendaItemState.PENDING) starts.push([item, new Date(due)]);
    // a paused item has begun, but the time it has left is still to come
    if (item.state === AgendaItemState.PENDING || item.state === AgendaItemState.PAUSED) due += remaining(item);
  }
  return starts;
}

/** The moment since which nothing has been running: the meeting's start, actual or planned, or the last stop of an item. */
function lastStop(meeting: MeetingFacts, visible: readonly ItemFacts[]): number {
  const stops = visible.flatMap((item) => (item.stoppedAt === null ? [] : [item.stoppedAt.getTime()]));
  return Math.max((meeting.openedAt ?? meeting.startsAt).getTime(), ...stops);
}

/** Milliseconds that the plan leaves an item, counted from its last start. */
function remaining(item: ItemFacts): number {
  return Math.max(0, (item.plannedMinutes ?? 0) * 60 - item.elapsedSeconds) * 1_000;
}
