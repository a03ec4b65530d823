import { Pool } from 'pg';
import { Pulse } from '../../../../src/platform/database/pulse';
import { createLogger } from '../../../../src/platform/observability/logger';
import { dueTask, TimedWork } from '../../../../src/platform/timed-work';
import { TestWorld } from '../../../testkit/world/test-world';

/** Nothing can be done of many objects: each is tried once, and one short line says so. */

/** More than are read at a time. */
const OBJECTS = 450;
const LONGEST_LINE = 4_096;

let world: TestWorld;
let database: Pool;
const tried: string[] = [];
const lines: string[] = [];
const log = createLogger('info', { write: (line: string) => void lines.push(line) });

beforeAll(async () => {
  world = await TestWorld.open();
  await world.server.running.timedWork.stop();
  await world.sql(
    `insert into alliances (id, slug, name, founded_on)
     select gen_random_uuid(), 'broken-' || n, '联合会', '2011-06-01' from generate_series(1, $1::int) n`,
    [OBJECTS],
  );
  database = new Pool({ connectionString: world.server.database.serverUrl, max: 2 });
});
afterAll(async () => {
  await database.end();
  await world.close();
});

/** What is wrong with each takes long to say. */
const broken = dueTask({
  name: 'broken',
  prefix: 'alliance',
  due: 'select a.id from alliances a where a.id > $2 and a.founded_on <= $1::timestamptz',
  keep: async (_, { id }) => {
    tried.push(id);
    throw new Error('与签署时不符，'.repeat(1_000));
  },
});

const begin = async (): Promise<TimedWork> => {
  const { running } = world.server;
  const work = new TimedWork({
    url: world.server.database.serverUrl,
    pulse: new Pulse(world.server.database.readerUrl, log, 1_000),
    log,
    writer: running.writer,
    database,
    clock: () => new Date(),
    tasks: [broken],
  });
  await work.start();
  return work;
};

/** That wait, for the first time or to be tried again. */
async function jobs(): Promise<number> {
  const found = await world.sql("select from timed_work.jobs where task_identifier = 'broken'");
  return found.length;
}

it('tries none of them again before the next quarter of an hour, and logs one line of less than 4 KB', async () => {
  const work = await begin();
  try {
    while ((await jobs()) > 0) await world.sql('select pg_sleep(0.01)');
  } finally {
    await work.stop();
  }
  expect([tried.length, new Set(tried).size]).toEqual([OBJECTS, OBJECTS]);
  const said = lines.map((line) => JSON.parse(line) as { event?: string; failed?: number });
  expect(said).toMatchObject([{ event: 'broken.dueFailed', failed: OBJECTS }]);
  expect(lines.filter((line) => Buffer.byteLength(line) >= LONGEST_LINE)).toEqual([]);
});
