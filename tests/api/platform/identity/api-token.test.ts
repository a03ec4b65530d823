import { startTestServer, type TestServer } from '../../../testkit/server';
import { PASSWORD } from '../../../testkit/keys';
import { ask, bearer, somebody, VIEWER } from './client';

let server: TestServer;
let accessToken: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ accessToken } = await somebody(server, 'owner@demo.example'));
});
afterAll(() => server.stop());

const CREATE = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) {
  secret apiToken { id name scopes expiresAt lastUsedAt revokedAt } userErrors { code message path } } }`;
const REVOKE = `mutation ($input: RevokeApiTokenInput!) { revokeApiToken(input: $input) {
  apiToken { id revokedAt } userErrors { code path } } }`;
const CHANGE = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }`;

const create = async (scopes: string[], as = bearer(accessToken)) =>
  ask(
    server,
    CREATE,
    { input: { name: '展示屏', scopes, expiresAt: new Date(Date.now() + 86_400_000).toISOString() } },
    as,
  );

describe('API tokens over HTTP', () => {
  it('read as their person, or as the public, and end when they are revoked', async () => {
    const { apiToken, secret } = (await create(['READ_MEMBER'])).data?.['createApiToken'];
    expect(apiToken).toMatchObject({
      id: expect.stringMatching(/^apiToken_/),
      name: '展示屏',
      scopes: ['READ_MEMBER'],
      revokedAt: null,
    });
    expect((await ask(server, VIEWER, {}, bearer(secret))).data?.['viewer'].person.email).toBe('owner@demo.example');
    const open = (await create(['READ_PUBLIC'])).data?.['createApiToken'];
    expect((await ask(server, VIEWER, {}, bearer(open.secret))).data).toEqual({ viewer: null });

    const { data } = await ask(server, REVOKE, { input: { apiTokenId: apiToken.id } }, bearer(accessToken));
    expect(data?.['revokeApiToken']).toEqual({
      apiToken: { id: apiToken.id, revokedAt: expect.any(String) },
      userErrors: [],
    });
    expect((await ask(server, VIEWER, {}, bearer(secret))).status).toBe(401);
  });

  it('touch neither passwords nor tokens, whatever their scopes', async () => {
    const { apiToken, secret } = (
      await create(['READ_PUBLIC', 'READ_MEMBER', 'MANAGE_UNIT', 'MANAGE_MEETINGS', 'MANAGE_ALLIANCE'])
    ).data?.['createApiToken'];
    const attempts = [
      create(['READ_MEMBER'], bearer(secret)),
      ask(server, REVOKE, { input: { apiTokenId: apiToken.id } }, bearer(secret)),
      ask(server, CHANGE, { input: { currentPassword: PASSWORD, newPassword: 'another password' } }, bearer(secret)),
      ask(
        server,
        `mutation { bindExternalIdentity(input: { idToken: "x", password: "x" }) { userErrors { code } } }`,
        {},
        bearer(secret),
      ),
    ];
    for (const attempt of await Promise.all(attempts))
      expect(attempt).toMatchObject({ data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });

  it('are for nobody who is not signed in', async () => {
    expect(await create(['READ_MEMBER'], {} as never)).toMatchObject({
      status: 401,
      data: null,
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('are seen by their person alone', async () => {
    const { apiToken } = (await create(['READ_MEMBER'])).data?.['createApiToken'];
    const node = `{ node(id: "${apiToken.id}") { id ... on ApiToken { name } } }`;
    const other = await somebody(server, 'other@demo.example');
    expect((await ask(server, node, {}, bearer(accessToken))).data).toEqual({
      node: { id: apiToken.id, name: '展示屏' },
    });
    expect((await ask(server, node, {}, bearer(other.accessToken))).data).toEqual({ node: null });
    expect((await ask(server, node)).data).toEqual({ node: null });
    expect(
      (await ask(server, REVOKE, { input: { apiTokenId: apiToken.id } }, bearer(other.accessToken))).data?.[
        'revokeApiToken'
      ],
    ).toMatchObject({ apiToken: null, userErrors: [{ code: 'NOT_FOUND', path: ['apiTokenId'] }] });
  });

  it('say which input is at fault', async () => {
    const { data } = await create([]);
    expect(data?.['createApiToken']).toEqual({
      secret: null,
      apiToken: null,
      userErrors: [{ code: 'INVALID', message: 'At least one scope is needed.', path: ['scopes'] }],
    });
  });
});
