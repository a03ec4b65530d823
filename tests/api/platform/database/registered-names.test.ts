import 'reflect-metadata';
import { GraphQLEnumType } from 'graphql';
import { migrateAll, requireAllMigrated } from '../../../../src/app/server/migrations';
import { buildGraph } from '../../../../src/app/server/schema';
import { withSession } from '../../../../src/platform/database/cluster/session';
import { rights } from '../../../../src/app/server/rights';
import { newId } from '../../../../src/platform/database/ids';
import { migrate, requireMigrated, type Migrations } from '../../../../src/platform/database/migrate';
import { createTestDatabase, type TestDatabase } from '../../../testkit/cluster';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const namesIn = (table: string): Promise<string[]> =>
  withSession(database.ownerUrl, async (session) => {
    const { rows } = await session.query<{ name: string }>(`select name from ${table} order by name`);
    return rows.map(({ name }) => name);
  });

/** What identity's login is refused with, which is who writes tokens. */
const refusal = (statement: string, values: readonly unknown[] = []): Promise<{ code: string; constraint: string }> =>
  withSession(database.identityUrl, (session) =>
    session.query(statement, [...values]).then(
      () => {
        throw new Error('nothing was refused');
      },
      ({ code, constraint }) => ({ code, constraint }),
    ),
  );

test.each([
  ['notification_kinds', 'NotificationKind'],
  ['token_scopes', 'ApiScope'],
])('%s holds the values of %s', async (table, name) => {
  const type = (await buildGraph()).getType(name);
  expect(type).toBeInstanceOf(GraphQLEnumType);
  const values = (type as GraphQLEnumType).getValues().map((value) => value.name);
  expect(await namesIn(table)).toEqual(values.sort());
});

test('a notification of a kind that nobody registered is refused', async () => {
  const id = newId();
  await withSession(database.ownerUrl, (session) =>
    session.query(`insert into persons (id, name, created_at) values ($1, '张三', now())`, [id]),
  );
  expect(
    await refusal(
      `insert into notifications (alliance_id, id, person_id, at, kind, key, parameters)
       values ($1, $1, $1, now(), 'PLANTED', 'planted', '{}')`,
      [id],
    ),
  ).toEqual({ code: '23503', constraint: 'notifications_kind' });
});

test.each([
  ['of a scope that nobody registered', ['READ_MEMBER', 'PLANTED'], '23503', 'api_tokens_scopes'],
  ['of no scope', [], '23514', 'api_tokens_scopes_check'],
])('an API token %s is refused', async (_, scopes, code, constraint) => {
  expect(
    await refusal(
      `insert into api_tokens (id, person_id, name, hash, scopes, created_at, expires_at)
       values ($1, $1, 'planted', '', $2, now(), now())`,
      [newId(), scopes],
    ),
  ).toEqual({ code, constraint });
});

test.each(['notification_kinds', 'token_scopes'])("the server's login may not add to %s", async (table) => {
  expect(await refusal(`insert into ${table} (name) values ('PLANTED')`)).toMatchObject({ code: '42501' });
});

test('names that are registered anew are asked for by the server and added by a migration; the others stay', async () => {
  const more: Migrations = { libraries: [], names: { token_scopes: ['READ_PUBLIC', 'MANAGE_PLANTED'] }, rights };
  await expect(requireMigrated(database.serverUrl, more)).rejects.toThrow(
    /lacks MANAGE_PLANTED among its token_scopes: run "npm run migrate"/,
  );
  const before = await namesIn('token_scopes');
  await migrate(database.ownerUrl, more);
  await expect(requireMigrated(database.serverUrl, more)).resolves.toBeUndefined();
  expect(await namesIn('token_scopes')).toEqual(['MANAGE_PLANTED', ...before].sort());
  await migrateAll(database.ownerUrl);
  await expect(requireAllMigrated(database.serverUrl)).resolves.toBeUndefined();
});
