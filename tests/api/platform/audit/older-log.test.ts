import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { LetTheAuditLogProveItself1763980000000 } from '../../../../migrations/1763980000000-let-the-audit-log-prove-itself';
import { migrateAll } from '../../../../src/app/server/migrations';
import { foundAfter, sealAll } from '../../../testkit/world/audit-log';
import { createTestDatabase, type TestDatabase } from '../../../testkit/cluster';
import { serveDatabase, type TestServer } from '../../../testkit/server';

let database: TestDatabase;
let server: TestServer;

const ALLIANCE = '11111111-1111-1111-1111-111111111111';

/** Entries as they were before there was a tree: some sealed, as the server sealed them then, and some not yet. */
const OLDER = `
  insert into audit_entries (id, alliance_id, at, request_id, action, details)
  select
    ('00000000-0000-0000-0000-0000000000' || lpad(n::text, 2, '0'))::uuid,
    case when n % 2 = 0 then $1::uuid end,
    timestamptz '2026-01-01' + n * interval '1 minute',
    'r',
    'earlier',
    jsonb_build_object('n', n)
  from generate_series(1, 9) n;`;
const SEALED = `
  insert into audit_seals (alliance_id, sequence, entry_id, hash)
  select $1, 1, id, sha256(decode(repeat('00', 32), 'hex') || convert_to(
    jsonb_build_array(id, alliance_id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), person_id, token_id,
      request_id, action, subject, details)::text, 'UTF8'))
  from audit_entries
  where details = '{"n": 2}'`;

beforeAll(async () => {
  database = await createTestDatabase();
  const source = await new DataSource({ type: 'postgres', url: database.ownerUrl }).initialize();
  const runner = source.createQueryRunner();
  const migration = new LetTheAuditLogProveItself1763980000000();
  await migration.down(runner);
  await runner.query(OLDER, [ALLIANCE]);
  await runner.query(SEALED, [ALLIANCE]);
  await migration.up(runner);
  await runner.release();
  await source.destroy();
  await migrateAll(database.ownerUrl);
  server = await serveDatabase(database);
});
afterAll(async () => {
  await server?.stop();
  await database?.drop();
});

it('takes entries from before into the tree, as they were sealed', async () => {
  const pool = new Pool({ connectionString: database.ownerUrl, max: 1 });
  await pool.query(
    `insert into audit_entries (id, at, request_id, action, details) values (gen_random_uuid(), now(), '', 'later', '{}')`,
  );
  await pool.end();
  const { size } = await sealAll(server);
  expect(size).toBe(10);
  expect(await foundAfter(database.ownerUrl, [])).toEqual(['stranger']);
});

it('names what is altered of them', async () => {
  expect(
    await foundAfter(database.ownerUrl, [[`update audit_entries set action = 'x' where details = '{"n": 2}'`]]),
  ).toEqual(expect.arrayContaining(['altered']));
  expect(await foundAfter(database.ownerUrl, [['update audit_seals set vouched = true where position = 3']])).toEqual(
    expect.arrayContaining(['root']),
  );
});
