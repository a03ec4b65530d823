import { RRuleTemporal } from 'rrule-temporal';
import { allianceDay } from '../../alliance/shared/calendar';
import { isWithinYears } from '../schedule/schedule.rules';

/** How many days ahead meetings are drafted. */
export const DRAFTED_DAYS = 60;
const DAY_MS = 86_400_000;

/** When meetings start: by a rule, from the first on, in a time zone. */
export interface Recurring {
  /** An RRULE as `ruleOf` writes it. */
  readonly recurrence: string;
  readonly firstStartsAt: Date;
  readonly timeZone: string;
  /** The last day on which one may start; a day of the time zone. */
  readonly until: string | null;
}

/** One meeting of a series: its start, and the day that it falls on in the series' time zone. */
export interface Occurrence {
  readonly startsAt: Date;
  readonly on: string;
}

/** What a meeting can come again by: the library passes over what it does not know, and a rule that is half understood is wrong. */
const PARTS: ReadonlySet<string> = new Set([
  ...['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST'],
  ...['BYDAY', 'BYMONTHDAY', 'BYYEARDAY', 'BYWEEKNO', 'BYMONTH', 'BYSETPOS'],
]);
/** How often and how many: the library looks for dates beyond all calendars where they are larger. */
const NUMBERS: ReadonlySet<string> = new Set(['INTERVAL', 'COUNT']);
const NUMBER = /^[1-9]\d{0,3}$/;
const FREQUENCIES: ReadonlySet<string> = new Set(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY']);

/** Steps in which a rule is looked through for its next date: enough for every 29 February, and soon over for a 30 February. */
const MOST_STEPS = 2_000;

/** A rule as it is kept, in capitals and without its name; null for one with parts that are not understood. */
export function ruleOf(recurrence: string): string | null {
  const rule = recurrence
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
  const parts = rule.split(';').map((part) => /^([A-Z]+)=([A-Z0-9+,-]+)$/.exec(part));
  const names = parts.map((part) => part?.[1] ?? '');
  if (names.some((name) => !PARTS.has(name)) || new Set(names).size < names.length) return null;
  if (parts.some((part) => NUMBERS.has(part?.[1] ?? '') && !NUMBER.test(part?.[2] ?? ''))) return null;
  const frequency = parts[names.indexOf('FREQ')]?.[2];
  return frequency !== undefined && FREQUENCIES.has(frequency) ? rule : null;
}

/** What is wrong with a rule; null when nothing is. */
export function recurrenceFault(recurring: Recurring): 'series.ruleUnknown' | 'series.firstNotInRule' | null {
  try {
    const [first] = occurrencesOf(recurring, recurring.firstStartsAt, recurring.firstStartsAt);
    // dates that are counted are looked through from the first each time, and all of them have to be within so many steps
    if (/\bCOUNT=/.test(recurring.recurrence)) ruleFrom(recurring).all();
    return first === undefined ? 'series.firstNotInRule' : null;
  } catch {
    // the library throws for what RFC 5545 does not allow, and for a rule that has no date in as many steps
    return 'series.ruleUnknown';
  }
}

/** The meetings that start between two moments, both included. */
export function occurrencesOf(recurring: Recurring, from: Date, to: Date): Occurrence[] {
  return ruleFrom(recurring)
    .between(zoned(from, recurring), zoned(to, recurring), true)
    .map(({ epochMilliseconds }) => occurrence(recurring, epochMilliseconds))
    .filter((each) => isWithin(recurring, each));
}

/** The first one that starts after a moment; null when there is none any more, or none in so many steps. */
export function nextOccurrence(recurring: Recurring, after: Date): Occurrence | null {
  const found = nextAfter(recurring, after);
  if (found === null) return null;
  const next = occurrence(recurring, found);
  return isWithinYears(next.startsAt) && isWithin(recurring, next) ? next : null;
}

/** In milliseconds of the epoch. The library throws where it comes to no date in as many steps as it is let. */
function nextAfter(recurring: Recurring, after: Date): number | null {
  try {
    return ruleFrom(recurring).next(zoned(after, recurring), false)?.epochMilliseconds ?? null;
  } catch {
    return null;
  }
}

/** Until when meetings are drafted at a moment. */
export function draftedUntil(now: Date): Date {
  return new Date(now.getTime() + DRAFTED_DAYS * DAY_MS);
}

function ruleFrom({ recurrence, firstStartsAt, timeZone }: Recurring): RRuleTemporal {
  return new RRuleTemporal({
    rruleString: recurrence,
    dtstart: zoned(firstStartsAt, { timeZone }),
    strict: true,
    maxIterations: MOST_STEPS,
  });
}

/** A moment as the library takes it from any implementation of Temporal. */
function zoned(
  moment: Date,
  { timeZone }: Pick<Recurring, 'timeZone'>,
): { timeZoneId: string; toString: () => string } {
  return { timeZoneId: timeZone, toString: () => `${moment.toISOString()}[${timeZone}]` };
}

function occurrence({ timeZone }: Recurring, milliseconds: number): Occurrence {
  const startsAt = new Date(milliseconds);
  return { startsAt, on: allianceDay(startsAt, timeZone) };
}

function isWithin({ until }: Recurring, { on }: Occurrence): boolean {
  return until === null || on <= until;
}
