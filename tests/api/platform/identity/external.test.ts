import { PASSWORD } from '../../../testkit/keys';
import { startTestServer, type TestServer } from '../../../testkit/server';
import { Issuer } from '../../../unit/platform/identity/external-identity/issuer';
import { ask, bearer, somebody, VIEWER } from './client';

let issuer: Issuer;
let server: TestServer;
beforeAll(async () => {
  issuer = await new Issuer().open();
  server = await startTestServer({ env: { OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: 'gongjian' } });
});
afterAll(async () => {
  await server.stop();
  await issuer.close();
});

const BIND = `mutation ($input: BindExternalIdentityInput!) { bindExternalIdentity(input: $input) {
  viewer { person { email } } userErrors { code message path } } }`;

describe('an external issuer over HTTP', () => {
  it('lets its people in once they have bound their accounts, and nobody by a mail address', async () => {
    const { accessToken } = await somebody(server, 'external@demo.example');
    const before = await ask(server, VIEWER, {}, bearer(await issuer.token({ email: 'external@demo.example' })));
    expect(before).toMatchObject({
      status: 401,
      data: null,
      errors: [{ message: expect.stringContaining('not bound'), extensions: { code: 'UNAUTHENTICATED' } }],
    });

    const { data } = await ask(
      server,
      BIND,
      { input: { idToken: await issuer.token(), password: PASSWORD } },
      bearer(accessToken),
    );
    expect(data?.['bindExternalIdentity']).toEqual({
      viewer: { person: { email: 'external@demo.example' } },
      userErrors: [],
    });
    const after = await ask(server, VIEWER, {}, bearer(await issuer.token()));
    expect(after.data?.['viewer'].person.email).toBe('external@demo.example');
  });

  it('cannot be used for what a session is needed for', async () => {
    const { accessToken } = await somebody(server, 'external-2@demo.example');
    const idToken = await issuer.token({ sub: 'subject-2' });
    await ask(server, BIND, { input: { idToken, password: PASSWORD } }, bearer(accessToken));
    const { data, errors } = await ask(
      server,
      BIND,
      { input: { idToken: await issuer.token({ sub: 'subject-3' }), password: PASSWORD } },
      bearer(idToken),
    );
    expect([data, errors[0]?.extensions.code]).toEqual([null, 'UNAUTHENTICATED']);
  });
});
