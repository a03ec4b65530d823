import { Hall, rowId } from '../testkit/hall';
import { Pact, type Partner } from '../testkit/pact';
import { ServerProcess } from '../testkit/random-run/server-process';
import { startTestServer, type TestServer } from '../testkit/server';

/** What the day asks for is done once, though servers that do it are killed in the middle and several start at once. */

const AGREEMENTS = 60;

let server: TestServer;
let pact: Pact;
let partners: [Partner, Partner];
const running: ServerProcess[] = [];

beforeAll(async () => {
  server = await startTestServer();
  pact = new Pact(await Hall.open(server.database, server.url));
  partners = (await pact.partners('青枫小学', '自来水公司')) as [Partner, Partner];
  // nobody does it but the servers that are started for it
  await server.running.timedWork.stop();
}, 60_000);
afterAll(async () => {
  await Promise.all(running.map((process) => process.kill()));
  await server?.stop();
});

async function start(): Promise<ServerProcess> {
  const process = await ServerProcess.start(server.database.serverUrl);
  running.push(process);
  return process;
}

const overdue = async (): Promise<number> =>
  (await pact.hall.sql<{ count: number }>("select count(*)::int as count from commitments where status = 'OVERDUE'"))[0]
    ?.count ?? 0;

/** Waits until so many commitments are overdue. */
async function reached(count: number): Promise<void> {
  while ((await overdue()) < count) await pact.hall.sql('select pg_sleep(0.01)');
}

it('through servers killed one after another, each commitment turns overdue once and is told once', async () => {
  const commitments = [
    { unitId: partners[1].unitId, text: '检修水管', category: 'PUBLIC_SERVICE', dueOn: '2020-06-30' },
  ];
  const ids: string[] = [];
  for (let index = 0; index < AGREEMENTS; index += 1)
    ids.push((await pact.signed(partners, { startsOn: '2020-01-01', commitments })).id);
  for (const most of [5, 20, 35]) {
    const one = await start();
    await reached(Math.min(most, (await overdue()) + 1));
    await one.kill();
  }
  await Promise.all([start(), start()]);
  await reached(AGREEMENTS);
  const rows = await pact.hall.sql<{ id: string; told: number; notices: number }>(
    `select a.id, (select count(*)::int from agreement_events e where e.agreement_id = a.id and e.kind = 'COMMITMENT_UPDATED') as told,
       (select count(*)::int from notifications n where n.subject_id in (select 'commitment_' || c.id from commitments c where c.agreement_id = a.id) and n.key = 'commitment.overdue') as notices
     from agreements a where a.id = any($1)`,
    [ids.map(rowId)],
  );
  expect(rows.filter(({ told, notices }) => told !== 1 || notices !== 1)).toEqual([]);
  expect(rows).toHaveLength(AGREEMENTS);
  for (const id of ids.slice(0, 5)) expect(await pact.integrity(id)).toEqual({ valid: true, problems: [] });
}, 240_000);
