import { parse } from 'graphql';
import { PlanCache, planKey } from '../../../../src/platform/execution/plan-cache';

const document = parse('{ __typename }');

it('keeps plans by their bytes, and gives up those that were used longest ago', () => {
  const plans = new PlanCache<{ size: number }>(100_000);
  const keys = Array.from({ length: 20 }, (_, place) => planKey(String(place)));
  for (const key of keys) {
    plans.keep(key, { size: 10_001 }, document);
    plans.get(keys[0] ?? '');
    expect(plans.weight).toBeLessThanOrEqual(100_000);
  }
  const kept = keys
    .map((key, place) => (plans.get(key) === undefined ? null : place))
    .filter((place) => place !== null);
  expect(kept).toEqual([0, 18, 19]);
});

it('weighs the document that a plan keeps alive', () => {
  const [one, other] = [new PlanCache(1_000_000), new PlanCache(1_000_000)];
  one.keep('a', { size: 100 }, document);
  other.keep('a', { size: 100 }, parse(`{ __typename ${'a: __typename '.repeat(100)} }`));
  expect(other.weight).toBeGreaterThan(one.weight + 100 * 400);
});

it('weighs a plan again that has grown, and keeps none that is larger than all may be', () => {
  const plans = new PlanCache<{ size: number }>(100_000);
  const plan = { size: 0 };
  plans.keep('a', plan, document);
  const { weight } = plans;
  plan.size = 10_000;
  plans.keep('a', plan, document);
  expect(plans.weight).toBe(weight + 25_000);
  plan.size = 100_000;
  plans.keep('a', plan, document);
  expect([plans.get('a'), plans.weight]).toEqual([undefined, 0]);
});

it('keys are as long, whatever they are made of, and tell their parts apart', () => {
  expect(planKey('a', 'x'.repeat(1_000_000))).toHaveLength(planKey('a').length);
  expect(planKey('a', 'b c')).not.toBe(planKey('a b', 'c'));
});
