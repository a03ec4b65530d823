import { getIntrospectionQuery } from 'graphql';
import { LIMITS } from '../../../../src/platform/budgets';
import { request, type ResponseError } from '../../../testkit/graphql';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open();
});
afterAll(() => world.close());

const blank = (bytes: number): string => `{ __typename } #${' '.repeat(bytes - '{ __typename } #'.length)}`;

async function overHttp(
  query: string,
  language = 'en',
): Promise<{ status: number; errors: readonly ResponseError[]; data: unknown }> {
  const { status, body } = await request(world.server.url, {
    query,
    headers: { accept: 'application/graphql-response+json', 'accept-language': language },
  });
  return { status, errors: body.errors ?? [], data: body.data };
}

describe('a document', () => {
  it('of at most 64 KiB is taken, comments and blanks included', async () => {
    expect(await overHttp(blank(LIMITS.documentBytes))).toMatchObject({ status: 200, data: { __typename: 'Query' } });
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const query = blank(LIMITS.documentBytes + 1);
      const { status, body } = await request(world.server.url, { query, headers: { accept } });
      expect([status, body.errors]).toMatchObject([
        413,
        [
          {
            message: 'A document may have at most 65536 bytes, comments and blanks included.',
            extensions: { code: 'TOO_LARGE', inputPath: ['query'] },
          },
        ],
      ]);
    }
    expect((await overHttp(blank(LIMITS.documentBytes + 1), 'zh-CN')).errors[0]?.message).toContain('字节');
  });

  it('is the same for HTTP and a socket', async () => {
    const socket = await world.socket(null, { acceptLanguage: 'en' });
    socket.subscribe('1', blank(LIMITS.documentBytes));
    expect(await socket.answer('1')).toEqual({ __typename: 'Query' });
    socket.subscribe('2', blank(LIMITS.documentBytes + 1));
    expect(await socket.errors('2')).toEqual([
      { code: 'TOO_LARGE', message: 'A document may have at most 65536 bytes, comments and blanks included.' },
    ]);
    socket.subscribe('3', 'subscription { a: __typename b: __typename } #' + ' '.repeat(LIMITS.documentBytes));
    expect(await socket.errors('3')).toMatchObject([{ code: 'TOO_LARGE' }]);
  });

  it('has variables of at most 256 KiB on a socket too', async () => {
    const socket = await world.socket(null, { acceptLanguage: 'en' });
    const query = 'query ($id: ID!) { node(id: $id) { id } }';
    socket.subscribe('1', query, { id: 'x'.repeat(LIMITS.variablesBytes) });
    expect(await socket.errors('1')).toEqual([
      { code: 'TOO_LARGE', message: 'variables may have at most 262144 bytes as JSON.' },
    ]);
    socket.subscribe('2', query, { id: 'x' });
    expect(await socket.answer('2')).toEqual({ node: null });
  });

  it('may use a fragment with two aliases in eight places', async () => {
    const places = Array.from(
      { length: 8 },
      (_, place) => `nodes(ids: ["x"]) { ... on Alliance { members${place}: memberUnits { ...Two } } }`,
    );
    const query = `{ ${places.join(' ')} } fragment Two on MemberUnitConnection { count: totalCount page: pageInfo { hasNextPage } }`;
    expect(await overHttp(query)).toMatchObject({ status: 200, errors: [] });
  });

  it('is told in its sender’s language, and with its place, what is too much', async () => {
    const query = `{\n  ${Array.from({ length: 16 }, (_, place) => `a${place}: __typename`).join('\n')} }`;
    expect((await overHttp(query)).errors).toMatchObject([
      { message: 'A document may write at most 15 aliases.', locations: [{ line: 17, column: 1 }] },
    ]);
    expect((await overHttp(query, 'zh-CN')).errors[0]?.message).toBe('文档最多书写 15 个别名。');
  });

  it('over GET is one as well, and is no mutation', async () => {
    const ask = async (query: string): Promise<[number, string | undefined]> => {
      const response = await fetch(`${world.server.url}?query=${encodeURIComponent(query)}`, {
        headers: { 'apollo-require-preflight': '1', accept: 'application/graphql-response+json' },
      });
      return [response.status, ((await response.json()) as { errors?: ResponseError[] }).errors?.[0]?.extensions.code];
    };
    expect(await ask('{ __typename }')).toEqual([200, undefined]);
    expect(await ask('{ nothing }')).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(await ask('mutation { signOut { userErrors { code } } }')).toEqual([405, 'BAD_USER_INPUT']);
  });

  it('is not known by a hash that its sender names', async () => {
    const response = await fetch(world.server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }),
    });
    expect(JSON.parse(await response.text())).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
    });
  });
});

describe('introspection', () => {
  it('answers what clients ask', async () => {
    for (const query of [
      getIntrospectionQuery(),
      getIntrospectionQuery({
        inputValueDeprecation: true,
        specifiedByUrl: true,
        oneOf: true,
        schemaDescription: true,
        directiveIsRepeatable: true,
      }),
    ])
      for (let again = 0; again < 2; again += 1)
        expect(await overHttp(query)).toMatchObject({
          status: 200,
          errors: [],
          data: { __schema: { queryType: { name: 'Query' } } },
        });
  });

  it('is one `__schema` and fifteen `__type`', async () => {
    const twice = '{ a: __schema { types { name } } b: __schema { types { name } } }';
    expect((await overHttp(twice)).errors).toMatchObject([
      {
        message: 'A document may ask for at most 1 __schema, fragments included.',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ]);
  });

  it('ends when it yields too much, over HTTP and on a socket', async () => {
    const lists = Array.from(
      { length: 14 },
      (_, place) => `a${place}: fields { type { fields { name description } } }`,
    );
    const query = `{ __schema { types { ${lists.join(' ')} } } }`;
    expect(await overHttp(query)).toMatchObject({ status: 400, errors: [{ extensions: { code: 'TOO_COSTLY' } }] });
    const socket = await world.socket();
    socket.subscribe('1', query);
    expect(await socket.some(1, ({ type }) => type === 'next')).toMatchObject([
      { payload: { errors: [{ extensions: { code: 'TOO_COSTLY' } }] } },
    ]);
  });
});
