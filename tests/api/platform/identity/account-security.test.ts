import { MailServer, type ReceivedMail } from '../../../testkit/mail-server';
import { PASSWORD } from '../../../testkit/keys';
import { RawSocket } from '../../../testkit/raw-socket';
import { startTestServer, type TestServer } from '../../../testkit/server';
import { Issuer } from '../../../unit/platform/identity/external-identity/issuer';
import { ask, bearer, REFRESH, SIGN_IN, SIGN_OUT, somebody, VIEWER } from './client';

const DAY_MS = 86_400_000;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';

let mails: MailServer;
let issuer: Issuer;
let server: TestServer;
let now: () => Date;
beforeAll(async () => {
  now = () => new Date();
  [mails, issuer] = await Promise.all([MailServer.open(), new Issuer().open()]);
  server = await startTestServer({
    clock: () => now(),
    env: {
      SMTP_URL: mails.url,
      MAIL_FROM: 'gongjian@demo.example',
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: 'gongjian',
      TRUST_PROXY: '1',
    },
  });
});
afterAll(async () => {
  await server.stop();
  await Promise.all([mails.close(), issuer.close()]);
});

let people = 0;
/** Somebody with an account, who is written to in Chinese whatever language their requests ask for. */
async function owner(): Promise<{ email: string; accessToken: string; refreshToken: string }> {
  people += 1;
  const email = `owner-${people}@demo.example`;
  const session = await somebody(server, email);
  await server.running.connections.identity.query(`update persons set locale = 'zh-CN' where email = $1`, [email]);
  return { email, ...session };
}

/** Performs a mutation as whoever has this token. */
async function perform(
  token: string,
  mutation: string,
  input: object,
  shown = '',
): Promise<ReturnType<typeof JSON.parse>> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { done: ${mutation}(input: $input) { ${shown} userErrors { code path } } }`;
  const { data, errors } = await ask(server, query, { input }, bearer(token));
  if (data === null) throw new Error(JSON.stringify(errors));
  return data['done'];
}

const SHOWN = `{ viewer {
  sessions { id startedAt lastUsedAt client network current }
  externalIdentities { id issuer boundAt lastUsedAt }
  notifications { nodes { kind summary subject { id } } } } }`;
const shown = async (token: string) =>
  (await ask(server, SHOWN, {}, { ...bearer(token), 'accept-language': 'zh-CN' })).data?.['viewer'];
const summaries = async (token: string): Promise<string[]> =>
  (await shown(token)).notifications.nodes.map(({ summary }: { summary: string }) => summary);
const signIn = async (email: string, headers: Record<string, string> = {}, password = PASSWORD) =>
  (await ask(server, SIGN_IN, { input: { email, password } }, headers)).data?.['signIn'].session;
/** The letters to an address, once there are so many. */
async function letters(email: string, count: number): Promise<ReceivedMail[]> {
  const found = () => mails.received.filter(({ to }) => to.includes(email));
  await mails.until(() => found().length >= count);
  return found();
}
const whoIs = async (token: string) => {
  const { data, errors } = await ask(server, VIEWER, {}, bearer(token));
  return data?.['viewer'].person.email ?? errors[0]?.extensions.code;
};

describe('Viewer.sessions', () => {
  it('shows where a person is signed in: client and network, not the whole address, and which one asks', async () => {
    const { email, accessToken } = await owner();
    await signIn(email, { 'user-agent': FIREFOX, 'x-forwarded-for': '203.0.113.77' });
    await signIn(email, { 'user-agent': `\u00e9 ${'x'.repeat(300)}`, 'x-forwarded-for': '2001:db8:1:2::9' });
    const { sessions } = await shown(accessToken);
    expect(sessions).toHaveLength(3);
    expect(sessions.map(({ client, network, current }: Record<string, unknown>) => [client, network, current])).toEqual(
      expect.arrayContaining([
        [FIREFOX, '203.0.113.0/24', false],
        ['x'.repeat(200), '2001:db8:1::/48', false],
        [expect.anything(), '127.0.0.0/24', true],
      ]),
    );
  });

  it('is for its person alone, also by id', async () => {
    const [mine, other] = [await owner(), await owner()];
    const [{ id }] = (await shown(mine.accessToken)).sessions;
    const node = `{ node(id: "${id}") { id ... on SignedInSession { client } } }`;
    const by = async (headers = {}) => (await ask(server, node, {}, headers)).data?.['node'];
    expect(await by(bearer(mine.accessToken))).toMatchObject({ id });
    expect([await by(bearer(other.accessToken)), await by()]).toEqual([null, null]);
    expect(await perform(other.accessToken, 'endSession', { sessionId: id })).toMatchObject({
      userErrors: [{ code: 'NOT_FOUND', path: ['sessionId'] }],
    });
    expect(await whoIs(mine.accessToken)).toBe(mine.email);
  });

  it('holds a hundred: whoever signs in once more ends the one that was used longest ago', async () => {
    const { email, accessToken } = await owner();
    const [{ id: person }] = await server.running.connections.identity.query(
      'select id from persons where email = $1',
      [email],
    );
    await server.running.connections.identity.query(
      `insert into sessions (id, person_id, started_at, last_used_at, expires_at, place)
       select gen_random_uuid(), $1, now(), now() + interval '1 hour', now() + interval '1 day', 'test'
       from generate_series(1, 99)`,
      [person],
    );
    expect(await whoIs(accessToken)).toBe(email);
    const latest = await signIn(email);
    expect((await shown(latest.accessToken)).sessions).toHaveLength(100);
    expect(await whoIs(accessToken)).toBe('CREDENTIAL_REVOKED');
  });
});

describe('endSession', () => {
  it('ends another session at once, on open sockets too, and says so', async () => {
    const { email, accessToken } = await owner();
    const stolen = await signIn(email, { 'user-agent': FIREFOX });
    const socket = await RawSocket.connected(server.webSocketUrl, { authorization: `Bearer ${stolen.accessToken}` });
    const { sessions } = await shown(accessToken);
    const { id } = sessions.find(({ client }: { client: string }) => client === FIREFOX);
    const ended = await perform(accessToken, 'endSession', { sessionId: id }, 'viewer { sessions { current } }');
    expect(ended).toEqual({ viewer: { sessions: [{ current: true }] }, userErrors: [] });
    expect(await socket.closed).toEqual({ code: 4440, reason: 'CREDENTIAL_REVOKED' });
    expect(await whoIs(stolen.accessToken)).toBe('CREDENTIAL_REVOKED');
    const renewed = await ask(server, REFRESH, { input: { refreshToken: stolen.refreshToken } });
    expect(renewed.data?.['refreshSession'].userErrors).toMatchObject([{ code: 'INVALID' }]);
    const [, letter] = await letters(email, 2);
    expect(letter?.text).toContain(`一个会话已被另一会话结束。被结束的是“${FIREFOX}”`);
    expect(await summaries(accessToken)).toEqual([
      expect.stringContaining('一个会话已被另一会话结束'),
      expect.stringContaining('您的账号在新设备上登录'),
    ]);
  });

  it('ends the session that it comes by as a sign-out does', async () => {
    const { accessToken } = await owner();
    const [{ id }] = (await shown(accessToken)).sessions;
    expect(await perform(accessToken, 'endSession', { sessionId: id }, 'viewer { person { id } }')).toEqual({
      viewer: null,
      userErrors: [],
    });
    expect(await whoIs(accessToken)).toBe('CREDENTIAL_REVOKED');
  });
});

describe('a session', () => {
  it('ends ninety days after it began, however often it is refreshed, and no token of it lasts longer', async () => {
    const began = Date.now();
    let { refreshToken } = await owner();
    const refresh = async (days: number) => {
      now = () => new Date(began + days * DAY_MS);
      const { data } = await ask(server, REFRESH.replace('refreshToken viewer', 'refreshToken expiresAt viewer'), {
        input: { refreshToken },
      });
      refreshToken = data?.['refreshSession'].session?.refreshToken ?? refreshToken;
      return data?.['refreshSession'];
    };
    for (const days of [25, 50, 75, 89.999]) expect((await refresh(days)).userErrors).toEqual([]);
    const last = await refresh(89.9999);
    expect(new Date(last.session.expiresAt).getTime()).toBeLessThanOrEqual(began + 90 * DAY_MS + 1_000);
    expect((await refresh(90.001)).userErrors).toMatchObject([{ code: 'INVALID' }]);
    now = () => new Date();
  });
});

describe('a sign-in', () => {
  it('from a new device is told of by mail and notification, in the person’s own language; from a known one it is not', async () => {
    const { email, accessToken } = await owner();
    await signIn(email, { 'accept-language': 'en' });
    expect(await summaries(accessToken)).toEqual([]);
    await signIn(email, { 'user-agent': FIREFOX, 'accept-language': 'en', 'x-forwarded-for': '203.0.113.77' });
    const [letter] = await letters(email, 1);
    expect(letter?.headers.get('subject')).toBe('共建平台账号安全提醒');
    expect(letter?.text).toContain(`您的账号在新设备上登录：“${FIREFOX}”，网络 203.0.113.0/24。`);
    expect((await shown(accessToken)).notifications.nodes).toEqual([
      {
        kind: 'SECURITY',
        summary: `您的账号在新设备上登录：“${FIREFOX}”，网络 203.0.113.0/24。`,
        subject: null,
      },
    ]);
    // a new version of the same browser, elsewhere in the same network
    await signIn(email, { 'user-agent': FIREFOX.replaceAll('130', '131'), 'x-forwarded-for': '203.0.113.78' });
    expect(await summaries(accessToken)).toHaveLength(1);
  });
});

describe('binding an external identity', () => {
  const bind = async (token: string, subject: string, password: string) =>
    perform(token, 'bindExternalIdentity', { idToken: await issuer.token({ sub: subject }), password });

  it('takes the password: a stolen access token becomes no lasting way in', async () => {
    const { accessToken } = await owner();
    expect(await bind(accessToken, 'thief', 'not the password')).toEqual({
      userErrors: [{ code: 'INVALID', path: ['password'] }],
    });
    expect(await whoIs(await issuer.token({ sub: 'thief' }))).toBe('UNAUTHENTICATED');
    const without = `mutation { bindExternalIdentity(input: { idToken: "x" }) { userErrors { code } } }`;
    expect((await ask(server, without, {}, bearer(accessToken))).errors).toMatchObject([
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
  });

  it('stands under the limits of the password', async () => {
    const { accessToken } = await owner();
    const answers: string[] = [];
    for (let tries = 0; tries < 21; tries += 1)
      answers.push((await bind(accessToken, 'guessing', `guess number ${tries}`)).userErrors[0].code);
    expect([answers[19], answers[20]]).toEqual(['INVALID', 'RATE_LIMITED']);
  });

  it('is listed, told of, and undone at once: on open sockets and for tokens that were just used', async () => {
    const { email, accessToken } = await owner();
    expect((await bind(accessToken, 'bound', PASSWORD)).userErrors).toEqual([]);
    const external = await issuer.token({ sub: 'bound' });
    expect(await whoIs(external)).toBe(email);
    await server.running.identity.settled();
    const { externalIdentities } = await shown(accessToken);
    expect(externalIdentities).toEqual([
      { id: expect.any(String), issuer: issuer.url, boundAt: expect.any(String), lastUsedAt: expect.any(String) },
    ]);
    const socket = await RawSocket.connected(server.webSocketUrl, { authorization: `Bearer ${external}` });
    const other = await owner();
    const input = { externalIdentityId: externalIdentities[0].id };
    expect(await perform(other.accessToken, 'unbindExternalIdentity', input)).toEqual({
      userErrors: [{ code: 'NOT_FOUND', path: ['externalIdentityId'] }],
    });
    expect(await perform(accessToken, 'unbindExternalIdentity', input, 'viewer { externalIdentities { id } }')).toEqual(
      { viewer: { externalIdentities: [] }, userErrors: [] },
    );
    expect((await socket.closed).code).toBe(4440);
    expect(await whoIs(external)).toBe('UNAUTHENTICATED');
    const told = (await letters(email, 2)).map(({ text }) => text);
    expect(told[0]).toContain(`已绑定 ${issuer.url} 的外部账号`);
    expect(told[1]).toContain(`已解除绑定 ${issuer.url} 的外部账号`);
    // whoever binds it next is who it stands for
    expect((await bind(other.accessToken, 'bound', PASSWORD)).userErrors).toEqual([]);
    expect(await whoIs(external)).toBe(other.email);
  });

  it('is undone by a change of password, which ends the other sessions as well and says so', async () => {
    const { email, accessToken } = await owner();
    const other = await signIn(email);
    await bind(accessToken, 'outlived', PASSWORD);
    const external = await issuer.token({ sub: 'outlived' });
    expect(await whoIs(external)).toBe(email);
    const changed = await perform(
      accessToken,
      'changePassword',
      { currentPassword: PASSWORD, newPassword: 'a quite different one' },
      'viewer { sessions { current } externalIdentities { id } }',
    );
    expect(changed).toEqual({ viewer: { sessions: [{ current: true }], externalIdentities: [] }, userErrors: [] });
    expect([await whoIs(external), await whoIs(other.accessToken)]).toEqual(['UNAUTHENTICATED', 'CREDENTIAL_REVOKED']);
    const [, letter] = await letters(email, 2);
    expect(letter?.text).toContain('密码已修改。其他会话均已结束，外部账号均已解除绑定。仍然有效的 API 令牌：0 个。');
  });
});

describe('what outlives a session', () => {
  it('is told of: an API token', async () => {
    const { email, accessToken } = await owner();
    const input = { name: '展示屏', scopes: ['READ_PUBLIC'], expiresAt: new Date(Date.now() + DAY_MS) };
    await perform(accessToken, 'createApiToken', input);
    expect((await letters(email, 1))[0]?.text).toContain('已创建 API 令牌“展示屏”');
  });

  it('is told of: a refresh token that came twice, once for each session', async () => {
    const { email, refreshToken } = await owner();
    for (const _ of [1, 2, 3]) await ask(server, REFRESH, { input: { refreshToken } });
    const session = await signIn(email);
    expect(await summaries(session.accessToken)).toEqual([expect.stringContaining('刷新令牌被重复使用')]);
    expect((await letters(email, 1))[0]?.text).toContain('刷新令牌被重复使用');
    await ask(server, SIGN_OUT, {}, bearer(session.accessToken));
  });
});
