import { isMainThread } from 'node:worker_threads';
import type { Task } from '../../../../src/platform/workers';

const file = __filename;

export function where(): 'here' | 'in a thread' {
  return isMainThread ? 'here' : 'in a thread';
}
export const WHERE: Task<null, string> = { file, name: where.name, run: where };

/** Does not end before the last element of what is shared is set, which it takes to be 1. */
export function waitFor(shared: Int32Array): string {
  Atomics.wait(shared, 0, 0);
  return 'went on';
}
export const WAIT: Task<Int32Array, string> = { file, name: waitFor.name, run: waitFor };

export function refuse(): never {
  throw new RangeError('this task fails');
}
export const REFUSE: Task<null, never> = { file, name: refuse.name, run: refuse };

/** Takes memory until there is none. */
export function exhaust(): number {
  const kept: number[][] = [];
  for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => index));
}
export const EXHAUST: Task<null, number> = { file, name: exhaust.name, run: exhaust };

export function environment(): string[] {
  return Object.keys(process.env);
}
export const ENVIRONMENT: Task<null, string[]> = { file, name: environment.name, run: environment };
