import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { sealAll } from '../../../testkit/world/audit-log';
import { rowId, TestWorld } from '../../../testkit/world/test-world';

const DAY = 86_400_000;
let world: TestWorld;
let alliance: TestAlliance;
let now: Date;

beforeAll(async () => {
  now = new Date();
  world = await TestWorld.open({ clock: () => now, env: { KEEP_CONTACTS_DAYS: '730' } });
  alliance = await world.alliance();
});
afterAll(() => world.close());

/** So many days later, with timed work done twice at once; answers what the audit log says was forgotten of alliances, or of none. */
async function later(days: number, of: 'alliances' | 'people' = 'alliances'): Promise<object[]> {
  const whose = of === 'alliances' ? 'is not null' : 'is null';
  const entries = `select alliance_id as alliance, details from audit_entries
    where action = 'forget' and alliance_id ${whose} order by at, id`;
  const before = (await world.sql(entries)).length;
  now = new Date(now.getTime() + days * DAY);
  await Promise.all([world.server.running.timedWork.catchUp(), world.server.running.timedWork.catchUp()]);
  await world.server.running.timedWork.catchUp();
  return (await world.sql(entries)).slice(before);
}

it('forgets receipts and contacts when their terms are over, and says how many of which alliance', async () => {
  const contacts = [{ name: '王芳', phone: '13800000000' }];
  const apply = async (name: string): Promise<string> => {
    const input = { allianceId: alliance.id, name, kind: 'PRIVATE_ENTERPRISE', affiliation: 'DISTRICT', contacts };
    const { memberUnit } = await world
      .as()
      .mutate<{ memberUnit: { id: string } }>('applyForMembership', input, 'memberUnit { id }');
    return memberUnit.id;
  };
  const secretariat = world.as(alliance.secretariat);
  const [declined, waiting] = [await apply('白塔餐馆'), await apply('白塔书店')];
  await secretariat.mutate(
    'reviewMembership',
    { unitId: declined, admit: false, reason: '材料不全' },
    'memberUnit { id }',
  );
  const held = async (): Promise<unknown> =>
    world.sql(
      `select name, receipt_hash is not null as receipt, (select count(*)::int from unit_contacts where unit_id = unit.id) as contacts
       from member_units unit
       where id = any ($1)
       order by name`,
      [[declined, waiting].map(rowId)],
    );
  const id = rowId(alliance.id);
  expect(await later(364)).toEqual([]);
  expect(await later(2)).toEqual([{ alliance: id, details: { what: 'receipts', count: 1, days: 365 } }]);
  expect(await held()).toEqual([
    { name: '白塔书店', receipt: true, contacts: 1 },
    { name: '白塔餐馆', receipt: false, contacts: 1 },
  ]);
  expect(await later(365)).toEqual([{ alliance: id, details: { what: 'contacts', count: 1, days: 730 } }]);
  expect(await held()).toEqual([
    { name: '白塔书店', receipt: true, contacts: 1 },
    { name: '白塔餐馆', receipt: false, contacts: 0 },
  ]);
  expect(await later(400)).toEqual([]);
  await sealAll(world.server);
});

it('forgets sessions that have been over for a month by the database’s clock, and keeps those that are not', async () => {
  const person = rowId(alliance.secretariat.id);
  const session = async (endedDaysAgo: number | null): Promise<string> => {
    const [row] = await world.sql<{ id: string }>(
      `insert into sessions (id, person_id, started_at, last_used_at, expires_at, ended_at, place)
       values (gen_random_uuid(), $1, now(), now(), now() + interval '300 days', now() - make_interval(days => $2), '')
       returning id`,
      [person, endedDaysAgo],
    );
    return row?.id ?? '';
  };
  const ids = [await session(31), await session(29), await session(null)];
  const [forgotten] = await later(400, 'people');
  expect(forgotten).toEqual({ alliance: null, details: { what: 'sessions', count: 1, days: 30 } });
  const left = await world.sql<{ id: string }>('select id from sessions where id = any ($1)', [ids]);
  expect(left.map(({ id }) => id).sort()).toEqual(ids.slice(1).sort());
});

it('forgets invitations that ran out and addresses of those that were taken up, by the database’s clock', async () => {
  const person = rowId(alliance.secretariat.id);
  const invite = async (daysAgo: number, takenUp: boolean): Promise<string> => {
    const [row] = await world.sql<{ id: string }>(
      `insert into invitations (id, hash, person_id, alliance_id, email, created_at, expires_at, accepted_at)
       select id, decode(replace(id::text, '-', ''), 'hex'), $1, $2, 'somebody@test.example', at, at, case when $4 then at end
       from (select gen_random_uuid() as id, now() - make_interval(days => $3) as at) made
       returning id`,
      [person, rowId(alliance.id), daysAgo, takenUp],
    );
    return row?.id ?? '';
  };
  const ids = [await invite(366, false), await invite(364, false), await invite(366, true), await invite(364, true)];
  expect(await later(1)).toContainEqual({
    alliance: rowId(alliance.id),
    details: { what: 'invitations', count: 2, days: 365 },
  });
  const left = await world.sql<{ id: string; email: string | null }>(
    'select id, email from invitations where id = any ($1)',
    [ids],
  );
  const kept = 'somebody@test.example';
  expect(new Map(left.map(({ id, email }) => [id, email]))).toEqual(
    new Map([
      [ids[1], kept],
      [ids[2], null],
      [ids[3], kept],
    ]),
  );
});

it('forgets notifications long after they were read, and keeps those that were not', async () => {
  const notify = async (readDaysAgo: number | null): Promise<string> => {
    const [row] = await world.sql<{ id: string }>(
      `insert into notifications (alliance_id, id, person_id, at, kind, key, parameters, read_at)
       values ($1, gen_random_uuid(), $2, now(), 'OTHER', 'account.disabled', '{}', $3)
       returning id`,
      [
        rowId(alliance.id),
        rowId(alliance.secretariat.id),
        readDaysAgo === null ? null : new Date(now.getTime() - readDaysAgo * DAY),
      ],
    );
    return row?.id ?? '';
  };
  const ids = [await notify(364), await notify(362), await notify(null)];
  const forgotten = await later(2);
  expect(forgotten).toContainEqual({
    alliance: rowId(alliance.id),
    details: { what: 'notifications', count: 1, days: 365 },
  });
  const left = await world.sql<{ id: string }>('select id from notifications where id = any ($1)', [ids]);
  expect(left.map(({ id }) => id).sort()).toEqual(ids.slice(1).sort());
});
