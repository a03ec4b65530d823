import fc from 'fast-check';
import {
  daysBetween,
  endingReminder,
  isDueSoon,
  isLongUnsigned,
} from '../../../../../src/modules/agreements/term/term.rules';

it.each([
  ['2026-01-01', '2026-01-01', 0],
  ['2026-02-28', '2026-03-01', 1],
  ['2028-02-28', '2028-03-01', 2],
  ['2026-12-31', '2027-01-01', 1],
  ['2026-05-02', '2026-05-01', -1],
  ['0099-12-31', '0100-01-01', 1],
])('from %s to %s: %d days', (from, to, days) => expect(daysBetween(from, to)).toBe(days));

it.each([
  [null, null],
  ['2026-06-01', null],
  ['2026-05-31', 30],
  ['2026-05-09', 30],
  ['2026-05-08', 7],
  ['2026-05-01', 7],
  ['2026-04-30', null],
])('on 1 May an agreement that ends on %s is reminded of as %s', (endsOn, reminder) =>
  expect(endingReminder(endsOn, '2026-05-01')).toBe(reminder),
);

it('two reminders of an end at the most, wide before narrow, whatever days are missed', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1 }), (days) => {
      const told = [...days]
        .sort((a, b) => a - b)
        .map((day) => endingReminder('2026-03-02', new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)));
      const given = told.filter((each) => each !== null);
      expect([...new Set(given)]).toEqual([30, 7].filter((each) => given.includes(each)));
    }),
  );
});

it.each([
  ['PENDING', '2026-05-08', true],
  ['IN_PROGRESS', '2026-05-01', true],
  ['PENDING', '2026-05-09', false],
  ['PENDING', '2026-04-30', false],
  ['PENDING', null, false],
  ['FULFILLED', '2026-05-02', false],
  ['OVERDUE', '2026-05-02', false],
  ['WAIVED', '2026-05-02', false],
])('on 1 May a %s commitment due on %s is due soon: %s', (status, dueOn, soon) =>
  expect(isDueSoon({ status, dueOn }, '2026-05-01')).toBe(soon),
);

it('those whose turn it is have been waited for long after five days, to the millisecond', () => {
  const opened = new Date('2026-05-01T08:00:00.000Z');
  expect(isLongUnsigned(opened, new Date('2026-05-06T07:59:59.999Z'))).toBe(false);
  expect(isLongUnsigned(opened, new Date('2026-05-06T08:00:00.000Z'))).toBe(true);
  expect(isLongUnsigned(null, opened)).toBe(false);
});
