/**
 * Looks into its connections, and so has their code within the sandbox.
 *
 * @jest-environment node
 */
import type { Client } from 'pg';
import { Pulse } from '../../../../src/platform/database/pulse';
import { createLogger } from '../../../../src/platform/observability/logger';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
let client: Client;
let described: jest.SpyInstance;

beforeAll(async () => {
  world = await TestWorld.open();
  const { serverUrl } = world.server.database;
  const pulse = new Pulse(serverUrl, createLogger('silent'), 1_000);
  client = new (pulse.clientClass(1_000))({ connectionString: serverUrl, pipeline: true });
  await client.connect();
  const { connection } = client as unknown as { connection: { describe: (what: unknown) => void } };
  described = jest.spyOn(connection, 'describe');
});
beforeEach(() => described.mockClear());
afterAll(async () => {
  await client.end();
  await world.close();
});

it('is asked once what columns it answers, and read alike each time', async () => {
  const statement = { name: 'two', text: 'select $1::int as number, $2::timestamptz as moment, null as nothing' };
  const at = new Date('2026-11-30T08:00:00.000Z');
  const run = (number: number) => client.query<object>({ ...statement, values: [number, at] });
  const answers = await Promise.all([run(1), run(2)]);
  answers.push(await run(3));
  expect(answers.flatMap(({ rows }) => rows)).toEqual(
    [1, 2, 3].map((number) => ({ number, moment: at, nothing: null })),
  );
  const inArrays = await client.query({ ...statement, values: [4, at], rowMode: 'array' });
  expect(inArrays.rows).toEqual([[4, at, null]]);
  // the second went before the first was answered
  expect(described).toHaveBeenCalledTimes(2);
});

it('that answers no rows, or no columns, says how many it concerned', async () => {
  const none = { name: 'none', text: 'select 1 as one where $1' };
  const changed = { name: 'changed', text: 'update access_clock set revision = revision where $1' };
  for (let time = 0; time < 3; time += 1) {
    expect((await client.query({ ...none, values: [false] })).rows).toEqual([]);
    expect((await client.query({ ...none, values: [true] })).rows).toEqual([{ one: 1 }]);
    expect(await client.query({ ...changed, values: [true] })).toMatchObject({ rowCount: 1, rows: [] });
  }
  expect(described).toHaveBeenCalledTimes(2);
});

it('runs again after it failed, and tells who asked', async () => {
  const share = (by: number) => client.query({ name: 'share', text: 'select 6 / $1::int as share', values: [by] });
  const failing = async function whoAsked(): Promise<void> {
    await share(0);
  };
  await expect(share(0)).rejects.toThrow('division by zero');
  expect((await share(2)).rows).toEqual([{ share: 3 }]);
  await expect(share(0)).rejects.toThrow('division by zero');
  expect((await share(3)).rows).toEqual([{ share: 2 }]);
  await expect(failing()).rejects.toMatchObject({ stack: expect.stringContaining('whoAsked') as string });
});
