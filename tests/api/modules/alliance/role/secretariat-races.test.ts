import pg from 'pg';
import type { Answer, Somebody } from '../../../../testkit/world/caller';
import type { TestAlliance } from '../../../../testkit/world/test-alliance';
import { rowId, TestWorld } from '../../../../testkit/world/test-world';

/** Somebody of the secretariat is revoked while what they sent waits for another's change. */

let world: TestWorld;
let alliance: TestAlliance;
let owner: pg.Pool;
let unit: string;
let street: string;
let team: string;

beforeAll(async () => {
  world = await TestWorld.open();
  owner = new pg.Pool({ connectionString: world.server.database.ownerUrl, max: 2 });
  alliance = await world.foundAlliance();
  const make = (mutation: string, field: string, input: object) =>
    world.as(alliance.secretariat).make(mutation, field, { allianceId: alliance.id, ...input });
  unit = await alliance.addUnit();
  street = await make('createTerritory', 'territory', { level: 'SUBDISTRICT', name: '青枫街道' });
  team = await make('createVolunteerTeam', 'team', { name: '总队' });
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

async function secretary(): Promise<Somebody> {
  const somebody = await alliance.join();
  await world
    .as(alliance.secretariat)
    .make('grantAllianceRole', 'person', { allianceId: alliance.id, personId: somebody.id, role: 'SECRETARIAT' });
  return somebody;
}

const WAITING =
  'select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0';

async function waitsForALock(answer: Promise<unknown>): Promise<void> {
  let answered = false;
  void answer
    .catch(() => undefined)
    .then(() => {
      answered = true;
    });
  while (!answered && (await owner.query(WAITING)).rowCount === 0);
}

const of = (input: object): object => ({ allianceId: alliance.id, ...input });
const roster = Buffer.from('单位名称,单位性质,隶属\r\n争锁单位,学校,区').toString('base64');

it.each<[mutation: string, input: () => object]>([
  ['addMemberUnit', () => of({ name: '争锁单位', kind: 'SCHOOL', affiliation: 'NONE' })],
  ['updateMemberUnit', () => ({ unitId: unit, name: '新名单位' })],
  ['importMemberUnits', () => of({ format: 'CSV', dryRun: false, contentBase64: roster })],
  ['suspendMembership', () => ({ unitId: unit, reason: '整改' })],
  ['createTerritory', () => of({ level: 'COMMUNITY', name: '松溪社区', parentId: street })],
  ['updateTerritory', () => ({ territoryId: street, name: '新名街道' })],
  ['publishGoverningDocument', () => of({ kind: 'CHARTER', title: '章程', body: '第一条' })],
  ['appointExpert', () => of({ personId: alliance.secretariat.id, fields: ['法律'] })],
  ['updateVolunteerTeam', () => ({ teamId: team, memberCount: 9 })],
  ['grantUnitRole', () => ({ personId: alliance.secretariat.id, unitId: unit, role: 'STAFF' })],
])('%s finds that the role is gone, and changes nothing', async (mutation, input) => {
  const somebody = await secretary();
  const before = await alliance.auditActions();
  const holder = await owner.connect();
  await holder.query('begin');
  await holder.query('select from alliances where id = $1 for update', [rowId(alliance.id)]);
  const answer: Promise<Answer> = world.as(somebody).attempt(mutation, input(), '__typename');
  await waitsForALock(answer);
  await holder.query("delete from alliance_roles where person_id = $1 and role = 'SECRETARIAT'", [rowId(somebody.id)]);
  // as every change of rights is made known
  await holder.query(
    `with tick as (update access_clock set revision = revision + 1 returning revision)
     insert into access_changes (revision, ordinal, person_id, at)
     select revision, 1, $1, now() from tick`,
    [rowId(somebody.id)],
  );
  await holder.query('commit');
  holder.release();
  expect((await answer).userErrors.map(({ code }) => code)).toEqual(['NOT_ALLOWED']);
  expect(await alliance.auditActions()).toEqual(before);
});
