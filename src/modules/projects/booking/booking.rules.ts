import type { BookingStatus } from './booking.entity';
import type { ResourceKind } from '../resource/resource.entity';

/** A time, in milliseconds, its end excluded. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** A booking that holds a place of its resource: it is asked for, or confirmed. */
export interface Placed extends Span {
  readonly id: string;
  readonly slot: number;
}

const DAY = 86_400_000;
/** How long one booking may be, and how far ahead it may end, in days. */
export const LONGEST_DAYS = 92;
export const FURTHEST_DAYS = 366;

/** How many of these there are at once, at most. */
export function greatestOverlap(spans: readonly Span[]): number {
  const steps = spans.flatMap(({ from, until }): [number, number][] => [
    [from, 1],
    [until, -1],
  ]);
  // where one ends and another begins, the end comes first
  steps.sort(([one, step], [other, next]) => one - other || step - next);
  let [now, most] = [0, 0];
  for (const [, step] of steps) {
    now += step;
    most = Math.max(most, now);
  }
  return most;
}

const overlap = (one: Span, other: Span): boolean => one.from < other.until && other.from < one.until;

/** Whether there is one left for all of this time. */
export function hasRoom(placed: readonly Placed[], wanted: Span, quantity: number): boolean {
  return (
    greatestOverlap(placed.filter((each) => overlap(each, wanted)).map((each) => clipped(each, wanted))) < quantity
  );
}

function clipped({ from, until }: Span, within: Span): Span {
  return { from: Math.max(from, within.from), until: Math.min(until, within.until) };
}

/** The first place that is free for all of this time; null where there is none, though there may be room when others move. */
export function freeSlot(placed: readonly Placed[], wanted: Span, quantity: number): number | null {
  const taken = new Set(placed.filter((each) => overlap(each, wanted)).map(({ slot }) => slot));
  for (let slot = 1; slot <= quantity; slot += 1) if (!taken.has(slot)) return slot;
  return null;
}

/**
 * Places for all bookings that are not over, so that no two of a place overlap: the slots by id; null when there are more at once
 * than places. Those that have begun stay where they are, whatever the number of their place, since what is over may lie beside
 * them. The others take, in the order in which they begin, the first place that is free: as all that have begun by a moment
 * share that moment, there is always one while no moment has more than the quantity.
 */
export function arranged(ahead: readonly Placed[], quantity: number, now: number): ReadonlyMap<string, number> | null {
  if (greatestOverlap(ahead) > quantity) return null;
  const slots = new Map<string, number>();
  const present: Placed[] = [];
  for (const each of [...ahead].sort((one, other) => one.from - other.from)) {
    const still = present.filter(({ until }) => until > each.from);
    const slot = each.from < now ? each.slot : freeSlot(still, each, quantity);
    if (slot === null) return null;
    slots.set(each.id, slot);
    present.splice(0, present.length, ...still, { ...each, slot });
  }
  return slots;
}

/** What is wrong with a time that somebody wants, and which end of it. */
export function spanFault(
  wanted: Span,
  now: number,
): {
  readonly key: 'booking.endsFirst' | 'booking.past' | 'booking.tooLong' | 'booking.tooFar';
  readonly at: 'from' | 'until';
} | null {
  if (wanted.until <= wanted.from) return { key: 'booking.endsFirst', at: 'until' };
  if (wanted.from < now) return { key: 'booking.past', at: 'from' };
  if (wanted.until - wanted.from > LONGEST_DAYS * DAY) return { key: 'booking.tooLong', at: 'until' };
  return wanted.until > now + FURTHEST_DAYS * DAY ? { key: 'booking.tooFar', at: 'until' } : null;
}

type Status = `${BookingStatus}`;

/** Which step leads to a status, by whom: the people of the unit that keeps the resource, or those of either unit. */
export const BOOKING_STEPS: Readonly<
  Record<
    Exclude<Status, 'REQUESTED'>,
    {
      readonly from: readonly Status[];
      readonly by: 'keeper' | 'either';
      /** Of a confirmed one: before it begins, or from then on. */
      readonly when?: 'ahead' | 'begun';
    }
  >
> = {
  CONFIRMED: { from: ['REQUESTED'], by: 'keeper' },
  DECLINED: { from: ['REQUESTED'], by: 'keeper' },
  CANCELLED: { from: ['REQUESTED', 'CONFIRMED'], by: 'either', when: 'ahead' },
  RETURNED: { from: ['CONFIRMED'], by: 'keeper', when: 'begun' },
};

/** What of a booking stands in the way of a status; null when nothing does. */
export function stepFault(
  { status, from, until }: Span & { readonly status: Status },
  to: Status,
  now: number,
): 'booking.wrongStep' | 'booking.begun' | 'booking.notBegun' | 'booking.over' | null {
  if (to === 'REQUESTED') return 'booking.wrongStep';
  const step = BOOKING_STEPS[to];
  if (!step.from.includes(status)) return 'booking.wrongStep';
  if (to === 'CONFIRMED') return until <= now ? 'booking.over' : null;
  if (status !== 'CONFIRMED' || step.when === undefined) return null;
  if (step.when === 'ahead') return from <= now ? 'booking.begun' : null;
  return from > now ? 'booking.notBegun' : null;
}

/** What is carried away, and so has to come back. */
export const LENT: readonly `${ResourceKind}`[] = ['GOODS', 'FACILITY', 'TECHNOLOGY'];
