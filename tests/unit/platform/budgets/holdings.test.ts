import { Holdings } from '../../../../src/platform/budgets';

test('the network that holds most gives way, with what it has held longest', () => {
  const holdings = new Holdings<string>();
  holdings.set('one', 'small', 1);
  holdings.set('two', 'first', 2);
  holdings.set('two', 'second', 2);
  holdings.set('one', 'small', 3);
  expect([holdings.total, holdings.oldestOfHeaviest()]).toEqual([7, 'first']);
  holdings.set('two', 'first', 1);
  expect(holdings.oldestOfHeaviest()).toBe('small');
  // it is still the one that has been held longest
  holdings.set('two', 'first', 5);
  expect(holdings.oldestOfHeaviest()).toBe('first');
  holdings.set('two', 'first', 0);
  expect([holdings.has('two', 'first'), holdings.has('two', 'second')]).toEqual([false, true]);
  holdings.set('two', 'second', 0);
  holdings.set('two', 'never', 0);
  holdings.set('one', 'small', 0);
  expect([holdings.total, holdings.oldestOfHeaviest(), holdings.all()]).toEqual([0, undefined, []]);
});
