import {
  nextOccurrence,
  occurrencesOf,
  recurrenceFault,
  ruleOf,
  type Recurring,
} from '../../../../../src/modules/meetings/series/series.rules';

const recurring = (recurrence: string, first: string, more: Partial<Recurring> = {}): Recurring => ({
  recurrence,
  firstStartsAt: new Date(first),
  timeZone: 'Asia/Shanghai',
  until: null,
  ...more,
});
const starts = (rule: Recurring, to: string): string[] =>
  occurrencesOf(rule, rule.firstStartsAt, new Date(to)).map(({ startsAt }) => startsAt.toISOString());

describe('a rule', () => {
  it.each([
    ['FREQ=MONTHLY;INTERVAL=3', 'FREQ=MONTHLY;INTERVAL=3'],
    [' rrule:freq=weekly;byday=-1mo,+2tu;wkst=su ', 'FREQ=WEEKLY;BYDAY=-1MO,+2TU;WKST=SU'],
    ['FREQ=YEARLY;UNTIL=20300101T000000Z', 'FREQ=YEARLY;UNTIL=20300101T000000Z'],
    ['FREQ=HOURLY', null],
    ['FREQ=DAILY;BYHOUR=9,10', null],
    ['FREQ=WEEKLY;X-MINE=1', null],
    ['FREQ=WEEKLY;FREQ=DAILY', null],
    ['INTERVAL=2', null],
    ['FREQ=WEEKLY;', null],
    ['FREQ=WEEKLY\nEXDATE:20270101T000000Z', null],
    ['每季度', null],
    ['', null],
  ])('%j is kept as %j', (written, kept) => expect(ruleOf(written)).toBe(kept));

  it.each([
    ['FREQ=MONTHLY;INTERVAL=3', null],
    ['FREQ=MONTHLY;BYDAY=3FR', null],
    ['FREQ=MONTHLY;BYDAY=2TU', 'series.firstNotInRule'],
    ['FREQ=MONTHLY;INTERVAL=0', 'series.ruleUnknown'],
    ['FREQ=MONTHLY;BYDAY=9XX', 'series.ruleUnknown'],
    ['FREQ=MONTHLY;COUNT=2;UNTIL=20300101T000000Z', 'series.ruleUnknown'],
    ['FREQ=MONTHLY;UNTIL=20300101', 'series.ruleUnknown'],
  ])('%s from 15 January 2027: %s', (rule, fault) =>
    expect(recurrenceFault(recurring(rule, '2027-01-15T01:00:00.000Z'))).toBe(fault),
  );

  it('that never has a date is refused', () => {
    expect(
      recurrenceFault(recurring('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2027-01-15T01:00:00.000Z')),
    ).not.toBeNull();
  });
});

describe('the meetings of a series', () => {
  it('keep their hour where clocks change', () => {
    const weekly = recurring('FREQ=WEEKLY', '2027-03-07T14:00:00.000Z', { timeZone: 'America/New_York' });
    // nine in the morning, before and after 14 March
    expect(starts(weekly, '2027-03-22T00:00:00.000Z')).toEqual([
      '2027-03-07T14:00:00.000Z',
      '2027-03-14T13:00:00.000Z',
      '2027-03-21T13:00:00.000Z',
    ]);
  });

  it('fall on the days of their own time zone', () => {
    // half past one in the morning of the 31st in Shanghai is the 30th in UTC
    const monthly = recurring('FREQ=MONTHLY;BYMONTHDAY=31', '2027-01-30T17:30:00.000Z');
    expect(occurrencesOf(monthly, monthly.firstStartsAt, new Date('2027-06-30T00:00:00.000Z'))).toEqual([
      { startsAt: new Date('2027-01-30T17:30:00.000Z'), on: '2027-01-31' },
      { startsAt: new Date('2027-03-30T17:30:00.000Z'), on: '2027-03-31' },
      { startsAt: new Date('2027-05-30T17:30:00.000Z'), on: '2027-05-31' },
    ]);
  });

  it('end with the last day, which still has one', () => {
    const weekly = recurring('FREQ=WEEKLY', '2027-01-15T01:00:00.000Z', { until: '2027-01-22' });
    expect(starts(weekly, '2028-01-01T00:00:00.000Z')).toEqual([
      '2027-01-15T01:00:00.000Z',
      '2027-01-22T01:00:00.000Z',
    ]);
    expect(nextOccurrence(weekly, new Date('2027-01-16T00:00:00.000Z'))?.on).toBe('2027-01-22');
    expect(nextOccurrence(weekly, new Date('2027-01-22T01:00:00.000Z'))).toBeNull();
  });

  it('are found far from the first', () => {
    const daily = recurring('FREQ=DAILY', '2027-01-15T01:00:00.000Z');
    expect(nextOccurrence(daily, new Date('2060-01-15T01:00:00.000Z'))?.on).toBe('2060-01-16');
    const leap = recurring('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '2028-02-29T01:00:00.000Z');
    expect(nextOccurrence(leap, leap.firstStartsAt)?.on).toBe('2032-02-29');
  });
});
