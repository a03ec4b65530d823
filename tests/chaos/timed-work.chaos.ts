import { ServerProcess } from '../testkit/random-run/server-process';
import type { Partner } from '../testkit/world/test-alliance';
import type { TestAgreements } from '../testkit/world/test-agreements';
import { rowId, TestWorld } from '../testkit/world/test-world';

/** What the day asks for is done once, though servers that do it are killed in the middle and several start at once. */

const AGREEMENTS = 60;

let world: TestWorld;
let agreements: TestAgreements;
let partners: [Partner, Partner];
const running: ServerProcess[] = [];

beforeAll(async () => {
  world = await TestWorld.open();
  agreements = (await world.alliance()).agreements;
  partners = (await agreements.alliance.partners('青枫小学', '自来水公司')) as [Partner, Partner];
  // nobody does it but the servers that are started for it
  await world.server.running.timedWork.stop();
});
afterAll(async () => {
  await Promise.all(running.map((process) => process.kill()));
  await world.server?.stop();
});

async function start(): Promise<ServerProcess> {
  const process = await ServerProcess.start(world.server.database);
  running.push(process);
  return process;
}

const overdue = async (): Promise<number> =>
  (
    await agreements.alliance.world.sql<{ count: number }>(
      "select count(*)::int as count from commitments where status = 'OVERDUE'",
    )
  )[0]?.count ?? 0;

/** Waits until so many commitments are overdue. */
async function reached(count: number): Promise<void> {
  while ((await overdue()) < count) await agreements.alliance.world.sql('select pg_sleep(0.01)');
}

it('through servers killed one after another, each commitment turns overdue once and is told once', async () => {
  const commitments = [
    { unitId: partners[1].unitId, text: '检修水管', category: 'PUBLIC_SERVICE', dueOn: '2020-06-30' },
  ];
  const ids: string[] = [];
  for (let index = 0; index < AGREEMENTS; index += 1)
    ids.push((await agreements.signed(partners, { startsOn: '2020-01-01', commitments })).id);
  for (const most of [5, 20, 35]) {
    const one = await start();
    await reached(Math.min(most, (await overdue()) + 1));
    await one.kill();
  }
  await Promise.all([start(), start()]);
  await reached(AGREEMENTS);
  const rows = await agreements.alliance.world.sql<{ id: string; told: number; notices: number }>(
    `select a.id, (select count(*)::int from agreement_events e where e.agreement_id = a.id and e.kind = 'COMMITMENT_UPDATED') as told,
       (select count(*)::int from notifications n where n.subject_id in (select 'commitment_' || c.id from commitments c where c.agreement_id = a.id) and n.key = 'commitment.overdue') as notices
     from agreements a where a.id = any($1)`,
    [ids.map(rowId)],
  );
  expect(rows.filter(({ told, notices }) => told !== 1 || notices !== 1)).toEqual([]);
  expect(rows).toHaveLength(AGREEMENTS);
  for (const id of ids.slice(0, 5)) expect(await agreements.integrity(id)).toEqual({ valid: true, problems: [] });
}, 240_000);
