/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { Bodies, type Body } from '../../../../src/platform/budgets';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const SOON = 20_000;
let ended: string[];
let bodies: Bodies;
beforeEach(() => {
  ended = [];
  bodies = new Bodies({ total: 100, perNetwork: 60 });
});

function begin(name: string, address: string, holds = 0): Body {
  const body = bodies.begin(address, SOON, (why) => ended.push(`${name} ${why}`));
  if (holds > 0) body.holds(holds);
  return body;
}

test('when a network holds too much, its body that has been under way longest ends, and not the one that comes', () => {
  begin('first', '192.0.2.1', 30);
  begin('second', '192.0.2.1', 30);
  begin('other', '192.0.2.2', 30);
  begin('third', '192.0.2.1', 20);
  expect([ended, bodies.inUse]).toEqual([['first crowded'], 80]);
});

test('addresses of one network hold together', () => {
  begin('first', '2001:db8::1', 40);
  begin('second', '2001:db8::2', 40);
  expect(ended).toEqual(['first crowded']);
});

test('when all together hold too much, the network that holds most gives way', () => {
  begin('small', '192.0.2.1', 10);
  begin('large 1', '192.0.2.2', 25);
  begin('large 2', '192.0.2.2', 30);
  begin('middle', '192.0.2.3', 30);
  begin('newcomer', '192.0.2.4', 20);
  expect([ended, bodies.inUse]).toEqual([['large 1 crowded'], 90]);
});

test('what has arrived is not ended any more, and counts until it is answered', () => {
  const arrived = begin('arrived', '192.0.2.1', 50);
  arrived.received();
  begin('waiting', '192.0.2.1', 10);
  begin('third', '192.0.2.1', 10);
  expect([ended, bodies.inUse]).toEqual([['waiting crowded'], 60]);
  arrived.release();
  arrived.release();
  expect(bodies.inUse).toBe(10);
});

test('a body that does not fit beside what has arrived ends itself', () => {
  begin('arrived', '192.0.2.1', 55).received();
  const late = begin('late', '192.0.2.1', 10);
  late.holds(10);
  late.release();
  expect([ended, bodies.inUse]).toEqual([['late crowded'], 55]);
});

test('a body of which nothing has come holds nothing, and is not ended for others', () => {
  begin('silent', '192.0.2.1');
  begin('first', '192.0.2.1', 40);
  begin('second', '192.0.2.1', 40);
  expect(ended).toEqual(['first crowded']);
});

test('a body has its time, and no more', () => {
  begin('slow', '192.0.2.1', 10);
  const quick = begin('quick', '192.0.2.1', 10);
  jest.advanceTimersByTime(SOON - 1);
  quick.received();
  expect(ended).toEqual([]);
  jest.advanceTimersByTime(2);
  expect([ended, bodies.inUse]).toEqual([['slow late'], 10]);
  quick.release();
  expect(bodies.inUse).toBe(0);
});

test('sixty bodies that never end hold no more than their budget', () => {
  bodies = new Bodies({ total: 64, perNetwork: 32 });
  for (let place = 0; place < 60; place += 1) {
    const body = begin(String(place), `192.0.2.${place % 6}`);
    for (let piece = 0; piece < 13; piece += 1) {
      body.holds(1);
      expect(bodies.inUse).toBeLessThanOrEqual(64);
    }
  }
  expect(ended.length).toBeGreaterThan(50);
});
