import { get } from 'node:http';
import type { ResponseError } from '../../../testkit/graphql';
import { TestWorld } from '../../../testkit/world/test-world';

const PAGE = 'https://board.example';

let world: TestWorld;
let token: string;
beforeAll(async () => {
  world = await TestWorld.open({ env: { ALLOWED_ORIGINS: PAGE } });
  token = (await world.alliance()).secretariat.token;
});
afterAll(() => world.close());

const by = (query: string, more: Record<string, string> = {}): string =>
  `${world.url()}?${new URLSearchParams({ query, ...more }).toString()}`;

interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly errors: readonly ResponseError[];
  readonly headers: Headers;
}

async function answerTo(url: string, init: RequestInit = {}): Promise<Answer> {
  const { status, headers, ...response } = await fetch(url, init).then(async (got) => ({
    status: got.status,
    headers: got.headers,
    text: await got.text(),
  }));
  const body = JSON.parse(response.text) as { data?: unknown; errors?: readonly ResponseError[] };
  return { status, headers, data: body.data, errors: body.errors ?? [] };
}

/** The status of a GET with headers that fetch does not send. */
function sent(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
}

describe('a GET as clients send it', () => {
  const VIEWER = 'query Me { viewer { person { id } } }';

  it('needs no header besides when nobody is signed in', async () => {
    expect(await answerTo(by(VIEWER))).toMatchObject({ status: 200, data: { viewer: null } });
  });

  it('needs none besides Authorization when somebody is', async () => {
    // as urql sends it with preferGetMethod
    const headers = {
      accept:
        'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
      authorization: `Bearer ${token}`,
    };
    expect(await answerTo(by(VIEWER, { operationName: 'Me', variables: '{}' }), { headers })).toMatchObject({
      status: 200,
      data: { viewer: { person: { id: expect.any(String) } } },
    });
  });

  it('with a cookie is taken from pages that may use it, and from no other', async () => {
    const cookie = `gongjian_access=${token}; gongjian_refresh=x`;
    for (const [headers, status] of [
      [{ origin: PAGE }, 200],
      [{ origin: 'https://elsewhere.example' }, 403],
      [{}, 403],
      [{ 'sec-fetch-site': 'same-site' }, 403],
      [{ 'sec-fetch-site': 'same-origin' }, 200],
      [{ 'apollo-require-preflight': '1' }, 200],
    ] as const) {
      const answer = await sent(by(VIEWER), { cookie, ...headers });
      expect([headers, answer]).toEqual([headers, status]);
    }
  });

  it('does not change anything', async () => {
    const { status, errors, headers } = await answerTo(by('mutation { signOut { userErrors { code } } }'));
    expect([status, headers.get('allow'), errors]).toMatchObject([
      405,
      'POST',
      [{ extensions: { code: 'BAD_USER_INPUT' } }],
    ]);
  });
});

it('allows other origins the headers that Apollo, urql and Relay send, and shows them what they need', async () => {
  const response = await fetch(world.url(), { method: 'OPTIONS', headers: { origin: 'https://elsewhere.example' } });
  const listed = (name: string): string[] => (response.headers.get(name) ?? '').split(', ');
  expect(listed('access-control-allow-headers')).toEqual(
    expect.arrayContaining([
      'accept',
      'accept-language',
      'apollo-require-preflight',
      'apollographql-client-name',
      'apollographql-client-version',
      'authorization',
      'content-type',
      'idempotency-key',
      'traceparent',
      'x-apollo-operation-name',
    ]),
  );
  expect(listed('access-control-expose-headers')).toEqual([
    'x-request-id',
    'retry-after',
    'ratelimit',
    'ratelimit-policy',
    'www-authenticate',
    'x-gongjian-seen',
  ]);
});

it('is told by its hash alone that texts are not kept, in the words by which Apollo and urql send it whole', async () => {
  const extensions = { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } };
  const ways: readonly (readonly [string, RequestInit])[] = [
    [world.url(), { method: 'POST', body: JSON.stringify({ extensions }) }],
    [world.url(), { method: 'POST', body: JSON.stringify({ query: '{ __typename }', extensions }) }],
    [`${world.url()}?extensions=${encodeURIComponent(JSON.stringify(extensions))}`, {}],
  ];
  for (const [url, init] of ways) {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const { status, errors } = await answerTo(url, { ...init, headers });
    expect([status, errors]).toMatchObject([
      200,
      [{ message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
    ]);
  }
});

describe('what is no request is refused in the language of the caller', () => {
  const post = (body: string, type = 'application/json'): RequestInit => ({
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });
  it.each<[string, RequestInit & { readonly search?: string }, number, readonly string[] | null]>([
    ['a form', post('query=x', 'application/x-www-form-urlencoded'), 400, null],
    ['a text', post('{"query":"{ __typename }"}', 'text/plain'), 400, null],
    ['no JSON', post('{'), 400, null],
    ['a list', post('[{"query":"{ __typename }"}]'), 400, null],
    ['null', post('null'), 400, null],
    ['no query', post('{}'), 400, ['query']],
    ['an empty query', post('{"query":""}'), 400, ['query']],
    ['a query of another type', post('{"query":7}'), 400, ['query']],
    ['a parsed query', post('{"query":{"kind":"Document"}}'), 400, ['query']],
    ['a name of another type', post('{"query":"{ __typename }","operationName":7}'), 400, ['operationName']],
    ['variables as a text', post('{"query":"{ __typename }","variables":"{}"}'), 400, ['variables']],
    ['a list of variables', post('{"query":"{ __typename }","variables":[]}'), 400, ['variables']],
    ['extensions as a text', post('{"query":"{ __typename }","extensions":"{}"}'), 400, ['extensions']],
    ['variables that are no JSON', { search: '?query={__typename}&variables={' }, 400, ['variables']],
    ['two queries', { search: '?query={__typename}&query={__typename}' }, 400, ['query']],
    ['a GET without a query', { search: '', headers: { accept: 'application/json' } }, 400, ['query']],
    ['a PUT', { method: 'PUT' }, 405, null],
    ['an answer of another type', { search: '?query={__typename}', headers: { accept: 'text/csv' } }, 406, null],
  ])('%s', async (_, { search = '', ...init }, status, inputPath) => {
    for (const [language, foreign] of [
      ['en', /[\u4e00-\u9fff]/],
      ['zh-CN', /^[^\u4e00-\u9fff]*$/],
    ] as const) {
      const headers = { ...(init.headers as Record<string, string> | undefined), 'accept-language': language };
      const { errors, ...answer } = await answerTo(`${world.url()}${search}`, { ...init, headers });
      expect([answer.status, errors]).toMatchObject([
        status,
        [{ extensions: { code: 'BAD_USER_INPUT', ...(inputPath === null ? {} : { inputPath }) } }],
      ]);
      expect(errors[0]?.message).not.toMatch(foreign);
      expect(errors[0]?.extensions.requestId).toBe(answer.headers.get('x-request-id'));
    }
  });
});
