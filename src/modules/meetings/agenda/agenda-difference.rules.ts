import type { ConsultationItem } from '../consultation/consultation-item.entity';
import { DRAFT_AUDIENCE } from '../meeting/meeting.rules';
import type { AgendaItem } from './agenda.entity';
import type { ItemChange, MeetingEvent } from './agenda-events.rules';

/** An item as it is stored, without its relations. */
export type Item = Readonly<
  Omit<
    AgendaItem,
    | 'allianceId'
    | 'meetingId'
    | 'meeting'
    | 'parent'
    | 'presenterUnit'
    | 'agreement'
    | 'project'
    | 'need'
    | 'consultation'
  >
>;

/** From one state of an agenda to the next: the rows to write, and what the event says of them. */
export interface AgendaDifference {
  readonly inserted: readonly Item[];
  readonly updated: readonly Item[];
  readonly removed: readonly string[];
  readonly event: Pick<MeetingEvent, 'items' | 'shifted'>;
  /** Consultations whose experts are shown something else of their items than before. */
  readonly consultations: readonly string[];
}

type Place = 'position' | 'ordinal' | 'audience' | 'numbers' | 'expectedStarts';

/** What an item holds besides its place: a change of it is shown to everybody who sees the item. */
const OWN = [
  'title',
  'description',
  'kind',
  'state',
  'visibility',
  'presenterUnitId',
  'presenter',
  'agreementId',
  'projectId',
  'needId',
  'consultationId',
  'plannedMinutes',
  'startedAt',
  'stoppedAt',
  'elapsedSeconds',
  'version',
] as const satisfies readonly (keyof Item)[];

/** What the experts of a consultation are shown of an item that is about it, wherever it lies; and who else sees it. */
const SHOWN_TO_EXPERTS = {
  title: true,
  description: true,
  kind: true,
  state: true,
  presenter: true,
  plannedMinutes: true,
  startedAt: true,
  elapsedSeconds: true,
  audience: true,
} as const satisfies Readonly<Record<keyof ConsultationItem | 'audience', true>>;

const DERIVED = ['position', 'ordinal', 'audience', 'numbers', 'expectedStarts'] as const satisfies readonly Place[];

const LAYERS = [0, 1, 2] as const;

/**
 * Compares two laid out agendas of one meeting. The event lists the removed items, then the others in printed order,
 * parents before their children.
 * @param moved the item that somebody moved; the places of the others only shifted
 */
export function differenceBetween(
  before: readonly Item[],
  after: readonly Item[],
  moved: string | null = null,
): AgendaDifference {
  const earlier = new Map(before.map((item) => [item.id, item]));
  const remaining = new Set(after.map((item) => item.id));
  const gone = before.filter((item) => !remaining.has(item.id));
  const kept = after.flatMap((now) => {
    const was = earlier.get(now.id);
    return was === undefined ? [] : [{ was, now }];
  });
  const items: ItemChange[] = [
    ...gone.map((item) => ({ id: item.id, was: item.audience, is: null })),
    ...after.flatMap((now) => itemChange(earlier.get(now.id), now, now.id === moved)),
  ];
  const [toPublic, toMembers, toParticipants] = LAYERS.map((layer) =>
    kept.flatMap(({ was, now }) => (hasShifted(was, now, layer) ? [now.id] : [])),
  ) as [string[], string[], string[]];
  const shifts = toPublic.length + toMembers.length + toParticipants.length > 0;
  return {
    inserted: after.filter((item) => !earlier.has(item.id)),
    updated: kept.filter(({ was, now }) => differs(was, now, [...OWN, ...DERIVED, 'parentId'])).map(({ now }) => now),
    removed: gone.map((item) => item.id),
    event: {
      ...(items.length > 0 ? { items } : {}),
      ...(shifts ? { shifted: [toPublic, toMembers, toParticipants] as const } : {}),
    },
    consultations: consultationsTouched(before, after),
  };
}

/** Of a draft, experts are shown nothing. */
function consultationsTouched(before: readonly Item[], after: readonly Item[]): string[] {
  const shownIn = (items: readonly Item[]): Map<string, Item> =>
    new Map(
      items
        .filter(({ consultationId, audience }) => consultationId !== null && audience < DRAFT_AUDIENCE)
        .map((item) => [item.id, item]),
    );
  const [were, are] = [shownIn(before), shownIn(after)];
  const shown = Object.keys(SHOWN_TO_EXPERTS) as (keyof typeof SHOWN_TO_EXPERTS)[];
  const touched = [...new Set([...were.keys(), ...are.keys()])].flatMap((id) => {
    const [was, is] = [were.get(id), are.get(id)];
    const stays = was !== undefined && is !== undefined && !differs(was, is, [...shown, 'consultationId']);
    return stays ? [] : [was?.consultationId ?? null, is?.consultationId ?? null];
  });
  return [...new Set(touched)].filter((id) => id !== null);
}

export function isEmpty({ inserted, updated, removed }: AgendaDifference): boolean {
  return inserted.length + updated.length + removed.length === 0;
}

function itemChange(was: Item | undefined, now: Item, moved: boolean): ItemChange[] {
  if (was === undefined) return [{ id: now.id, was: null, is: now.audience }];
  if (!moved && was.audience === now.audience && !differs(was, now, OWN)) return [];
  return [{ id: now.id, was: was.audience, is: now.audience, ...(moved ? { moved } : {}) }];
}

/** Whether the number or the expected start changed for an audience that saw the item before and still sees it. */
function hasShifted(was: Item, now: Item, layer: (typeof LAYERS)[number]): boolean {
  const [before, present] = [was.numbers[layer] ?? null, now.numbers[layer] ?? null];
  if (before === null || present === null) return false;
  return before !== present || !same(was.expectedStarts[layer] ?? null, now.expectedStarts[layer] ?? null);
}

function differs(was: Item, now: Item, properties: readonly (keyof Item)[]): boolean {
  return properties.some((property) => !same(was[property], now[property]));
}

function same(one: unknown, other: unknown): boolean {
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => same(value, other[index]));
  return one === other;
}
