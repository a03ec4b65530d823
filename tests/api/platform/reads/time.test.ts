import { Pool } from 'pg';
import { LIMITS } from '../../../../src/platform/budgets';
import { request } from '../../../testkit/graphql';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
let owner: Pool;
beforeAll(async () => {
  world = await TestWorld.open();
  await world.alliance();
  owner = new Pool({ connectionString: world.server.database.ownerUrl, max: 1 });
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

it('a read that the database ends is too costly, and its root field is named; others are answered', async () => {
  const holder = await owner.connect();
  await holder.query('begin');
  await holder.query('lock table member_units in access exclusive mode');
  const answer = request(world.url(), {
    query: '{ quick: alliances { totalCount } slow: alliance(slug: "x") { memberUnits { totalCount } } }',
  });
  const reads = world.server.running.connections.reads;
  // the statement waits for the table, as one waits that takes too long; it is ended as its own timeout ends it
  let ended = false;
  while (!ended) {
    const { rows } = await reads.query<{ ended: boolean }>(
      `select pg_cancel_backend(pid) as ended from pg_stat_activity
       where wait_event_type = 'Lock' and datname = current_database() and query like '%member_units%'`,
    );
    ended = rows.some((row) => row.ended);
  }
  await holder.query('rollback');
  holder.release();
  const { status, body } = await answer;
  expect([status, body]).toMatchObject([
    200,
    {
      data: { quick: { totalCount: 1 }, slow: null },
      errors: [
        {
          path: ['slow'],
          message:
            'The query was ended: it took the database more than 5 seconds. Ask for smaller pages, fewer levels or a narrower filter.',
          extensions: { code: 'TOO_COSTLY' },
        },
      ],
    },
  ]);
});

it('reads have less time than what writes', async () => {
  const { reads } = world.server.running.connections;
  const { rows } = await reads.query<{ statement_timeout: string }>('show statement_timeout');
  expect(rows).toEqual([{ statement_timeout: `${LIMITS.readMilliseconds / 1_000}s` }]);
});
