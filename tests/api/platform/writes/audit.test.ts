import { Pool } from 'pg';
import { createLogger } from '../../../../src/platform/observability/logger';
import { fetchData, request } from '../../../testkit/graphql';
import { PASSWORD } from '../../../testkit/keys';
import { openTwoAlliances, type TwoAlliances } from '../../../testkit/world/fixtures/two-alliances';

let fixtures: TwoAlliances;
let token: string;
/** Of the server's own login. */
let asServer: Pool;

beforeAll(async () => {
  fixtures = await openTwoAlliances({ log: createLogger('silent') });
  asServer = new Pool({ connectionString: fixtures.world.server.database.serverUrl, max: 2 });
  token = await fixtures.signIn(fixtures.here.people.secretariat);
});
afterAll(async () => {
  await asServer.end();
  await fixtures.close();
});

const CREATE = `mutation ($input: CreateSectorGroupInput!) { createSectorGroup(input: $input) { sectorGroup { id } userErrors {
    code } } }`;
async function create(name: string): Promise<{ id: string | null; requestId: string | null }> {
  const { body, headers } = await request<{ createSectorGroup: { sectorGroup: { id: string } | null } }>(
    fixtures.world.server.url,
    { query: CREATE, variables: { input: { allianceId: `alliance_${fixtures.here.id}`, name } }, token },
  );
  return { id: body.data?.createSectorGroup.sectorGroup?.id ?? null, requestId: headers.get('x-request-id') };
}

/** Waits until everything written so far is sealed, by this process or by the server's background. */
async function sealed(): Promise<void> {
  for (;;) {
    await fixtures.world.server.running.auditLog.seal();
    const [row] = await fixtures.world.sql<{ left: boolean }>(
      'select exists (select from audit_entries e where not exists (select from audit_seals s where s.entry_id = e.id)) as left',
    );
    if (row?.left === false) return;
  }
}

interface Entry {
  readonly id: string;
  readonly alliance_id: string;
  readonly person_id: string | null;
  readonly token_id: string | null;
  readonly request_id: string;
  readonly action: string;
  readonly subject: string | null;
  readonly details: object;
}
const entriesOf = (subject: string): Promise<Entry[]> =>
  fixtures.world.sql<Entry>('select * from audit_entries where subject = $1 order by id', [subject]);

describe('an entry', () => {
  it('tells who did what to which object, and in which request', async () => {
    const { id, requestId } = await create('审计一');
    expect(await entriesOf(id ?? '')).toMatchObject([
      {
        alliance_id: fixtures.here.id,
        person_id: fixtures.here.people.secretariat,
        token_id: null,
        request_id: requestId,
        action: 'createSectorGroup',
      },
    ]);
  });

  it('tells by which token it was done', async () => {
    const apiToken = await fixtures.apiToken(fixtures.here.people.staff, ['MANAGE_UNIT']);
    const unit = `unit_${fixtures.here.units.active}`;
    const query = `mutation ($input: UpdateMemberUnitInput!) { updateMemberUnit(input: $input) { memberUnit { version } userErrors
        { code message } } }`;
    const data = await fetchData(fixtures.world.server.url, {
      query,
      variables: { input: { unitId: unit, contacts: [{ name: '新联系人' }] } },
      token: apiToken,
    });
    expect(data).toEqual({ updateMemberUnit: { memberUnit: { version: 4 }, userErrors: [] } });
    expect(await entriesOf(unit)).toMatchObject([
      { person_id: fixtures.here.people.staff, token_id: expect.any(String), action: 'updateMemberUnit' },
    ]);
  });

  it('is not left by what was refused, or came to a fault', async () => {
    const count = async (): Promise<number> => (await fixtures.world.sql('select from audit_entries')).length;
    const before = await count();
    await create('审计一');
    await create(' ');
    await fixtures.world.sql('alter table sector_groups rename column purpose to aim');
    expect((await create('审计二')).id).toBeNull();
    await fixtures.world.sql('alter table sector_groups rename column aim to purpose');
    expect(await count()).toBe(before);
  });

  it('holds no secret', async () => {
    const { registerPerson } = await fetchData<{ registerPerson: { invitation: string } }>(fixtures.world.server.url, {
      query: `mutation { registerPerson(input: { allianceId:
        "alliance_${fixtures.here.id}", name: "新人", email: "new@planted.example" }) { invitation userErrors { code } } }`,
      token,
    });
    const accept = `mutation { acceptInvitation(input: { invitation:
      "${registerPerson.invitation}", password: "${PASSWORD}" }) { session { accessToken refreshToken } userErrors { code message } } }`;
    const {
      acceptInvitation: { session },
    } = await fetchData<{ acceptInvitation: { session: { accessToken: string; refreshToken: string } } }>(
      fixtures.world.server.url,
      { query: accept },
    );
    const created = await fetchData<{ createApiToken: { secret: string } }>(fixtures.world.server.url, {
      query: `mutation ($at: DateTime!) { createApiToken(input: { name: "x", scopes: [READ_PUBLIC], expiresAt: $at }) {
          secret } }`,
      variables: { at: new Date(Date.now() + 86_400_000) },
      token: session.accessToken,
    });
    const all = JSON.stringify(await fixtures.world.rows('audit_entries'));
    for (const action of ['registerPerson', 'acceptInvitation', 'createApiToken']) expect(all).toContain(action);
    for (const secret of [
      registerPerson.invitation,
      PASSWORD,
      session.accessToken,
      session.refreshToken,
      created.createApiToken.secret,
    ])
      expect(all).not.toContain(secret);
  });
});

it('shows the secretariat what changed as an object, as it is stored', async () => {
  const { alliance } = await fetchData<{ alliance: { auditEntries: { nodes: { id: string; details: object }[] } } }>(
    fixtures.world.server.url,
    { query: '{ alliance(slug: "qingfeng") { auditEntries(first: 100) { nodes { id details } } } }', token },
  );
  const stored = await fixtures.world.sql<Entry>('select * from audit_entries');
  const { nodes } = alliance.auditEntries;
  expect(nodes.some(({ details }) => Object.keys(details).length > 0)).toBe(true);
  expect(nodes).toEqual(
    nodes.map(({ id }) => ({ id, details: stored.find((entry) => `audit_${entry.id}` === id)?.details })),
  );
});

it('shows administrators what was done in the installation, all of it or one action, and nobody else, nor by API token', async () => {
  const { url } = fixtures.world.server;
  await fixtures.world.sql(
    `insert into audit_entries (id, alliance_id, at, request_id, action, details)
     values (gen_random_uuid(), null, now(), 'timed', 'forget', '{"what": "sessions", "count": 3, "days": 30}')`,
  );
  const installation = await fixtures.world.sql<Entry>('select * from audit_entries where alliance_id is null');
  const ask = async (as: string | null, by = ''): Promise<{ action: string; details: object }[] | null> => {
    const { viewer } = await fetchData<{
      viewer: { installationAudit: { nodes: { id: string; action: string; details: object }[] } | null } | null;
    }>(url, { query: `{ viewer { installationAudit${by} { nodes { id action details } } } }`, token: as });
    return viewer?.installationAudit?.nodes ?? null;
  };
  const administrator = await fixtures.signIn(fixtures.administrator);
  const forgotten = await ask(administrator, '(action: "forget")');
  expect(forgotten).toMatchObject([{ action: 'forget', details: { what: 'sessions', count: 3, days: 30 } }]);
  const all = await ask(administrator, '(first: 100)');
  expect(all?.map(({ action }) => action)).toEqual(expect.arrayContaining(installation.map(({ action }) => action)));
  for (const who of [null, token, await fixtures.apiToken(fixtures.administrator, ['READ_MEMBER'])])
    expect(await ask(who)).toBeNull();
  const [entry] = installation;
  const node = { query: 'query ($id: ID!) { node(id: $id) { id } }', variables: { id: `audit_${entry?.id}` } };
  expect(await fetchData(url, { ...node, token: administrator })).toEqual({ node: { id: `audit_${entry?.id}` } });
  expect(await fetchData(url, { ...node, token })).toEqual({ node: null });
});

it('shows the secretariat the seal of each entry', async () => {
  await sealed();
  const { alliance } = await fetchData<{ alliance: { auditEntries: { nodes: { id: string; seal: string }[] } } }>(
    fixtures.world.server.url,
    { query: '{ alliance(slug: "qingfeng") { auditEntries(first: 5) { nodes { id seal } } } }', token },
  );
  expect(alliance.auditEntries.nodes).toHaveLength(5);
  for (const { id, seal } of alliance.auditEntries.nodes) {
    expect(
      await fixtures.world.sql("select encode(hash, 'hex') as seal from audit_seals where entry_id = $1", [
        id.slice('audit_'.length),
      ]),
    ).toEqual([{ seal }]);
  }
});

describe("the server's own login", () => {
  it.each([
    'update audit_entries set action = action',
    'delete from audit_entries',
    'truncate audit_entries',
    'update audit_seals set hash = hash',
    'delete from audit_seals',
    'truncate audit_seals cascade',
    "update audit_checkpoints set note = ''",
    'delete from audit_checkpoints',
    'truncate audit_checkpoints',
    'update audit_nodes set hash = hash',
    'delete from audit_nodes',
    'update audit_checks set problems = 0',
    'delete from audit_checks',
    'alter table audit_entries disable trigger audit_entries_stamp',
    'drop function stamp_audit_seal',
    'alter table audit_entries disable trigger all',
    'drop table audit_seals',
    'create table mine (x int)',
    'alter table audit_entries owner to current_user',
    'create function public.mine() returns int language sql as $$ select 1 $$',
    'create index on audit_entries (action)',
    'alter role current_user superuser',
  ])('may not: %s', async (statement) => {
    const client = await asServer.connect();
    try {
      await client.query('begin');
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
});
