import { setTimeout as pause } from 'node:timers/promises';

/**
 * While a crowd comes, what it asks is looked up, and whoever has joined is served, so long after the last time at the soonest: a
 * statement costs about as much as two of the crowd's messages. Who comes alone waits for nobody.
 */
export const CROWD_MS = 50;

/**
 * Look-ups that many ask for at the same time, as when all come back after a server's restart: those who ask the same while one
 * is under way share the next, which begins after each of them has asked, so that nobody is answered by what was read before.
 */
export class SharedLookups<T> {
  /** By what is asked: settled once the next one may begin. */
  private readonly underWay = new Map<string, Promise<unknown>>();
  private readonly next = new Map<string, Promise<T>>();

  of(key: string, lookUp: () => Promise<T>): Promise<T> {
    const joined = this.next.get(key);
    if (joined !== undefined) return joined;
    const before = this.underWay.get(key);
    if (before === undefined) return this.begin(key, lookUp);
    const next = before.then(() => {
      this.next.delete(key);
      return this.begin(key, lookUp);
    });
    this.next.set(key, next);
    return next;
  }

  private begin(key: string, lookUp: () => Promise<T>): Promise<T> {
    const looking = lookUp();
    const over = Promise.allSettled([looking, pause(CROWD_MS, undefined, { ref: false })]);
    this.underWay.set(
      key,
      over.then(() => this.underWay.delete(key)),
    );
    return looking;
  }
}
