import { randomBytes, randomUUID } from 'node:crypto';
import type { GraphQLSchema } from 'graphql';
import { buildGraph } from '../../../../src/app/server/schema';
import { createLogger } from '../../../../src/platform/observability/logger';
import { operationRule } from '../../../../src/platform/access/operation';
import { request, type GraphQLResponse } from '../../../testkit/graphql';
import { PASSWORD } from '../../../testkit/keys';
import { openTwoAlliances, type TwoAlliances } from '../../../testkit/world/fixtures/two-alliances';

let fixtures: TwoAlliances;
let schema: GraphQLSchema;
let token: string;

beforeAll(async () => {
  [schema, fixtures] = await Promise.all([buildGraph(), openTwoAlliances({ log: createLogger('silent') })]);
  token = await fixtures.signIn(fixtures.here.people.secretariat);
});
afterAll(() => fixtures.close());

const CREATE = `mutation ($input: CreateSectorGroupInput!) { createSectorGroup(input: $input) { sectorGroup { id name } userErrors
    { code message path } } }`;
interface Created {
  readonly createSectorGroup: {
    readonly sectorGroup: { readonly id: string; readonly name: string } | null;
    readonly userErrors: readonly { readonly code: string }[];
  };
}

function create(
  name: string,
  key: string | null,
  more: { token?: string | null; query?: string } = {},
): Promise<GraphQLResponse<Created>> {
  return request<Created>(fixtures.world.server.url, {
    query: more.query ?? CREATE,
    variables: { input: { allianceId: `alliance_${fixtures.here.id}`, name } },
    token: more.token === undefined ? token : more.token,
    headers: key === null ? {} : { 'idempotency-key': key },
  });
}

async function groups(name: string): Promise<number> {
  return (await fixtures.world.sql('select from sector_groups where name = $1', [name])).length;
}

/** What was done, as the audit log has it. */
async function done(action: string): Promise<number> {
  return (await fixtures.world.sql('select from audit_entries where action = $1', [action])).length;
}

describe('the same key with the same input', () => {
  it('has one effect, and gets the first answer again, whatever has become of the object since', async () => {
    const first = await create('一次', 'key-1');
    expect(first.body.data?.createSectorGroup.userErrors).toEqual([]);
    await fixtures.world.sql('update sector_groups set name = $1 where name = $2', ['改名', '一次']);
    const second = await create('一次', 'key-1');
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect([await groups('一次'), await groups('改名')]).toEqual([0, 1]);
  });

  it('has one effect when twenty arrive at once, and all get the same answer', async () => {
    const before = await done('createSectorGroup');
    const answers = await Promise.all(Array.from({ length: 20 }, () => create('同时', 'key-2')));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.body.data?.createSectorGroup.sectorGroup?.name).toBe('同时');
    expect([await groups('同时'), await done('createSectorGroup')]).toEqual([1, before + 1]);
  });

  it('gets a refusal again, though the mutation could succeed by now', async () => {
    const query = `mutation ($input: UpdateSectorGroupInput!) { updateSectorGroup(input: $input) { sectorGroup { name } userErrors
        { code path } } }`;
    const rename = (): Promise<GraphQLResponse<unknown>> =>
      request(fixtures.world.server.url, {
        query,
        variables: { input: { sectorGroupId: `sector_${fixtures.here.sectors[1]}`, name: '被占' } },
        token,
        headers: { 'idempotency-key': 'key-3' },
      });
    await create('被占', null);
    const refused = await rename();
    expect(refused.body.data).toMatchObject({
      updateSectorGroup: { sectorGroup: null, userErrors: [{ code: 'CONFLICT' }] },
    });
    await fixtures.world.sql('delete from sector_groups where name = $1', ['被占']);
    expect((await rename()).text).toBe(refused.text);
  });

  it('does what it asks when the first one came to a fault', async () => {
    await fixtures.world.sql('alter table sector_groups rename column purpose to aim');
    const failed = await create('重来', 'key-4');
    await fixtures.world.sql('alter table sector_groups rename column aim to purpose');
    expect([failed.status, await groups('重来')]).toEqual([500, 0]);
    expect((await create('重来', 'key-4')).body.data?.createSectorGroup.userErrors).toEqual([]);
    expect(await groups('重来')).toBe(1);
  });

  it('answers each of several mutations in one document', async () => {
    const query = `mutation ($a: CreateSectorGroupInput!, $b: CreateSectorGroupInput!) { a: createSectorGroup(input:
      $a) { sectorGroup { id } userErrors { code } } b: createSectorGroup(input: $b) { sectorGroup { id } userErrors {
      code } } }`;
    const input = (name: string): object => ({ allianceId: `alliance_${fixtures.here.id}`, name });
    const send = (): Promise<GraphQLResponse<unknown>> =>
      request(fixtures.world.server.url, {
        query,
        variables: { a: input('甲组'), b: input('乙组') },
        token,
        headers: { 'idempotency-key': 'key-5' },
      });
    const first = await send();
    expect(first.body.data).toMatchObject({
      a: { sectorGroup: {}, userErrors: [] },
      b: { sectorGroup: {}, userErrors: [] },
    });
    expect((await send()).text).toBe(first.text);
    expect([await groups('甲组'), await groups('乙组')]).toEqual([1, 1]);
  });
});

describe('the same key', () => {
  it.each<[string, string, string]>([
    ['another input', '别的', CREATE],
    ['another selection', '原来', CREATE.replace('id name', 'id')],
  ])('with %s is refused', async (what, name, query) => {
    const key = `key-6-${what.replace(' ', '-')}`;
    await create('原来', key);
    const { status, body } = await create(name, key, { query });
    expect([status, body.data ?? null, body.errors?.[0]?.extensions.code]).toEqual([422, null, 'CONFLICT']);
    expect(await groups('别的')).toBe(0);
  });

  it('of another person, or of a token, is another key', async () => {
    const other = await fixtures.signIn(fixtures.inBoth);
    expect((await create('我的', 'key-7')).body.data?.createSectorGroup.userErrors).toEqual([]);
    expect((await create('我的', 'key-7', { token: other })).body.data?.createSectorGroup.userErrors).toMatchObject([
      { code: 'CONFLICT' },
    ]);
    // a session of the same person goes on with the key, a token does not
    const again = await fixtures.signIn(fixtures.here.people.secretariat);
    expect((await create('我的', 'key-7', { token: again })).body.data?.createSectorGroup.userErrors).toEqual([]);
    const apiToken = await fixtures.apiToken(fixtures.here.people.secretariat, ['MANAGE_UNIT']);
    const { status, body } = await create('我的', 'key-7', { token: apiToken });
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('of nobody signed in gets no answer that it did not ask for', async () => {
    const { status, body } = await create('我的', 'key-7', { token: null });
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
});

describe('a key', () => {
  const SIGN_OUT = 'mutation { signOut { userErrors { code } } }';

  it.each(['', 'a b', '\u00fc', 'x'.repeat(256)])('must be 1 to 255 visible characters: %j', async (key) => {
    const { status, body } = await create('没有', key);
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(await groups('没有')).toBe(0);
  });

  it.each([
    'key',
    '1',
    'a'.repeat(40),
    randomBytes(15).toString('hex'),
    '00000000-0000-0000-0000-000000000000',
    '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    '0193a000-0000-7abc-8def-0123456789ab',
    '3141592653589793238462643383279',
    `${randomBytes(15).toString('base64url')}`,
  ])('of nobody signed in must not be guessable: %s', async (key) => {
    const { status, body } = await request(fixtures.world.server.url, {
      query: SIGN_OUT,
      headers: { 'idempotency-key': key },
    });
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });

  it.each([
    randomUUID(),
    randomBytes(16).toString('base64url'),
    randomBytes(16).toString('hex'),
    randomBytes(32).toString('base64'),
  ])('of nobody signed in may be random: %s', async (key) => {
    for (const _ of [1, 2]) {
      const { status, body } = await request(fixtures.world.server.url, {
        query: SIGN_OUT,
        headers: { 'idempotency-key': key },
      });
      expect([status, body.data]).toEqual([200, { signOut: { userErrors: [] } }]);
    }
  });

  it('means nothing to a query', async () => {
    const { status } = await request(fixtures.world.server.url, {
      query: '{ __typename }',
      headers: { 'idempotency-key': '' },
    });
    expect(status).toBe(200);
  });
});

describe('the same key with another selection', () => {
  const UNITS = `mutation ($input: CreateSectorGroupInput!, $text: String, $counted: Boolean = false) {
    createSectorGroup(input: $input) { sectorGroup { ...Shown } userErrors { code } } }`;
  const SHOWN =
    'fragment Shown on SectorGroup { alliance { memberUnits(first: 1, filter: { text: $text }) { totalCount @include(if: $counted) nodes { name } } } }';
  let made = 0;

  /** Asks twice with one key, and how the second time is answered. */
  async function again(
    first: { query: string; variables?: object },
    second: { query: string; variables?: object },
  ): Promise<[number, string]> {
    made += 1;
    const input = { allianceId: `alliance_${fixtures.here.id}`, name: `选取${made}` };
    const ask = ({ query, variables = {} }: { query: string; variables?: object }) =>
      request(fixtures.world.server.url, {
        query,
        variables: { input, ...variables },
        token,
        headers: { 'idempotency-key': `selection-${made}` },
      });
    const done = await ask(first);
    expect([done.status, done.body.errors]).toEqual([200, undefined]);
    const { status, body, text } = await ask(second);
    return [status, body.errors?.[0]?.extensions.code ?? (text === done.text ? 'the first answer' : text)];
  }

  it.each([
    ['a fragment of another content', { query: `${UNITS} ${SHOWN.replace('nodes { name }', 'nodes { id name }')}` }],
    ['a variable of another value in it', { query: `${UNITS} ${SHOWN}`, variables: { text: '医院' } }],
    ['a variable that decides what is shown', { query: `${UNITS} ${SHOWN}`, variables: { counted: true } }],
  ])('is refused: %s', async (_, second) => {
    expect(await again({ query: `${UNITS} ${SHOWN}` }, second)).toEqual([422, 'CONFLICT']);
  });

  it.each([
    ['is laid out differently', `${UNITS}\n # a comment\n${SHOWN.replaceAll(' ', '\n ')}`, {}],
    ['stands in another order', `${SHOWN} ${UNITS}`, {}],
    ['names a default', `${UNITS} ${SHOWN}`, { counted: false }],
  ])('gets the first answer where it only %s', async (_, query, variables) => {
    expect(await again({ query: `${UNITS} ${SHOWN}` }, { query, variables })).toEqual([200, 'the first answer']);
  });
});

describe('mutations that hand out tokens', () => {
  const OF_THEM: Readonly<Record<string, string>> = {
    signIn: `{ email: "x@planted.example", password: "${PASSWORD}" }`,
    refreshSession: '{ refreshToken: "x" }',
    acceptInvitation: `{ invitation: "x", password: "${PASSWORD}" }`,
    createApiToken: '{ name: "x", scopes: [READ_PUBLIC], expiresAt: "2026-12-24T00:00:00Z" }',
    createAlliance: '{ slug: "x", name: "x", secretariat: { name: "x", email: "x@planted.example" } }',
    replaceFirstSecretariat: '{ allianceId: "x", secretariat: { name: "x", email: "x@planted.example" } }',
    issuePasswordReset: '{ email: "x@planted.example" }',
    registerPerson: '{ allianceId: "x", name: "x", email: "x@planted.example" }',
    createCalendarFeed: '{}',
    applyForMembership: '{ allianceId: "x", name: "x", kind: OTHER, affiliation: NONE, contacts: [] }',
  };

  it('are these', () => {
    const handing = Object.values(schema.getMutationType()?.getFields() ?? {}).filter(
      (field) => operationRule(field.extensions)?.handsOutTokens === true,
    );
    expect(handing.map(({ name }) => name).sort()).toEqual(Object.keys(OF_THEM).sort());
  });

  it.each(Object.entries(OF_THEM))('take no key: %s', async (field, input) => {
    const { status, body } = await request(fixtures.world.server.url, {
      query: `mutation { ${field}(input: ${input}) { userErrors { code } } }`,
      token: field === 'signIn' ? null : token,
      headers: { 'idempotency-key': randomUUID() },
    });
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });
});

test('what is stored shows neither the key nor the answer, and no two are alike', async () => {
  const key = 'a-key-that-nobody-should-find';
  await create('秘密小组', key);
  await create('秘密小组', `${key}-2`);
  const stored = await fixtures.world.sql<{ slot: Buffer; fingerprint: Buffer; answer: Buffer }>(
    'select slot, fingerprint, answer from idempotent_answers',
  );
  const all = Buffer.concat(stored.flatMap(({ slot, fingerprint, answer }) => [slot, fingerprint, answer]));
  for (const text of [key, '秘密小组', 'sectorGroup', 'userErrors', fixtures.here.people.secretariat])
    expect(all.includes(text)).toBe(false);
  const answers = stored.map(({ answer }) => answer.toString('hex'));
  expect(new Set(answers).size).toBe(answers.length);
});
