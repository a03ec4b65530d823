import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { answerOf } from '../contestant';
import type { Arrived, Opening, Order, Report, Resumed } from './watchers';

const LONGEST_WAIT_MS = 60_000;

type Answers = { [Kind in Report as keyof Kind & string]: Kind[keyof Kind] };

/** Watchers of one server, spread over some processes. */
export class Crowd {
  private constructor(private readonly processes: readonly ChildProcess[]) {}

  static gather(processes: number): Crowd {
    const typescript = path.join(__dirname, '../../tests/testkit/run-typescript.cjs');
    return new Crowd(
      Array.from({ length: processes }, () =>
        fork(path.join(__dirname, 'watchers.ts'), { execArgv: ['-r', typescript] }),
      ),
    );
  }

  async connect(order: Extract<Order, { connect: object }>['connect']): Promise<void> {
    await this.all('connected', (place) => ({ connect: { ...order, count: this.shareOf(order.count, place) } }));
  }

  /** Begins to wait for an update at every watcher; resolves to a function that waits until all have it, and tells when each had. */
  async expect(): Promise<() => Promise<number[]>> {
    const receiving = Promise.all(this.processes.map((child) => answerOf<{ received: number[] }>(child, 'received')));
    await this.all('expecting', () => ({ expect: true }));
    return async () => {
      const stop = new AbortController();
      const late = later(LONGEST_WAIT_MS, undefined, { signal: stop.signal }).then(() => {
        throw new Error('not every watcher got the update');
      });
      const received = await Promise.race([receiving, late]);
      stop.abort();
      late.catch(() => undefined);
      return received.flatMap((each) => each.received);
    };
  }

  /** Its server is about to be killed; resolves to a function that waits until every socket is lost. */
  async lose(): Promise<() => Promise<void>> {
    const losing = Promise.all(this.processes.map((child) => answerOf<{ lost: number }>(child, 'lost')));
    await this.all('losing', () => ({ lose: true }));
    return async () => void (await losing);
  }

  async resume(opening: Opening): Promise<Resumed> {
    const all = await this.all('resumed', () => ({ resume: opening }));
    return {
      at: all.flatMap(({ at }) => at),
      snapshots: all.reduce((sum, { snapshots }) => sum + snapshots, 0),
      gaps: all.reduce((sum, { gaps }) => sum + gaps, 0),
    };
  }

  async arrive(order: Extract<Order, { arrive: object }>['arrive']): Promise<Arrived> {
    const all = await this.all('arrived', (place) => ({
      arrive: { ...order, count: this.shareOf(order.count, place) },
    }));
    return { took: all.flatMap(({ took }) => took), lastAt: Math.max(...all.map(({ lastAt }) => lastAt)) };
  }

  disband(): void {
    for (const child of this.processes) if (child.connected) child.disconnect();
  }

  private shareOf(count: number, place: number): number {
    const share = Math.floor(count / this.processes.length);
    return place === 0 ? count - share * (this.processes.length - 1) : share;
  }

  private all<K extends keyof Answers>(answer: K, order: (place: number) => Order): Promise<Answers[K][]> {
    return Promise.all(
      this.processes.map(async (child, place) => {
        const answered = answerOf<Pick<Answers, K>>(child, answer);
        child.send(order(place));
        return (await answered)[answer];
      }),
    );
  }
}
