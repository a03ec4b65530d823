import type { Pool } from 'pg';
import { positionOf } from '../../../../src/platform/database/position';
import { Replicas } from '../../../../src/platform/database/replicas';
import { createLogger } from '../../../../src/platform/observability/logger';

/** The database's answers to where it is, each given when the test says so. */
function opened() {
  const waiting: { resolve: (answer: { rows: object[] }) => void; reject: (error: Error) => void }[] = [];
  const primary = {
    query: () => new Promise((resolve, reject) => waiting.push({ resolve, reject })),
  } as unknown as Pool;
  let listening = true;
  const replicas = new Replicas({ replicas: [], primary, listening: () => listening, log: createLogger('silent') });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    replicas,
    answer: (position: string) => (waiting.shift()?.resolve({ rows: [{ position }] }), settled()),
    fail: () => (waiting.shift()?.reject(new Error('gone')), settled()),
    listen: (yes: boolean) => void (listening = yes),
  };
}

test('nothing is read from a replica before it is known how far it has to be', async () => {
  const { replicas, answer } = opened();
  expect(replicas.needed).toBeNull();
  const started = replicas.start();
  await answer('0/10');
  await started;
  expect(replicas.needed).toBe(positionOf('0/10'));
  await replicas.stop();
});

test('after a change of rights replicas are read from only when they have it', async () => {
  const { replicas, answer } = opened();
  const started = replicas.start();
  await answer('0/10');
  await started;
  replicas.rightsChanged();
  replicas.rightsChanged();
  expect(replicas.needed).toBeNull();
  await answer('0/20');
  expect(replicas.needed).toBeNull();
  await answer('0/30');
  expect(replicas.needed).toBe(positionOf('0/30'));
  await replicas.stop();
});

test('where the database does not say where a change of rights is, none is read from until it is looked at anew', async () => {
  const { replicas, answer, fail } = opened();
  const started = replicas.start();
  await answer('0/10');
  await started;
  replicas.rightsChanged();
  await fail();
  expect(replicas.needed).toBeNull();
  await replicas.stop();
});

test('a process that is not told of changes of rights reads from none', async () => {
  const { replicas, answer, listen } = opened();
  const started = replicas.start();
  await answer('0/10');
  await started;
  listen(false);
  expect(replicas.needed).toBeNull();
  listen(true);
  expect(replicas.needed).not.toBeNull();
  await replicas.stop();
});
