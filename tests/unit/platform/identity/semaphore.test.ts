import { setImmediate as turn } from 'node:timers/promises';
import { Semaphore } from '../../../../src/platform/identity/semaphore';

/** Work that ends when it is told to. */
function work() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, run: () => ended };
}

describe('Semaphore', () => {
  it('runs so many at once, in the order they came', async () => {
    const semaphore = new Semaphore(2, 10);
    const begun: number[] = [];
    const works = [0, 1, 2, 3].map(() => work());
    const runs = works.map((each, index) =>
      semaphore.run(() => {
        begun.push(index);
        return each.run();
      }),
    );
    await turn();
    expect(begun).toEqual([0, 1]);
    works[1]?.end();
    await runs[1];
    await turn();
    expect(begun).toEqual([0, 1, 2]);
    works.forEach((each) => each.end());
    await Promise.all(runs);
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('turns away whoever finds the line full, and takes them when it is not', async () => {
    const semaphore = new Semaphore(1, 1);
    const first = work();
    const running = semaphore.run(first.run);
    const waiting = semaphore.run(async () => 'second');
    await expect(semaphore.run(async () => 'third')).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 503 });
    first.end();
    await running;
    expect(await waiting).toBe('second');
    expect(await semaphore.run(async () => 'fourth')).toBe('fourth');
  });

  it('frees the place of work that fails', async () => {
    const semaphore = new Semaphore(1, 0);
    await expect(semaphore.run(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await semaphore.run(async () => 'next')).toBe('next');
  });
});
