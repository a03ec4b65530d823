/** Alliances live by Beijing time, which has had no daylight saving since 1991. */
const OFFSET_MS = 8 * 3_600_000;

/** The calendar day (YYYY-MM-DD) that a moment falls on in an alliance. */
export function allianceDay(moment: Date): string {
  return new Date(moment.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}
