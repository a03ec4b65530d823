import { randomUUID } from 'node:crypto';
import { request as open } from 'node:http';
import { serverAudits } from 'graphql-http';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { LIMITS } from '../../../../src/platform/budgets';
import { globalId } from '../../../../src/platform/database/ids';
import { createLogger } from '../../../../src/platform/observability/logger';
import { fetchData, request, type ResponseError } from '../../../testkit/graphql';
import { openTwoAlliances, type TwoAlliances } from '../../../testkit/world/fixtures/two-alliances';

interface Asked {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly token?: string;
  readonly language?: string;
}

let fixtures: TwoAlliances;
const logged: { level: string; requestId?: string; err?: { message: string } }[] = [];

beforeAll(async () => {
  fixtures = await openTwoAlliances({
    log: createLogger('error', {
      write: (line: string) => void logged.push(JSON.parse(line) as (typeof logged)[number]),
    }),
  });
});
afterAll(() => fixtures.close());
beforeEach(() => void logged.splice(0));

async function overHttp(
  { token, language = 'en', ...asked }: Asked,
  accept = 'application/graphql-response+json',
): Promise<{ status: number; errors: readonly ResponseError[]; data: unknown }> {
  const { status, body } = await request(fixtures.world.server.url, {
    ...asked,
    token,
    headers: { 'accept-language': language, accept },
  });
  return { status, errors: body.errors ?? [], data: body.data };
}

async function overSocket({
  token,
  language = 'en',
  ...asked
}: Asked): Promise<{ errors: readonly ResponseError[]; data: unknown }> {
  const client = createClient({
    url: fixtures.world.server.webSocketUrl,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: {
      acceptLanguage: language,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  try {
    for await (const { errors, data } of client.iterate(asked))
      return { errors: (errors ?? []) as unknown as ResponseError[], data };
    return { errors: [], data: undefined };
  } catch (refused) {
    if (!Array.isArray(refused)) throw refused;
    return { errors: refused as ResponseError[], data: undefined };
  } finally {
    await client.dispose();
  }
}

const deep = (levels: number): string =>
  `{ node(id: "x") { ... on Territory ${'{ parent '.repeat(levels - 2)}{ id }${' }'.repeat(levels - 2)} } }`;
const COSTLY = `{ alliances(first: 100) { nodes { memberUnits(first: 100) { nodes { sectorGroups { memberUnits(first: 100) { nodes
    { name } } } } } } } }`;
const FILTER =
  'query ($filter: MemberUnitFilter) { alliance(slug: "x") { memberUnits(filter: $filter) { totalCount } } }';
const TOKEN = `mutation { createApiToken(input: { name: "x", scopes: [READ_PUBLIC], expiresAt: "2026-12-24T00:00:00Z" }) {
    userErrors { code } } }`;

describe('what is wrong with a request is told by the same code over HTTP and over a socket', () => {
  it.each<[string, Asked, string, number, readonly string[] | null]>([
    ['bad syntax', { query: '{ alliances(' }, 'GRAPHQL_PARSE_FAILED', 400, null],
    ['too many bytes', { query: `{ __typename }${' '.repeat(LIMITS.documentBytes)}` }, 'TOO_LARGE', 413, ['query']],
    ['too many tokens', { query: `{ ${'__typename '.repeat(2_000)} }` }, 'GRAPHQL_PARSE_FAILED', 400, null],
    ['an unknown field', { query: '{ allianzes { totalCount } }' }, 'GRAPHQL_VALIDATION_FAILED', 400, null],
    ['a value of another type', { query: '{ alliance(slug: 7) { id } }' }, 'GRAPHQL_VALIDATION_FAILED', 400, null],
    ['no selection', { query: '{ alliances }' }, 'GRAPHQL_VALIDATION_FAILED', 400, null],
    [
      'sixteen aliases',
      { query: `{ ${Array.from({ length: 16 }, (_, index) => `a${index}: __typename`).join(' ')} }` },
      'GRAPHQL_VALIDATION_FAILED',
      400,
      null,
    ],
    [
      'six directives',
      { query: `{ ${Array.from({ length: 6 }, () => '... @include(if: true) { __typename }').join(' ')} }` },
      'GRAPHQL_VALIDATION_FAILED',
      400,
      null,
    ],
    [
      'fragments in a circle',
      { query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }' },
      'GRAPHQL_VALIDATION_FAILED',
      400,
      null,
    ],
    ['thirteen levels', { query: deep(13) }, 'TOO_DEEP', 400, null],
    ['too much asked for', { query: COSTLY }, 'TOO_COSTLY', 400, null],
    [
      'too many nodes',
      { query: '{ nodes(ids: []) { id } a: nodes(ids: [' + '"x" '.repeat(101) + ']) { id } }' },
      'INVALID',
      400,
      ['ids'],
    ],
    ['a page too large', { query: '{ alliances(first: 101) { totalCount } }' }, 'INVALID', 400, ['first']],
    [
      'a variable of another type',
      { query: 'query ($first: Int) { alliances(first: $first) { totalCount } }', variables: { first: 'ten' } },
      'BAD_USER_INPUT',
      400,
      ['first'],
    ],
    [
      'a variable left out',
      { query: 'query ($slug: String!) { alliance(slug: $slug) { id } }' },
      'BAD_USER_INPUT',
      400,
      ['slug'],
    ],
    [
      'null where there must be a value',
      { query: 'query ($slug: String!) { alliance(slug: $slug) { id } }', variables: { slug: null } },
      'BAD_USER_INPUT',
      400,
      ['slug'],
    ],
    [
      'a bad value inside an input',
      { query: FILTER, variables: { filter: { kinds: ['SCHOOL', 'SCHOOLS'] } } },
      'BAD_USER_INPUT',
      400,
      ['filter', 'kinds', '1'],
    ],
    [
      'a field that an input does not have',
      { query: FILTER, variables: { filter: { texts: '' } } },
      'BAD_USER_INPUT',
      400,
      ['filter', 'texts'],
    ],
    [
      'a field that an input needs',
      {
        query: 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }',
        variables: { input: { email: 'someone@test.example' } },
      },
      'BAD_USER_INPUT',
      400,
      ['input', 'password'],
    ],
    [
      'a number too large',
      { query: 'query ($first: Int) { alliances(first: $first) { totalCount } }', variables: { first: 2 ** 31 } },
      'BAD_USER_INPUT',
      400,
      ['first'],
    ],
    [
      'two operations and no name',
      { query: 'query A { __typename } query B { __typename }' },
      'OPERATION_RESOLUTION_FAILURE',
      400,
      null,
    ],
    [
      'a name that no operation has',
      { query: 'query A { __typename }', operationName: 'B' },
      'OPERATION_RESOLUTION_FAILURE',
      400,
      null,
    ],
    ['nobody signed in', { query: TOKEN }, 'UNAUTHENTICATED', 401, null],
  ])('%s', async (_, asked, code, status, inputPath) => {
    const [http, socket] = await Promise.all([overHttp(asked), overSocket(asked)]);
    expect([http.status, http.data ?? null, http.errors[0]?.extensions]).toMatchObject([
      status,
      null,
      { code, ...(inputPath === null ? {} : { inputPath }) },
    ]);
    expect([socket.data ?? null, socket.errors[0]?.extensions]).toMatchObject([
      null,
      { code, ...(inputPath === null ? {} : { inputPath }) },
    ]);
    expect(Object.keys(socket.errors[0]?.extensions ?? {}).sort()).toEqual(
      Object.keys(http.errors[0]?.extensions ?? {}).sort(),
    );
    expect(logged).toEqual([]);
  });

  it('a mutation whose answer asks for too much, before it does anything', async () => {
    const token = await fixtures.signIn(fixtures.here.people.secretariat);
    const query = `mutation { createSectorGroup(input: { allianceId: "alliance_${fixtures.here.id}", name: "太贵" }) {
      userErrors { code } sectorGroup { alliance ${COSTLY.slice('{ alliances(first: 100) { nodes '.length, -4)} } } }`;
    for (const ask of [overHttp, overSocket]) {
      expect((await ask({ query, token })).errors).toMatchObject([{ extensions: { code: 'TOO_COSTLY' } }]);
    }
    expect(await fixtures.world.sql('select from sector_groups where name = $1', ['太贵'])).toEqual([]);
  });

  it('introspection in circles', async () => {
    const query = `{ __schema { types { ${'fields { type { '.repeat(5)}name${' } }'.repeat(5)} } } }`;
    for (const ask of [overHttp, overSocket]) {
      expect((await ask({ query })).errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    }
  });

  it('an API token that does not cover a mutation', async () => {
    const token = await fixtures.apiToken(fixtures.here.people.secretariat, ['READ_MEMBER']);
    const asked = {
      query: `mutation { createSectorGroup(input: { allianceId:
        "alliance_${fixtures.here.id}", name: "x" }) { userErrors { code } } }`,
      token,
    };
    expect(await overHttp(asked)).toMatchObject({ status: 403, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await overSocket(asked)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });

  it('a credential that is not valid, which no socket is opened with', async () => {
    for (const token of ['nonsense', `gjt_${'A'.repeat(43)}`, 'a.b.c']) {
      expect(await overHttp({ query: '{ __typename }', token })).toMatchObject({
        status: 401,
        errors: [{ extensions: { code: 'CREDENTIAL_MALFORMED' } }],
      });
      await expect(overSocket({ query: '{ __typename }', token })).rejects.toMatchObject({ code: 4403 });
    }
  });

  it('a subscription over HTTP', async () => {
    expect(await overHttp({ query: 'subscription { agendaUpdates(meetingId: "x") { revision } }' })).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: 'INVALID' } }],
    });
    expect(logged).toEqual([]);
  });

  it('twelve levels are not too deep, and fragments are none', async () => {
    expect(await overHttp({ query: deep(12) })).toMatchObject({ status: 200, errors: [] });
    const wrapped = `{ ...A } fragment A on Query { ... on Query { ...B } } fragment B on Query { node(id: "x") { ... on Territory {
        ... on Territory { ...C } } } } fragment C on Territory { ... on Node { id } parent { ... on Territory { ...
        on Node { id } } } }`;
    expect(await overHttp({ query: wrapped })).toMatchObject({ status: 200, errors: [] });
    // introspection has levels of its own
    const ofType = 'ofType { '.repeat(9);
    expect(
      await overHttp({ query: `{ __schema { types { fields { type { kind ${ofType} name ${'} '.repeat(9)} } } } } }` }),
    ).toMatchObject({ status: 200, errors: [] });
  });
});

describe('the language', () => {
  const zh = /[\u4e00-\u9fff]/;
  it.each<[string, Asked]>([
    [
      'a variable',
      { query: 'query ($first: Int) { alliances(first: $first) { totalCount } }', variables: { first: 'ten' } },
    ],
    ['too much', { query: COSTLY }],
    ['a page', { query: '{ alliances(first: 101) { totalCount } }' }],
    ['nobody signed in', { query: TOKEN }],
    ['a cursor', { query: '{ alliances(after: "x") { totalCount } }' }],
    ['no such operation', { query: 'query A { __typename }', operationName: 'B' }],
  ])("is the caller's: %s", async (_, asked) => {
    for (const ask of [overHttp, overSocket]) {
      expect((await ask({ ...asked, language: 'en-GB,en;q=0.9' })).errors[0]?.message).not.toMatch(zh);
      expect((await ask({ ...asked, language: 'zh-CN,zh;q=0.9,en;q=0.1' })).errors[0]?.message).toMatch(zh);
      expect((await ask({ ...asked, language: 'fr' })).errors[0]?.message).toMatch(zh);
    }
  });
});

describe('no error gives a hint at what the schema holds', () => {
  it.each<[string, Asked]>([
    ['a field', { query: '{ alianse(slug: "x") { id } }' }],
    ["a type's field", { query: '{ alliance(slug: "x") { nam } }' }],
    ['an argument', { query: '{ alliance(slag: "x") { id } }' }],
    ['a type', { query: '{ node(id: "x") { ... on Aliance { id } } }' }],
    ['an enumeration', { query: '{ alliance(slug: "x") { territories(level: COMUNITY) { id } } }' }],
    ['an input', { query: '{ alliance(slug: "x") { memberUnits(filter: { txt: "x" }) { totalCount } } }' }],
    ['a directive', { query: '{ __typename @skp(if: true) }' }],
    ['an enumeration in a variable', { query: FILTER, variables: { filter: { kinds: ['SCHOLL'] } } }],
    ['an input in a variable', { query: FILTER, variables: { filter: { txt: '' } } }],
    [
      'the type of a variable',
      {
        query:
          'query ($filter: MemberUnitFilte) { alliance(slug: "x") { memberUnits(filter: $filter) { totalCount } } }',
      },
    ],
    ['a mutation', { query: 'mutation { signOt { userErrors { code } } }' }],
  ])('when %s is misspelt', async (_, asked) => {
    for (const { errors } of [
      await overHttp(asked),
      await overHttp(asked, 'application/json'),
      await overSocket(asked),
    ]) {
      expect(errors.length).toBeGreaterThan(0);
      expect(JSON.stringify(errors)).not.toMatch(/did you mean|suggestion/i);
    }
  });
});

describe('a fault', () => {
  const READ = '{ alliance(slug: "qingfeng") { slug motto } fine: alliance(slug: "qingfeng") { slug } }';
  beforeEach(() => fixtures.world.sql('alter table alliances rename column motto to credo'));
  afterEach(() => fixtures.world.sql('alter table alliances rename column credo to motto'));

  it('is masked, told with an id, and logged under it; what is not concerned is answered', async () => {
    for (const ask of [overHttp, overSocket]) {
      logged.splice(0);
      const { errors, data } = await ask({ query: READ });
      expect([data, errors]).toEqual([
        { alliance: null, fine: { slug: 'qingfeng' } },
        [
          {
            message: expect.stringContaining('Something went wrong on our side'),
            path: ['alliance'],
            locations: [{ line: 1, column: 3 }],
            extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) },
          },
        ],
      ]);
      const told = errors.map(({ locations: _, ...rest }) => rest);
      expect(JSON.stringify(told)).not.toMatch(/motto|column|select|stack|pg/i);
      expect(logged).toMatchObject([
        {
          level: 'error',
          requestId: errors[0]?.extensions.requestId,
          err: { message: expect.stringContaining('motto') },
        },
      ]);
      expect(errors[0]?.message).toContain(errors[0]?.extensions.requestId);
    }
  });

  it('carries the id that is in the head of the response', async () => {
    const { headers, body } = await request(fixtures.world.server.url, { query: READ });
    expect(headers.get('x-request-id')).toBe(body.errors?.[0]?.extensions.requestId);
  });

  it('of a field that cannot be null leaves no data', async () => {
    expect(await overHttp({ query: '{ alliances { nodes { motto } } }' })).toMatchObject({
      data: null,
      errors: [{ path: ['alliances'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
  });

  it('of a mutation takes back what it did', async () => {
    const token = await fixtures.signIn(fixtures.here.people.secretariat);
    const query = `mutation { createSectorGroup(input: { allianceId:
      "alliance_${fixtures.here.id}", name: "半途" }) { sectorGroup { alliance { motto } } userErrors { code } } }`;
    expect(await overHttp({ query, token })).toMatchObject({
      status: 500,
      errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
    expect(await fixtures.world.sql('select from sector_groups where name = $1', ['半途'])).toEqual([]);
  });
});

describe('what a field comes to', () => {
  const badPage = '{ bad: alliance(slug: "qingfeng") { units: memberUnits(first: 101) { totalCount } } ';
  it.each<[string, Asked, unknown, readonly [string, readonly string[], number]]>([
    [
      'a page too large in a list',
      { query: `${badPage}fine: alliance(slug: "qingfeng") { slug } }` },
      { bad: null, fine: { slug: 'qingfeng' } },
      ['INVALID', ['bad', 'units'], 37],
    ],
    [
      'a cursor of another list',
      { query: '{ fine: __typename alliance(slug: "qingfeng") { memberUnits(after: "x") { totalCount } } }' },
      { fine: 'Query', alliance: null },
      ['INVALID', ['alliance', 'memberUnits'], 49],
    ],
    [
      'a page of each of many',
      { query: '{ fine: __typename alliances { nodes { memberUnits(first: -1) { totalCount } } } }' },
      null,
      ['INVALID', ['alliances', 'nodes'], 40],
    ],
    [
      'an argument that its variable leaves without a value',
      {
        query: 'query ($slug: String = "x") { fine: __typename alliance(slug: $slug) { slug } }',
        variables: { slug: null },
      },
      { fine: 'Query', alliance: null },
      ['BAD_USER_INPUT', ['alliance'], 48],
    ],
    ['a mutation of nobody', { query: TOKEN }, null, ['UNAUTHENTICATED', ['createApiToken'], 12]],
    [
      'a mutation whose answer cannot be read',
      {
        query: `mutation { createSectorGroup(input: { allianceId: "x", name: "x" }) {
          sectorGroup { memberUnits(first: 101) { totalCount } } } }`,
      },
      null,
      ['INVALID', ['createSectorGroup', 'sectorGroup', 'memberUnits'], 25],
    ],
  ])('names it, and leaves the others their data: %s', async (_, asked, data, [code, path, column]) => {
    // a plan that is kept answers as one that is new
    for (const ask of [overHttp, overSocket, overHttp]) {
      const answer = await ask(asked);
      expect([answer.data, answer.errors]).toMatchObject([
        data,
        [{ path, locations: [{ column }], extensions: { code } }],
      ]);
      if ('status' in answer && data !== null) expect(answer.status).toBe(200);
    }
    expect(logged).toEqual([]);
  });

  it('names it under a plan that is kept', async () => {
    const query = `query ($first: Int, $after: String) { fine: __typename
      alliance(slug: "qingfeng") { memberUnits(first: $first, after: $after) { totalCount } } }`;
    for (const ask of [overHttp, overSocket]) {
      expect((await ask({ query, variables: { first: 1 } })).errors).toEqual([]);
      for (const variables of [{ first: 101 }, { first: 1, after: 'x' }])
        expect(await ask({ query, variables })).toMatchObject({
          data: { fine: 'Query', alliance: null },
          errors: [{ path: ['alliance', 'memberUnits'], locations: [{ line: 2, column: 36 }] }],
        });
    }
  });

  it('names where a variable is declared', async () => {
    for (const ask of [overHttp, overSocket])
      expect(await ask({ query: 'query A($slug: String!) { alliance(slug: $slug) { id } }' })).toMatchObject({
        errors: [{ locations: [{ line: 1, column: 9 }], extensions: { code: 'BAD_USER_INPUT' } }],
      });
  });

  it('names the field of a subscription', async () => {
    for (const [id, code] of [
      ['x', 'INVALID'],
      [globalId('meeting', randomUUID()), 'NOT_FOUND'],
    ])
      expect(
        await overSocket({ query: `subscription { watched: agendaUpdates(meetingId: "${id}") { revision } }` }),
      ).toMatchObject({ errors: [{ path: ['watched'], locations: [{ line: 1, column: 16 }], extensions: { code } }] });
  });
});

describe('a body', () => {
  const send = async (
    body: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; code?: string; text: string }> => {
    const response = await fetch(fixtures.world.server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    const text = await response.text();
    return {
      status: response.status,
      code: (JSON.parse(text) as { errors?: ResponseError[] }).errors?.[0]?.extensions.code,
      text,
    };
  };

  it.each(['', '{', '{"query": ', 'query', '{"query": "{ __typename }"}}', '\ufeff{"query":"{ __typename }"', 'NaN'])(
    'that is not JSON is refused: %j',
    async (body) => {
      expect(await send(body)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    },
  );

  it.each([
    'null',
    '[]',
    '7',
    '"{ __typename }"',
    '{}',
    '{"query":null}',
    '{"query":{}}',
    '{"query":7}',
    '{"query":""}',
    '[{"query":"{ __typename }"},{"query":"{ __typename }"}]',
    '{"query":"{ __typename }","variables":[]}',
  ])('that is no request is refused: %s', async (body) => {
    expect(await send(body)).toMatchObject({
      status: 400,
      code: expect.stringMatching(/^(BAD_REQUEST|BAD_USER_INPUT)$/),
    });
    expect(logged).toEqual([]);
  });

  it('of another kind is refused before it is read: a page elsewhere could have sent it', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      expect(await send('{"query":"{ __typename }"}', { 'content-type': type })).toMatchObject({ status: 400 });
  });

  it('that is deep beyond measure does not make the server fail', async () => {
    const levels = 20_000;
    const nested = `${'['.repeat(levels)}${']'.repeat(levels)}`;
    expect(
      await send(`{"query":"query ($ids: [ID!]!) { nodes(ids: $ids) { id } }","variables":{"ids":${nested}}}`),
    ).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    expect(
      await send(`{"query":"query ($ids: ID) { node(id: $ids) { id } }","variables":{"other":${nested}}}`),
    ).toMatchObject({ status: 200 });
  });

  it('too large is refused while it still comes', async () => {
    const { status, code } = await new Promise<{ status: number; code: string | undefined }>((resolve, reject) => {
      const sending = open(
        fixtures.world.server.url,
        { method: 'POST', headers: { 'content-type': 'application/json' } },
        (response) => {
          const chunks: Buffer[] = [];
          response
            .on('data', (chunk: Buffer) => chunks.push(chunk))
            .on('end', () => {
              sending.destroy();
              resolve({
                status: response.statusCode ?? 0,
                code: (JSON.parse(Buffer.concat(chunks).toString()) as { errors: ResponseError[] }).errors[0]
                  ?.extensions.code,
              });
            });
        },
      );
      sending.on('error', reject);
      sending.write('{"query":"{ __typename }","variables":{"x":"');
      // as much as is taken, and never the end
      const more = (): void => {
        while (!sending.destroyed && sending.write('x'.repeat(1024 * 1024)));
      };
      sending.on('drain', more);
      more();
    });
    expect([status, code]).toEqual([413, 'TOO_LARGE']);
    expect(await fetchData(fixtures.world.server.url, { query: '{ __typename }' })).toEqual({ __typename: 'Query' });
  });
});

test('GraphQL over HTTP is kept as its audit asks', async () => {
  const results = await Promise.all(
    serverAudits({ url: fixtures.world.server.url, fetchFn: fetch }).map((audit) => audit.fn()),
  );
  const others = results.filter(({ status }) => status !== 'ok').map(({ id, status }) => `${id} ${status}`);
  expect([results.length, others.sort()]).toEqual([61, []]);
});

test('answers in application/json have status 200 when the document is at fault', async () => {
  for (const query of ['{', '{ nothing }', deep(13)])
    expect((await overHttp({ query }, 'application/json')).status).toBe(200);
  expect((await overHttp({ query: COSTLY }, 'application/json')).status).toBe(400);
});
