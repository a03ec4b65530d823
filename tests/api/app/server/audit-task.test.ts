import { Pool } from 'pg';
import { MailServer } from '../../../testkit/mail-server';
import { createLogger } from '../../../../src/platform/observability/logger';
import { sealAll } from '../../../testkit/world/audit-log';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../testkit/world/test-world';

const DAY = 86_400_000;

let mail: MailServer;
let world: TestWorld;
let alliance: TestAlliance;
let now: Date;
const lines: string[] = [];

beforeAll(async () => {
  now = new Date();
  mail = await MailServer.open();
  world = await TestWorld.open({
    clock: () => now,
    env: { SMTP_URL: mail.url, MAIL_FROM: 'gongjian@test.example' },
    log: createLogger('info', { write: (line: string) => void lines.push(line) }),
  });
  alliance = await world.alliance();
  await create('一');
  for (const [locale, { id }] of [
    ['en', alliance.secretariat],
    ['zh-CN', alliance.organiser],
  ] as const)
    await world.sql('update persons set administrator = true, email = $2, locale = $3 where id = $1', [
      rowId(id),
      `${locale}@test.example`,
      locale,
    ]);
  // what the server does by itself is due from now on as well, and not amid the first test
  await world.server.running.timedWork.catchUp();
});
afterAll(async () => {
  await world.close();
  await mail.close();
});

async function create(name: string): Promise<void> {
  await world
    .as(alliance.secretariat)
    .mutate('createSectorGroup', { allianceId: alliance.id, name }, 'sectorGroup { id }');
  await sealAll(world.server);
}

/** So much later, with this server's work and another's; answers the checks that were made and the alarms that were raised. */
async function later(milliseconds: number): Promise<{ checks: number; alarms: number; entries: number }> {
  const count = async (): Promise<[checks: number, entries: number]> => [
    (await world.sql('select from audit_checks')).length,
    (await world.sql(`select from audit_entries where action = 'checkAudit'`)).length,
  ];
  const before = await count();
  lines.length = 0;
  now = new Date(now.getTime() + milliseconds);
  await Promise.all([world.server.running.timedWork.catchUp(), world.server.running.timedWork.catchUp()]);
  await world.server.running.timedWork.catchUp();
  const after = await count();
  const alarms = lines.filter((line) => line.includes('"event":"audit.failed"'));
  for (const alarm of alarms) expect(JSON.parse(alarm)).toMatchObject({ level: 'error' });
  return { checks: after[0] - before[0], alarms: alarms.length, entries: after[1] - before[1] };
}

it('checks the log once a day, and is quiet while it holds', async () => {
  expect(await later(DAY)).toEqual({ checks: 1, alarms: 0, entries: 0 });
  expect(await later(DAY / 2)).toEqual({ checks: 0, alarms: 0, entries: 0 });
  expect(await later(DAY / 2)).toEqual({ checks: 1, alarms: 0, entries: 0 });
});

it('is not put off by checks that the server did not make', async () => {
  const asServer = new Pool({ connectionString: world.server.database.serverUrl, max: 1 });
  await asServer.query(
    `insert into audit_checks (at, entries, problems, seal, key_id)
     select at + interval '1 hour', entries, problems, seal, key_id
     from audit_checks`,
  );
  await asServer.end();
  expect(await later(DAY)).toEqual({ checks: 1, alarms: 0, entries: 0 });
});

it('notifies the administrators and nobody else, and mails them what was found, in their languages', async () => {
  await world.sql(`update audit_entries set action = 'nothing' where action = 'createSectorGroup'`);
  expect(await later(DAY)).toEqual({ checks: 1, alarms: 1, entries: 1 });
  await world.sql(`update audit_entries set action = 'createSectorGroup' where action = 'nothing'`);
  const [english, chinese] = [await mail.to('en@test.example'), await mail.to('zh-CN@test.example')];
  expect(mail.received).toHaveLength(2);
  expect([english, chinese].map(({ headers }) => headers.get('subject'))).toEqual([
    'Gongjian: THE AUDIT LOG DOES NOT HOLD',
    '共建平台：审计日志核验未通过',
  ]);
  expect(english.text).toMatch(/entry \S+ or its seal was altered/);
  expect(chinese.text).toMatch(/记录 \S+ 或其封印被改动/);
  expect(await world.as(alliance.secretariat).query('{ viewer { notifications { nodes { kind summary } } } }')).toEqual(
    {
      viewer: {
        notifications: {
          nodes: [{ kind: 'SECURITY', summary: expect.stringContaining('The audit log does not hold (1 found)') }],
        },
      },
    },
  );
  expect(await world.sql(`select distinct person_id from notifications where key = 'audit.alarm'`)).toHaveLength(2);
});

it('raises an alarm each day until it was put right: an event of the log, and an entry that names what was found', async () => {
  await world.sql(`update audit_entries set action = 'nothing' where action = 'createSectorGroup'`);
  expect(await later(DAY)).toEqual({ checks: 1, alarms: 1, entries: 1 });
  expect(await later(DAY)).toEqual({ checks: 1, alarms: 1, entries: 1 });
  const [entry] = await world.sql<{ details: object }>(`select details from audit_entries where action = 'checkAudit'`);
  expect(entry?.details).toMatchObject({ problemCount: 1, found: [{ key: 'audit.problem.altered' }] });
  await world.sql(`update audit_entries set action = 'createSectorGroup' where action = 'nothing'`);
  expect(await later(DAY)).toEqual({ checks: 1, alarms: 0, entries: 0 });
});
