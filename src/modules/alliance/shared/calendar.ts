/** Where an alliance's days begin and end unless it says otherwise. */
export const DEFAULT_TIME_ZONE = 'Asia/Shanghai';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day (YYYY-MM-DD) that a moment falls on in a time zone. */
export function allianceDay(moment: Date, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(moment);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** A moment as people of a time zone write it: day, hour and minute. */
export function allianceMoment(moment: Date, timeZone: string): string {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    clocks.set(timeZone, clock);
  }
  return `${allianceDay(moment, timeZone)} ${clock.format(moment)}`;
}

/** Whether there is such a time zone (IANA). */
export function isTimeZone(name: string): boolean {
  try {
    return (
      new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '' &&
      /^[A-Z][\w/+-]*$/i.test(name)
    );
  } catch {
    return false;
  }
}
