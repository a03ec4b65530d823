/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { once } from 'node:events';
import { SilentSockets } from '../../../../src/app/transport/silent-sockets';
import { Outbox, Unread } from '../../../../src/platform/live/outbox';
import { Exchange } from '../../platform/live/line';

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());
beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

it('closes those that have said nothing for ten seconds, and not those that have spoken or came later', async () => {
  const silent = new SilentSockets();
  const [first, spoken, late] = await Promise.all([exchange.line(), exchange.line(), exchange.line()]);
  const outboxes = [first, spoken, late].map(({ near, stream }) => new Outbox(near, stream, '', new Unread()));
  const [one, two, three] = outboxes as [Outbox, Outbox, Outbox];
  silent.add(one);
  silent.add(two);
  jest.advanceTimersByTime(5_000);
  silent.add(three);
  silent.delete(two);
  const closed = once(first.far, 'close') as Promise<[number, Buffer]>;
  jest.advanceTimersByTime(5_000);
  const [code, reason] = await closed;
  expect([code, String(reason)]).toEqual([4408, 'Connection initialisation timeout']);
  expect([spoken.near.readyState, late.near.readyState]).toEqual([spoken.near.OPEN, late.near.OPEN]);
  silent.stop();
  jest.advanceTimersByTime(60_000);
  expect(late.near.readyState).toBe(late.near.OPEN);
});
