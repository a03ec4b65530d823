import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ErrorCode } from '../../../../src/platform/errors/errors';
import { LIMITS } from '../../../../src/platform/budgets';
import { UserErrorCode } from '../../../../src/platform/writes/outcome';
import { request } from '../../../testkit/graphql';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { TestWorld } from '../../../testkit/world/test-world';

/* docs/errors.md: each code, and the status of an answer that is nothing but such an error. */

const root = path.resolve(__dirname, '../../../..');
const page = readFileSync(path.join(root, 'docs/errors.md'), 'utf8');

/** The statuses of each code, by what a client accepts, as the page has them. */
const statuses = new Map(
  [...page.matchAll(/^\| `([A-Z_]+)` \| ([\d, –]+) \| ([\d, –]+) \| /gm)].map(([, code = '', plain = '', own = '']) => [
    code,
    { 'application/json': plain.split(', '), 'application/graphql-response+json': own.split(', ') },
  ]),
);

let world: TestWorld;
let alliance: TestAlliance;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
});
afterAll(() => world.close());

interface Asked {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

const WHO = '{ viewer { person { id } } }';
const CREATE =
  'mutation ($input: CreateSectorGroupInput!) { createSectorGroup(input: $input) { userErrors { code } } }';
const create = (name: string, token: string | undefined, headers = {}): Asked => ({
  query: CREATE,
  variables: { input: { allianceId: alliance.id, name } },
  token,
  headers,
});
const COSTLY =
  '{ alliances(first: 100) { nodes { memberUnits(first: 100) { nodes { sectorGroups { memberUnits(first: 100) { totalCount } } } } } } }';

/** A token that was good once. */
async function spent(column: 'expires_at' | 'revoked_at'): Promise<string> {
  const { id, secret } = await world.apiToken(alliance.secretariat.id, ['READ_MEMBER']);
  await world.sql(`update api_tokens set ${column} = now() - interval '1 minute' where id = $1`, [
    id.slice(id.indexOf('_') + 1),
  ]);
  return secret;
}

const CASES: Readonly<Record<string, () => Asked | Promise<Asked>>> = {
  GRAPHQL_PARSE_FAILED: () => ({ query: '{ alliances(' }),
  GRAPHQL_VALIDATION_FAILED: () => ({ query: '{ allianzes { totalCount } }' }),
  OPERATION_RESOLUTION_FAILURE: () => ({ query: 'query A { __typename } query B { __typename }' }),
  BAD_USER_INPUT: () => ({ query: 'query ($id: ID!) { node(id: $id) { id } }' }),
  INVALID: () => ({ query: '{ alliances(first: 101) { totalCount } }' }),
  TOO_COSTLY: () => ({ query: COSTLY }),
  TOO_DEEP: () => ({
    query: `{ node(id: "x") { ... on Territory ${'{ parent '.repeat(11)}{ id }${' }'.repeat(11)} } }`,
  }),
  TOO_LARGE: () => ({ query: `{ __typename }${' '.repeat(LIMITS.documentBytes)}` }),
  UNAUTHENTICATED: () => create('无人', undefined),
  CREDENTIAL_EXPIRED: async () => ({ query: WHO, token: await spent('expires_at') }),
  CREDENTIAL_REVOKED: async () => ({ query: WHO, token: await spent('revoked_at') }),
  CREDENTIAL_MALFORMED: () => ({ query: WHO, token: 'nonsense' }),
  FORBIDDEN: async () => create('令牌', (await world.apiToken(alliance.secretariat.id, ['READ_MEMBER'])).secret),
  CONFLICT: async () => {
    const headers = { 'idempotency-key': 'one-key-for-two' };
    await request(world.server.url, create('一', alliance.secretariat.token, headers));
    return create('二', alliance.secretariat.token, headers);
  },
  INTERNAL_SERVER_ERROR: () => ({
    query: 'mutation { signIn(input: { email: "a@test.example", password: "12345678" }) { userErrors { code } } }',
  }),
};

/** What a test elsewhere brings about: a query's hash, a body that is late, a person and a server that have too much to do. */
const ELSEWHERE = ['NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED', 'REQUEST_TIMEOUT', 'RATE_LIMITED', 'UNAVAILABLE'];

test('the page has each code once', () => {
  expect([...statuses.keys()].sort()).toEqual(Object.values(ErrorCode).sort());
  expect([...Object.keys(CASES), ...ELSEWHERE].sort()).toEqual([...statuses.keys()].sort());
  const table = page.slice(page.indexOf('| `UserErrorCode` |'));
  expect([...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code).sort()).toEqual(
    Object.values(UserErrorCode).sort(),
  );
});

describe.each(['application/json', 'application/graphql-response+json'] as const)('to whoever accepts %s', (accept) => {
  test.each(Object.keys(CASES))('%s comes with the status that the page says', async (code) => {
    const table = code === 'INTERNAL_SERVER_ERROR' ? 'persons' : null;
    const asked = await CASES[code]?.();
    if (asked === undefined) throw new Error(code);
    if (table !== null) await world.sql(`alter table ${table} rename to away`);
    try {
      const { status, body } = await request(world.server.url, { ...asked, headers: { ...asked.headers, accept } });
      expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual([code]);
      expect(statuses.get(code)?.[accept]).toContain(String(status));
    } finally {
      if (table !== null) await world.sql(`alter table away rename to ${table}`);
    }
  });
});

test('no source gives a code a status that the page has not', () => {
  const sources = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(root, 'src', file), 'utf8'));
  const given = sources.flatMap((text) =>
    [...text.matchAll(/ErrorCode\.(\w+),[^;]*?(?:null|\]|path), (\d{3})\)/g)].map(([, name = '', status = '']) => ({
      code: ErrorCode[name as keyof typeof ErrorCode],
      status,
    })),
  );
  const unsaid = given.filter(
    ({ code, status }) => !statuses.get(code)?.['application/graphql-response+json'].includes(status),
  );
  expect(unsaid).toEqual([]);
  expect(new Set(given.map(({ code }) => code)).size).toBeGreaterThan(8);
});
