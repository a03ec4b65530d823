import { startTestServer, type TestServer } from '../../../testkit/server';
import { PASSWORD } from '../../../testkit/keys';
import { ask, bearer, REFRESH, SIGN_IN, SIGN_OUT, somebody, VIEWER, type GraphQLAnswer } from './client';

let server: TestServer;
let origin: string;
beforeAll(async () => {
  server = await startTestServer();
  origin = new URL(server.url).origin;
});
afterAll(() => server.stop());

const signIn = (email: string, password = PASSWORD, more: object = {}, headers = {}) =>
  ask(server, SIGN_IN, { input: { email, password, ...more } }, headers);

describe('signing in over HTTP', () => {
  it('shows who signed in, in the same answer and by the token from then on', async () => {
    await somebody(server, 'zheng@demo.example');
    const { data, status } = await signIn('Zheng@demo.example');
    const person = { id: expect.stringMatching(/^person_/), name: '郑国', email: 'zheng@demo.example', locale: 'en' };
    expect([status, data?.['signIn'].userErrors]).toEqual([200, []]);
    expect(data?.['signIn'].session).toMatchObject({ mustChangePassword: false, viewer: { person } });
    const { data: seen } = await ask(server, VIEWER, {}, bearer(data?.['signIn'].session.accessToken));
    expect(seen).toEqual({
      viewer: { person: { id: data?.['signIn'].session.viewer.person.id, email: 'zheng@demo.example' }, apiTokens: [] },
    });
  });

  it('tells in the caller’s language that the password is wrong', async () => {
    const wrong = async (language: string) =>
      (await signIn('zheng@demo.example', 'not the password', {}, { 'accept-language': language })).data?.['signIn'];
    expect(await wrong('en')).toEqual({
      session: null,
      userErrors: [{ code: 'INVALID', message: 'The address or the password is wrong.', path: null }],
    });
    expect((await wrong('zh-CN')).userErrors[0].message).toBe('邮箱或密码不正确。');
  });

  it('takes no Idempotency-Key', async () => {
    const { errors } = await signIn(
      'zheng@demo.example',
      PASSWORD,
      {},
      { 'idempotency-key': '7f0c1c36-51c4-4f1b-8b52-b0f0a3b1d0a1' },
    );
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('answers 401, and never as to the public, when a credential is not valid', async () => {
    for (const authorization of ['Bearer nonsense', 'Basic enp6', `Bearer gjt_${'x'.repeat(43)}`]) {
      const { status, data, errors } = await ask(server, VIEWER, {}, { authorization });
      expect([status, data, errors[0]?.extensions.code]).toEqual([401, null, 'CREDENTIAL_MALFORMED']);
    }
    expect((await ask(server, VIEWER)).data).toEqual({ viewer: null });
  });
});

describe('a session over HTTP', () => {
  it('ends with signOut, at once and for its refresh token too', async () => {
    const { accessToken, refreshToken } = await somebody(server, 'signs-out@demo.example');
    expect((await ask(server, SIGN_OUT, {}, bearer(accessToken))).data).toEqual({ signOut: { userErrors: [] } });
    expect((await ask(server, VIEWER, {}, bearer(accessToken))).status).toBe(401);
    const { data } = await ask(server, REFRESH, { input: { refreshToken } });
    expect(data?.['refreshSession']).toMatchObject({
      session: null,
      userErrors: [{ code: 'INVALID', path: ['refreshToken'] }],
    });
  });

  it('ends for everybody when a refresh token comes twice', async () => {
    const { refreshToken } = await somebody(server, 'robbed@demo.example');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask(server, REFRESH, { input: { refreshToken } })),
    );
    const won = answers.map(({ data }) => data?.['refreshSession'].session).filter((session) => session !== null);
    expect(won).toHaveLength(1);
    expect((await ask(server, VIEWER, {}, bearer(won[0].accessToken))).status).toBe(401);
  });

  it('goes on after a change of password, and the others end', async () => {
    const { accessToken } = await somebody(server, 'changes@demo.example');
    const other = (await signIn('changes@demo.example')).data?.['signIn'].session.accessToken;
    const { data } = await ask(
      server,
      `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) {
      viewer { person { email } } userErrors { message path } } }`,
      { input: { currentPassword: PASSWORD, newPassword: 'another horse battery' } },
      bearer(accessToken),
    );
    expect(data?.['changePassword']).toEqual({ viewer: { person: { email: 'changes@demo.example' } }, userErrors: [] });
    expect((await ask(server, VIEWER, {}, bearer(other))).status).toBe(401);
    expect((await ask(server, VIEWER, {}, bearer(accessToken))).status).toBe(200);
  });
});

describe('a session in cookies', () => {
  const kept = ({ headers }: GraphQLAnswer) =>
    headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');

  it('carries the session for the own pages and is renewed and cleared there', async () => {
    await somebody(server, 'browses@demo.example');
    const signedIn = await signIn('browses@demo.example', PASSWORD, { cookie: true }, { origin });
    expect(signedIn.data?.['signIn'].session).toMatchObject({ accessToken: null, refreshToken: null });
    for (const cookie of signedIn.headers.getSetCookie())
      expect(cookie).toMatch(/^gongjian_\w+=.+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/);
    const cookie = kept(signedIn);
    expect((await ask(server, VIEWER, {}, { cookie, origin })).data?.['viewer'].person.email).toBe(
      'browses@demo.example',
    );
    expect(await ask(server, VIEWER, {}, { cookie, origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    expect(await ask(server, VIEWER, {}, { cookie })).toMatchObject({ status: 403 });

    const renewed = await ask(server, REFRESH, { input: {} }, { cookie, origin });
    expect(renewed.data?.['refreshSession'].session).toMatchObject({
      accessToken: null,
      viewer: { person: { email: 'browses@demo.example' } },
    });
    expect(kept(renewed)).not.toBe(cookie);

    const signedOut = await ask(server, SIGN_OUT, {}, { cookie: kept(renewed), origin });
    expect(signedOut.headers.getSetCookie()).toEqual([
      expect.stringContaining('gongjian_access=; Path=/; Max-Age=0'),
      expect.stringContaining('gongjian_refresh=; '),
    ]);
  });

  it('can be renewed, ended and begun anew, but nothing else, once its access is over or was taken away', async () => {
    await somebody(server, 'returns@demo.example');
    const cookie = kept(await signIn('returns@demo.example', PASSWORD, { cookie: true }, { origin }));
    const stale = cookie.replace(/gongjian_access=[^;]*/, 'gongjian_access=over');
    expect(await ask(server, VIEWER, {}, { cookie: stale, origin })).toMatchObject({ status: 401, data: null });
    const renewed = await ask(server, REFRESH, { input: {} }, { cookie: stale, origin });
    expect(renewed.data?.['refreshSession'].userErrors).toEqual([]);

    // somebody else uses the spent token: the session is gone while its cookies are still there
    await ask(server, REFRESH, { input: { refreshToken: /gongjian_refresh=([^;]*)/.exec(cookie)?.[1] } });
    const ended = { cookie: kept(renewed), origin };
    expect(await ask(server, VIEWER, {}, ended)).toMatchObject({ status: 401, data: null });
    expect(
      (await signIn('returns@demo.example', PASSWORD, { cookie: true }, ended)).data?.['signIn'].userErrors,
    ).toEqual([]);
    expect((await ask(server, SIGN_OUT, {}, ended)).data?.['signOut'].userErrors).toEqual([]);
  });
});
