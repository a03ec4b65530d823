import fc from 'fast-check';
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
    ['FREQ=DAILY;INTERVAL=9999', 'FREQ=DAILY;INTERVAL=9999'],
    ['FREQ=DAILY;INTERVAL=99999999999', null],
    ['FREQ=DAILY;COUNT=0', null],
    ['FREQ=DAILY;COUNT=1,2', null],
    ['FREQ=WEEKLY;', null],
    ['FREQ=WEEKLY\nEXDATE:20270101T000000Z', null],
    ['每季度', null],
    ['', null],
  ])('%j is kept as %j', (written, kept) => expect(ruleOf(written)).toBe(kept));

  it.each([
    ['FREQ=MONTHLY;INTERVAL=3', null],
    ['FREQ=MONTHLY;BYDAY=3FR', null],
    ['FREQ=MONTHLY;BYDAY=2TU', 'series.firstNotInRule'],
    ['FREQ=YEARLY;INTERVAL=9999', null],
    ['FREQ=DAILY;COUNT=400', null],
    ['FREQ=DAILY;COUNT=3000', 'series.ruleUnknown'],
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

const numbers = (least: number, most: number) => fc.integer({ min: least, max: most }).map(String);
const PARTS = fc.record(
  {
    FREQ: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    INTERVAL: numbers(0, 99_999),
    COUNT: numbers(0, 99_999),
    BYDAY: fc.constantFrom('MO', '-1FR', '5TU', '53SU', 'MO,WE'),
    BYMONTHDAY: numbers(-32, 32),
    BYYEARDAY: numbers(-367, 367),
    BYWEEKNO: numbers(-54, 54),
    BYMONTH: numbers(0, 13),
    BYSETPOS: numbers(-367, 367),
  },
  { requiredKeys: ['FREQ'] },
);

it('a rule of whatever parts is refused, or tells when it comes next', () => {
  fc.assert(
    fc.property(PARTS, (parts) => {
      const rule = ruleOf(
        Object.entries(parts)
          .map(([name, value]) => `${name}=${value}`)
          .join(';'),
      );
      if (rule === null) return;
      const asked = recurring(rule, '2027-01-15T01:00:00.000Z');
      if (recurrenceFault(asked) !== null) return;
      let at: Date | undefined = asked.firstStartsAt;
      for (let count = 0; at !== undefined && count < 3; count += 1) {
        const next: Date | undefined = nextOccurrence(asked, at)?.startsAt;
        if (next !== undefined) expect(next.getTime()).toBeGreaterThan(at.getTime());
        at = next;
      }
    }),
  );
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

  it('are over where the rule comes to no date in many steps, or to none that a meeting may have', () => {
    const rare = recurring('FREQ=DAILY;INTERVAL=11;BYMONTH=2;BYMONTHDAY=29;BYDAY=TU', '2028-02-29T01:00:00.000Z');
    expect(nextOccurrence(rare, rare.firstStartsAt)).toBeNull();
    expect(starts(rare, '2028-04-29T01:00:00.000Z')).toEqual(['2028-02-29T01:00:00.000Z']);
    const late = recurring('FREQ=YEARLY;INTERVAL=9999', '2027-01-15T01:00:00.000Z');
    expect(nextOccurrence(late, late.firstStartsAt)).toBeNull();
  });

  it('are found far from the first', () => {
    const daily = recurring('FREQ=DAILY', '2027-01-15T01:00:00.000Z');
    expect(nextOccurrence(daily, new Date('2060-01-15T01:00:00.000Z'))?.on).toBe('2060-01-16');
    const leap = recurring('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '2028-02-29T01:00:00.000Z');
    expect(nextOccurrence(leap, leap.firstStartsAt)?.on).toBe('2032-02-29');
  });
});
