import { LIMITS } from '../../../../src/platform/budgets';
import { Workers } from '../../../../src/platform/workers';
import { ENVIRONMENT, EXHAUST, REFUSE, WAIT, WHERE } from './tasks';

const [SMALL, LARGE] = [LIMITS.loopBytes, LIMITS.loopBytes + 1];

let workers: Workers;
beforeEach(() => {
  workers = new Workers(1);
});
afterEach(() => workers.close());

/** What tasks wait for, until it is let go. */
function gate(): { shared: Int32Array; open: () => void } {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  return {
    shared,
    open: () => {
      Atomics.store(shared, 0, 1);
      Atomics.notify(shared, 0);
    },
  };
}

it('does small tasks at once, and large ones in a thread', async () => {
  expect(await workers.run(WHERE, null, SMALL, null)).toBe('here');
  expect(await workers.run(WHERE, null, LARGE, null)).toBe('in a thread');
});

it('passes on what a task throws, and goes on', async () => {
  await expect(workers.run(REFUSE, null, SMALL, null)).rejects.toThrow('this task fails');
  await expect(workers.run(REFUSE, null, LARGE, null)).rejects.toThrow('this task fails');
  expect(await workers.run(WHERE, null, LARGE, null)).toBe('in a thread');
});

it('tells a thread nothing of the environment, which holds secrets', async () => {
  expect(await workers.run(ENVIRONMENT, null, LARGE, null)).toEqual([]);
});

it('lets nobody fill the line alone, and gives places back', async () => {
  const { shared, open } = gate();
  const person = (): Promise<string> => workers.run(WAIT, shared, LARGE, 'person');
  const waiting = Array.from({ length: LIMITS.threadTasksPerPerson }, person);
  await expect(person()).rejects.toMatchObject({ code: 'RATE_LIMITED', status: 429 });
  const other = workers.run(WHERE, null, LARGE, 'another');
  open();
  expect(await Promise.all([...waiting, other])).toEqual([...waiting.map(() => 'went on'), 'in a thread']);
  expect(await person()).toBe('went on');
});

it('has an end to the line, which is no fault', async () => {
  const { shared, open } = gate();
  const waiting = Array.from({ length: LIMITS.threadTasks }, (_, index) =>
    workers.run(WAIT, shared, LARGE, `person ${index}`),
  );
  await expect(workers.run(WHERE, null, LARGE, 'one more')).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 503 });
  open();
  await Promise.all(waiting);
});

it('outlives a task that takes more memory than a thread may have', async () => {
  await workers.close();
  workers = new Workers(1, 32 * 1_024 ** 2);
  await expect(workers.run(EXHAUST, null, LARGE, null)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  expect(await workers.run(WHERE, null, LARGE, null)).toBe('in a thread');
});
