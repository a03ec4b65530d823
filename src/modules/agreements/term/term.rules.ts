/** Days after which the parties whose turn it is are reminded. */
export const UNSIGNED_DAYS = 5;
/** Days before the end, widest first, and before a commitment is due, at which people are reminded. */
export const ENDING_DAYS = [30, 7] as const;
export const DUE_DAYS = 7;

const DAY_MS = 86_400_000;

/** Whole days from one day (YYYY-MM-DD) to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

interface Term {
  readonly status: string;
  /** `YYYY-MM-DD` */
  readonly startsOn: string | null;
  readonly endsOn: string | null;
}

/** Whether an agreement has to begin. */
export function isToBegin({ status, startsOn }: Term, today: string): boolean {
  return status === 'SIGNED' && (startsOn === null || startsOn <= today);
}

/** Whether an agreement has to end: its last day has passed. */
export function isToEnd({ status, endsOn }: Term, today: string): boolean {
  return status === 'ACTIVE' && endsOn !== null && endsOn < today;
}

/** The reminder of the end that is due, by its number of days; null when none is. */
export function endingReminder(endsOn: string | null, today: string): number | null {
  if (endsOn === null || endsOn < today) return null;
  const left = daysBetween(today, endsOn);
  return [...ENDING_DAYS].reverse().find((days) => left <= days) ?? null;
}

/** Whether a commitment's reminder is due. */
export function isDueSoon(
  { status, dueOn }: { readonly status: string; readonly dueOn: string | null },
  today: string,
): boolean {
  if (dueOn === null || (status !== 'PENDING' && status !== 'IN_PROGRESS') || dueOn < today) return false;
  return daysBetween(today, dueOn) <= DUE_DAYS;
}

/** Whether a signing step has been open for so long that its parties are reminded. */
export function isLongUnsigned(stepOpenedAt: Date | null, now: Date): boolean {
  return stepOpenedAt !== null && now.getTime() - stepOpenedAt.getTime() >= UNSIGNED_DAYS * DAY_MS;
}
