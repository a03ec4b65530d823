import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { startTestServer, type TestServer } from '../../../testkit/server';
import { PASSWORD } from '../../../testkit/keys';
import { ask, SIGN_IN, somebody } from './client';

let server: TestServer;
let origin: string;
let accessToken: string;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer();
  origin = new URL(server.url).origin;
  ({ accessToken } = await somebody(server, 'watches@demo.example'));
  const { headers } = await ask(
    server,
    SIGN_IN,
    { input: { email: 'watches@demo.example', password: PASSWORD, cookie: true } },
    { origin },
  );
  cookie = headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
});
afterAll(() => server.stop());

/** What a socket answers to an operation, or the code that it is closed with. */
async function over(
  query: string,
  opening: { headers?: Record<string, string>; parameters?: Record<string, unknown> },
): Promise<unknown> {
  class Socket extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers: opening.headers ?? {} });
    }
  }
  const client = createClient({
    url: server.webSocketUrl,
    webSocketImpl: Socket,
    retryAttempts: 0,
    ...(opening.parameters && { connectionParams: opening.parameters }),
  });
  try {
    for await (const result of client.iterate({ query })) return result;
    return null;
  } catch (closed) {
    return (closed as { code?: number }).code ?? closed;
  } finally {
    await client.dispose();
  }
}
const WHO = '{ viewer { person { email } } }';
const seen = { data: { viewer: { person: { email: 'watches@demo.example' } } } };

describe('a socket', () => {
  it('is opened by an access token in its parameters, by cookies of the own pages, or by nobody', async () => {
    expect(await over(WHO, { parameters: { authorization: `Bearer ${accessToken}` } })).toMatchObject(seen);
    expect(await over(WHO, { headers: { cookie, origin } })).toMatchObject(seen);
    expect(await over(WHO, {})).toMatchObject({ data: { viewer: null } });
  });

  it('is not opened by a credential that is not valid, nor by cookies from elsewhere', async () => {
    expect(await over(WHO, { parameters: { authorization: 'Bearer nonsense' } })).toBe(4403);
    expect(await over(WHO, { headers: { cookie, origin: 'https://evil.example' } })).toBe(4403);
    expect(await over(WHO, { headers: { cookie } })).toBe(4403);
    expect(await over(WHO, { headers: { cookie: 'gongjian_access=over', origin } })).toBe(4403);
  });

  it('signs people in, but has no cookies to give', async () => {
    const signIn = (
      more: string,
    ) => `mutation { signIn(input: { email: "watches@demo.example", password: "${PASSWORD}"${more} }) {
      session { viewer { person { email } } } userErrors { code } } }`;
    expect(await over(signIn(''), {})).toMatchObject({ data: { signIn: { session: seen.data, userErrors: [] } } });
    expect(await over(signIn(', cookie: true'), { headers: { origin } })).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(await over('mutation { refreshSession(input: {}) { userErrors { code } } }', {})).toMatchObject({
      data: { refreshSession: { userErrors: [{ code: 'INVALID' }] } },
    });
    expect(await over('mutation { signOut { userErrors { code } } }', {})).toMatchObject({
      data: { signOut: { userErrors: [] } },
    });
  });
});
