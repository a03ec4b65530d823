import { startTestServer, serveDatabase, type TestServer } from '../../../testkit/server';
import { request } from '../../../testkit/graphql';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { DEMO: '1' } });
});
afterAll(() => server.stop());

const SIGN_IN = {
  query: `mutation { signIn(input: { email: "administrator@demo.example", password: "demo-gongjian" }) {
    session { accessToken refreshToken } userErrors { code } } }`,
};

interface SignedIn {
  readonly signIn: { session: { accessToken: string; refreshToken: string } | null };
}

async function signIn(url: string) {
  const { body } = await request<SignedIn>(url, SIGN_IN);
  return body.data?.signIn.session ?? null;
}

it('a server without the demo shuts its accounts out, the only administrator too, and one with it lets them in again', async () => {
  const session = await signIn(server.url);
  expect(session).not.toBeNull();
  const without = await serveDatabase(server.database, { DEMO: '0' });
  const viewer = { query: '{ viewer { id } }', token: session?.accessToken ?? '' };
  // on every server of the installation
  for (const url of [without.url, server.url]) {
    expect(await signIn(url)).toBeNull();
    expect((await request(url, viewer)).body.errors).toMatchObject([{ extensions: { code: 'CREDENTIAL_REVOKED' } }]);
  }
  await without.stop();
  const again = await serveDatabase(server.database, { DEMO: '1' });
  expect(await signIn(again.url)).not.toBeNull();
  // what was ended stays ended
  expect((await request(again.url, viewer)).body.errors).toMatchObject([
    { extensions: { code: 'CREDENTIAL_REVOKED' } },
  ]);
  await again.stop();
});
