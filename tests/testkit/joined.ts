import { EventEmitter, once } from 'node:events';
import { Hub, type Hub as Joined } from '../../src/platform/live/hub';

const joins = new EventEmitter();
const { join } = Hub.prototype;
Hub.prototype.join = function (this: Joined, ...subscription: Parameters<Joined['join']>) {
  join.apply(this, subscription);
  joins.emit('joined');
};
// the servers of the next test file may have the same hub
afterAll(() => {
  Hub.prototype.join = join;
});

/**
 * Subscribes, and waits until a server of this process has joined the subscriber: from then on it misses nothing. Only
 * for subscriptions that begin with what comes next; all others show that they are live by their first update.
 */
export async function untilJoined<T>(subscribe: () => T): Promise<T> {
  const joined = once(joins, 'joined');
  const subscribed = subscribe();
  await joined;
  return subscribed;
}
