const DAY = 86_400_000;
/** How long a round may be open. */
const LONGEST_DAYS = 366;
/** How many days before the last one those who have not answered are reminded. */
export const REMINDED_DAYS = 3;

const daysBetween = (one: string, other: string): number => (Date.parse(other) - Date.parse(one)) / DAY;

export const tooFarAhead = (dueOn: string, today: string): boolean => daysBetween(today, dueOn) > LONGEST_DAYS;

/** Which reminder is due today: of the last days, of the last day, or none. */
export function reminderOf(dueOn: string, today: string): 'listRound.dueSoon' | 'listRound.dueToday' | null {
  const left = daysBetween(today, dueOn);
  if (left === 0) return 'listRound.dueToday';
  return left > 0 && left <= REMINDED_DAYS ? 'listRound.dueSoon' : null;
}
