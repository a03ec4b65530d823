import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { answerOf } from '../contestant';
import type { Order } from './watchers';

const LONGEST_WAIT_MS = 60_000;

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
    const share = Math.floor(order.count / this.processes.length);
    const first = order.count - share * (this.processes.length - 1);
    await this.all('connected', (_, place) => ({ connect: { ...order, count: place === 0 ? first : share } }));
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

  disband(): void {
    for (const child of this.processes) if (child.connected) child.disconnect();
  }

  private async all(answer: string, order: (child: ChildProcess, place: number) => Order): Promise<void> {
    await Promise.all(
      this.processes.map(async (child, place) => {
        const answered = answerOf<Record<string, unknown>>(child, answer);
        child.send(order(child, place));
        await answered;
      }),
    );
  }
}
