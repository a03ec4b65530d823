/**
 * Whether everything that there is to try is tried (`npm run test:full`, which runs the files that ask), or as much of it
 * as soon shows a fault (`npm test`).
 */
export const isFull = process.env.GONGJIAN_TESTS === 'full';

export function quickOrFull<T>(quick: T, full: T): T {
  return isFull ? full : quick;
}
