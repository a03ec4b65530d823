import { createLogger } from '../../../../src/platform/observability/logger';
import { readCheckpoint, type SignedCheckpoint } from '../../../../src/platform/audit/checkpoint.rules';
import { isContinuedBy } from '../../../../src/platform/audit/tree.rules';
import { foundAfter, sealAll } from '../../../testkit/world/audit-log';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
let checkpoints: SignedCheckpoint[];

const STRANGERS = `
  insert into audit_entries (id, at, request_id, action, details)
  select gen_random_uuid(), now(), '', 'nothing', '{}'
  from generate_series(1, $1::int)`;

beforeAll(async () => {
  world = await TestWorld.open({ log: createLogger('silent') });
  // the daily check would raise an alarm over entries that no server wrote, which is an entry too
  await world.server.running.timedWork.stop();
  // more than stored subtrees of 256 leaves, which have one above them only with 65,536
  for (const count of [1, 254, 1, 1, 300, 700]) {
    await world.sql(STRANGERS, [count]);
    await sealAll(world.server);
  }
  const notes = await world.sql<{ note: string }>('select note from audit_checkpoints order by size');
  checkpoints = notes.map(({ note }) => readCheckpoint(note)).filter((each) => each !== null);
});
afterAll(() => world.close());

/** Without what is said of each of these entries, which no server wrote. */
const found = async (...statements: string[]): Promise<string[]> =>
  (
    await foundAfter(
      world.server.database.ownerUrl,
      statements.map((each) => [each]),
    )
  ).filter((each) => each !== 'stranger');

it('holds, with stored subtrees', async () => {
  expect(checkpoints.at(-1)?.size).toBe(1_257);
  expect(await world.sql('select level, index from audit_nodes order by level, index')).toEqual(
    [0, 1, 2, 3].map((index) => ({ level: 1, index: String(index) })),
  );
  expect(await found()).toEqual([]);
});

it('continues each of its checkpoints', async () => {
  const url = (size: number): string =>
    world.server.url.replace('/graphql', `/.well-known/gongjian/consistency?from=${size}`);
  for (const older of checkpoints) {
    const { checkpoint, proof } = (await (await fetch(url(older.size))).json()) as {
      checkpoint: string;
      proof: string[];
    };
    const newer = readCheckpoint(checkpoint) as SignedCheckpoint;
    const hashes = proof.map((each) => Buffer.from(each, 'base64'));
    expect(isContinuedBy(older, newer, hashes)).toBe(true);
    if (older.size < newer.size) expect(isContinuedBy({ ...older, root: Buffer.alloc(32) }, newer, hashes)).toBe(false);
  }
  for (const from of ['1258', '-1', 'x', '', '1e2']) expect((await fetch(url(0).replace(/0$/, from))).status).toBe(404);
  expect((await fetch(url(1), { method: 'POST' })).status).toBe(405);
});

it('names stored subtrees that were altered or taken away', async () => {
  expect(await found(`update audit_nodes set hash = sha256('x') where index = 1`)).toEqual(['nodes']);
  expect(await found('delete from audit_nodes where index = 1')).toEqual(['nodes']);
});

it('names a leaf that was altered with all that was stored over it', async () => {
  expect(
    await found(
      `update audit_entries set action = 'x' where id = (select entry_id from audit_seals where position = 300)`,
    ),
  ).toEqual(['altered']);
  expect(await found('update audit_seals set vouched = true where position = 300')).toEqual(['root', 'nodes']);
});

it('proves it to a hundred and two at once, and tells the others to come back', async () => {
  const url = world.server.url.replace('/graphql', '/.well-known/gongjian/consistency?from=3');
  const statuses = await Promise.all(Array.from({ length: 200 }, async () => (await fetch(url)).status));
  expect(new Set(statuses)).toEqual(new Set(statuses.includes(503) ? [200, 503] : [200]));
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(102);
  expect((await fetch(url)).status).toBe(200);
});
