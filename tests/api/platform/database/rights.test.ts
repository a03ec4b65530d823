import { Client } from 'pg';
import { identifier } from '../../../../src/platform/database/sql';
import { createTestDatabase, type TestDatabase } from '../../../testkit/cluster';

/*
 * What each of the running server's logins may do to every table and column that there is. A table or column that is not
 * decided upon here fails the test: is it a secret, and does identity's login alone write it?
 */

/** Columns that the reader's login does not see; `all` of a table. */
const UNSEEN: Readonly<Record<string, readonly string[] | 'all'>> = {
  api_tokens: ['hash'],
  calendar_feeds: ['hash'],
  idempotent_answers: 'all',
  installation_keys: 'all',
  invitations: ['hash', 'email'],
  letters: ['content'],
  password_resets: 'all',
  persons: ['password_hash'],
  rate_limits: 'all',
  refresh_tokens: 'all',
  security_incidents: 'all',
  sessions: ['place'],
};

/** Tables that identity's login alone writes, with all their columns. */
const OF_IDENTITY: Readonly<Record<string, readonly string[]>> = {
  alliance_people: ['alliance_id', 'person_id', 'since'],
  alliance_roles: [
    'alliance_id',
    'area_group_id',
    'id',
    'person_id',
    'role',
    'sector_group_id',
    'since',
    'territory_id',
  ],
  api_tokens: ['created_at', 'expires_at', 'hash', 'id', 'last_used_at', 'name', 'person_id', 'revoked_at', 'scopes'],
  calendar_feeds: [
    'alliance_id',
    'area_group_id',
    'created_at',
    'hash',
    'id',
    'last_used_at',
    'person_id',
    'sector_group_id',
    'territory_id',
    'unit_id',
  ],
  external_identities: ['bound_at', 'id', 'issuer', 'last_used_at', 'person_id', 'subject'],
  invitations: [
    'accepted_at',
    'alliance_id',
    'created_at',
    'email',
    'expires_at',
    'hash',
    'id',
    'invited_by_id',
    'person_id',
  ],
  password_resets: ['created_at', 'created_by_id', 'expires_at', 'hash', 'person_id', 'used_at'],
  persons: [
    'access_changed_at',
    'administrator',
    'created_at',
    'disabled_at',
    'email',
    'id',
    'locale',
    'must_change_password',
    'name',
    'password_hash',
  ],
  rate_limits: ['expire', 'key', 'points'],
  refresh_tokens: ['expires_at', 'hash', 'issued_at', 'session_id', 'used_at'],
  security_incidents: ['count', 'event', 'hour', 'person_id'],
  sessions: ['client', 'ended_at', 'expires_at', 'id', 'last_used_at', 'network', 'person_id', 'place', 'started_at'],
  unit_roles: ['alliance_id', 'granted_by_id', 'id', 'person_id', 'role', 'since', 'unit_id'],
};

/** All other tables: seen by the reader, and written by the server's login as their migrations let it. */
const OTHERS = [
  'access_changes',
  'access_clock',
  'action_item_units',
  'action_items',
  'activities',
  'activity_units',
  'agenda_items',
  'agenda_template_items',
  'agenda_templates',
  'agreement_events',
  'agreement_numbers',
  'agreement_parties',
  'agreement_revisions',
  'agreement_signatures',
  'agreements',
  'alliances',
  'area_groups',
  'attendance_times',
  'attendances',
  'audit_checkpoints',
  'audit_checks',
  'audit_entries',
  'audit_nodes',
  'audit_seals',
  'ballots',
  'base_hosts',
  'bases',
  'body_territories',
  'bookings',
  'carried_items',
  'commitment_ratings',
  'commitments',
  'consultation_experts',
  'consultations',
  'decisions',
  'document_acknowledgements',
  'experts',
  'governing_documents',
  'guests',
  'idempotent_answers',
  'installation_keys',
  'joint_meetings',
  'joint_projects',
  'letters',
  'list_round_units',
  'list_rounds',
  'live_events',
  'live_streams',
  'meeting_events',
  'meeting_organisers',
  'meeting_series',
  'meeting_series_units',
  'member_reports',
  'member_units',
  'migrations',
  'milestones',
  'minutes',
  'needs',
  'notification_kinds',
  'notifications',
  'opportunities',
  'post_contacts',
  'posts',
  'project_claims',
  'project_needs',
  'project_participants',
  'project_resources',
  'recommendations',
  'resources',
  'seal_keys',
  // each under the key of its vote, which is enclosed with one that no database has
  'secret_choices',
  'sector_group_members',
  'sector_groups',
  'speaker_turns',
  'team_sizes',
  'territories',
  'territory_bodies',
  'territory_pairings',
  'token_scopes',
  'unit_contacts',
  'visits',
  'volunteer_teams',
  'volunteers',
  'vote_options',
  'votes',
];

/** Worked out whenever they are read: nobody writes them. */
const VIEWS = ['list_gaps', 'project_steps', 'project_trace'];

let database: TestDatabase;
let owner: Client;
let reader: Client;
let server: Client;
let identity: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  const { ownerUrl, readerUrl, serverUrl, identityUrl } = database;
  const opened = [ownerUrl, readerUrl, serverUrl, identityUrl].map((url) => new Client({ connectionString: url }));
  await Promise.all(opened.map((client) => client.connect()));
  [owner, reader, server, identity] = opened as [Client, Client, Client, Client];
});
afterAll(async () => {
  await Promise.all([owner, reader, server, identity].map((client) => client.end()));
  await database.drop();
});

/** Why PostgreSQL refuses a statement to a login; null when it does not. Nothing of it stays. */
async function refusal(of: Client, statement: string): Promise<string | null> {
  await of.query('begin');
  try {
    await of.query(statement);
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    await of.query('rollback');
  }
}

async function columns(): Promise<{ schema: string; table: string; column: string }[]> {
  const { rows } = await owner.query<{ schema: string; table: string; column: string }>(
    `select table_schema as schema, table_name as table, column_name as column
     from information_schema.columns
     where table_schema in ('public', 'timed_work')
     order by table_name, column_name`,
  );
  return rows;
}

async function columnsOf(wanted: string): Promise<string[]> {
  return (await columns()).filter(({ table }) => table === wanted).map(({ column }) => column);
}

test('every table is decided upon', async () => {
  const tables = new Set((await columns()).filter(({ schema }) => schema === 'public').map(({ table }) => table));
  expect([...tables].sort()).toEqual([...Object.keys(OF_IDENTITY), ...OTHERS, ...VIEWS].sort());
  for (const [table, decided] of Object.entries(OF_IDENTITY))
    expect([table, await columnsOf(table)]).toEqual([table, decided]);
});

test('the reader sees every column but secrets, and nothing of the queue of timed work', async () => {
  const unseen: string[] = [];
  for (const { schema, table, column } of await columns()) {
    const code = await refusal(reader, `select ${identifier(column)} from ${schema}.${table} limit 0`);
    if (code !== null) unseen.push(`${code} ${schema}.${table}.${column}`);
  }
  const expected: string[] = [];
  for (const { schema, table, column } of await columns()) {
    const hidden = UNSEEN[table];
    if (schema === 'timed_work' || hidden === 'all' || hidden?.includes(column) === true)
      expected.push(`42501 ${schema}.${table}.${column}`);
  }
  expect(unseen).toEqual(expected);
});

test('the reader writes nothing, whatever it says of its transaction', async () => {
  const { rows } = await owner.query<{ table: string; column: string; right: string }>(
    `select c.table_name as table, c.column_name as column, "right"
       from information_schema.columns c
       join pg_roles login on login.rolname = $1
       cross join unnest(array['insert', 'update', 'references']) as "right"
       where c.table_schema in ('public', 'timed_work')
         and has_column_privilege(login.oid, format('%I.%I', c.table_schema, c.table_name), c.column_name, "right")`,
    [reader.user],
  );
  expect(rows).toEqual([]);
  for (const table of [...Object.keys(OF_IDENTITY), ...OTHERS]) {
    expect([table, await refusal(reader, `delete from ${table}`)]).toEqual([table, '42501']);
    expect([table, await refusal(reader, `truncate ${table}`)]).toEqual([table, '42501']);
  }
});

const MIGHTY = [
  'update persons set administrator = true',
  "update persons set password_hash = ''",
  "update persons set email = 'me@example.org'",
  `insert into persons (id, name, administrator, created_at) values (gen_random_uuid(), '', true, now())`,
  `insert into sessions (id, person_id, started_at, last_used_at, expires_at, place)
   select gen_random_uuid(), id, now(), now(), 'infinity', '' from persons`,
  `insert into alliance_roles (alliance_id, id, person_id, role, since)
   select gen_random_uuid(), gen_random_uuid(), id, 'SECRETARIAT', now() from persons`,
  "update unit_roles set role = 'REPRESENTATIVE'",
  'delete from alliance_roles',
  'delete from rate_limits',
  'set role gongjian_identity',
  'set role gongjian_owner',
];

test.each(MIGHTY)('neither reading nor writing makes somebody mighty: %s', async (statement) => {
  expect(await refusal(reader, statement)).toBe('42501');
  expect(await refusal(server, statement)).toBe('42501');
});

test("the server's login writes nothing of identity's, and does not see what people sign in with", async () => {
  for (const [table, names] of Object.entries(OF_IDENTITY)) {
    for (const column of names) {
      const update = `update ${table} set ${column} = null`;
      expect([update, await refusal(server, update)]).toEqual([update, '42501']);
      const hidden = UNSEEN[table];
      const secret = hidden === 'all' || hidden?.includes(column) === true;
      const select = `select ${column} from ${table}`;
      expect([select, await refusal(server, select)]).toEqual([select, secret ? '42501' : null]);
    }
    for (const statement of [`insert into ${table} default values`, `delete from ${table}`, `truncate ${table}`])
      expect([statement, await refusal(server, statement)]).toEqual([statement, '42501']);
  }
});

test("identity's login reads and writes what is identity's, and does not alter the audit log either", async () => {
  for (const table of Object.keys(OF_IDENTITY)) {
    expect([table, await refusal(identity, `select * from ${table}`)]).toEqual([table, null]);
    const [column = ''] = await columnsOf(table);
    const update = `update ${table} set ${column} = ${column}`;
    expect([table, await refusal(identity, update)]).toEqual([table, null]);
  }
  expect(await refusal(identity, 'delete from audit_entries')).toBe('42501');
  expect(await refusal(identity, 'update audit_seals set hash = hash')).toBe('42501');
});
