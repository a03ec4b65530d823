import { SignJWT } from 'jose';
import { derivedKey } from '../../../../src/platform/config';
import { createAdministrator } from '../../../../src/platform/identity';
import { AUTH_SECRET, PASSWORD } from '../../../testkit/keys';
import { RawSocket } from '../../../testkit/raw-socket';
import { startTestServer, type TestServer } from '../../../testkit/server';
import { ACCEPT, ask, bearer, REFRESH, SIGN_IN, SIGN_OUT, somebody, VIEWER } from './client';

let server: TestServer;
/** What the server's writes are stamped with: access tokens that were issued a while ago have expired by now. */
let now: () => Date;
beforeAll(async () => {
  now = () => new Date();
  server = await startTestServer({ clock: () => now() });
});
afterAll(() => server.stop());

let people = 0;
const emailOfNext = (): string => `credentials-${(people += 1)}@demo.example`;

/** Tokens of somebody's that are of no use any more, or never were, by what is wrong with them. */
async function tokens(): Promise<Record<'expired' | 'revoked' | 'malformed' | 'forged', string>> {
  const revoked = await somebody(server, emailOfNext());
  await ask(server, SIGN_OUT, {}, bearer(revoked.accessToken));
  now = () => new Date(Date.now() - 660_000);
  const expired = await somebody(server, emailOfNext());
  now = () => new Date();
  const forged = await new SignJWT({ sid: 'x', iss: 'gongjian', aud: 'gongjian', sub: 'x', exp: 1 })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .sign(derivedKey(`${AUTH_SECRET}?`, 'access token'));
  return { expired: expired.accessToken, revoked: revoked.accessToken, malformed: 'nonsense', forged };
}

const CODES = {
  expired: 'CREDENTIAL_EXPIRED',
  revoked: 'CREDENTIAL_REVOKED',
  malformed: 'CREDENTIAL_MALFORMED',
  // that it has expired as well is nothing for whoever cannot sign it
  forged: 'CREDENTIAL_MALFORMED',
} as const;
const kinds = ['expired', 'revoked', 'malformed', 'forged'] as const;

describe('an authorization that is not good (any more)', () => {
  it.each(kinds)('does not stand in the way of a session, where it is %s', async (kind) => {
    const headers = bearer((await tokens())[kind]);
    const email = emailOfNext();
    const { refreshToken } = await somebody(server, email);

    const refreshed = await ask(server, REFRESH, { input: { refreshToken } }, headers);
    expect([refreshed.errors, refreshed.data?.['refreshSession'].userErrors]).toEqual([[], []]);
    const signedIn = await ask(server, SIGN_IN, { input: { email, password: PASSWORD } }, headers);
    expect([signedIn.errors, signedIn.data?.['signIn'].userErrors]).toEqual([[], []]);
    expect((await ask(server, SIGN_OUT, {}, headers)).data).toEqual({ signOut: { userErrors: [] } });
    const { invitation } = await createAdministrator(
      { manager: server.running.connections.identity.manager, now: new Date() },
      { name: '管理员', email: emailOfNext() },
    );
    const accepted = await ask(server, ACCEPT, { input: { invitation, password: PASSWORD } }, headers);
    expect([accepted.errors, accepted.data?.['acceptInvitation'].userErrors]).toEqual([[], []]);
  });

  it('opens nothing else, neither what anybody sees nor what comes beside a sign-in, and is told apart', async () => {
    const bad = await tokens();
    for (const kind of kinds) {
      const token = bad[kind];
      for (const query of [
        VIEWER,
        '{ __typename }',
        '{ __schema { queryType { name } } }',
        'mutation { signOut { userErrors { code } } markNotificationsRead(input: { notificationIds: [] }) { __typename } }',
        'mutation { ...all } fragment all on Mutation { signOut { userErrors { code } } }',
      ]) {
        const { status, data, errors, headers } = await ask(server, query, {}, bearer(token));
        expect([status, data, errors[0]?.extensions.code, query]).toEqual([401, null, CODES[kind], query]);
        expect(headers.get('www-authenticate')).toMatch(
          /^Bearer realm="gongjian", error="invalid_token", error_description="The credential [\x20-\x7e]+"$/,
        );
      }
    }
  });

  it('says in the caller’s language what is wrong', async () => {
    const { expired } = await tokens();
    const words = async (language: string) =>
      (await ask(server, VIEWER, {}, { ...bearer(expired), 'accept-language': language })).errors[0]?.message;
    expect([await words('en'), await words('zh-CN')]).toEqual([
      'The credential of this request has expired. Renew it, or sign in again.',
      '请求所携带的凭证已过期，请续期或重新登录。',
    ]);
  });

  it('is told apart on sockets by the reason that they are closed with', async () => {
    const bad = await tokens();
    for (const kind of kinds) {
      const socket = await RawSocket.open(server.webSocketUrl);
      socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${bad[kind]}` } });
      expect(await socket.closed).toEqual({ code: 4403, reason: CODES[kind] });
    }
  });

  it('ends an open socket with its reason', async () => {
    const { accessToken } = await somebody(server, emailOfNext());
    const socket = await RawSocket.connected(server.webSocketUrl, { authorization: `Bearer ${accessToken}` });
    await ask(server, SIGN_OUT, {}, bearer(accessToken));
    expect(await socket.closed).toEqual({ code: 4440, reason: 'CREDENTIAL_REVOKED' });
  });
});

describe('a request without a credential', () => {
  it('is asked for one without an error', async () => {
    const { status, errors, headers } = await ask(
      server,
      'mutation { markNotificationsRead(input: { notificationIds: [] }) { __typename } }',
    );
    expect([status, errors[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="gongjian"');
  });
});

describe('API tokens', () => {
  it('are told apart likewise', async () => {
    const { accessToken } = await somebody(server, emailOfNext());
    const create = async () => {
      const { data } = await ask(
        server,
        `mutation ($at: DateTime!) { createApiToken(input: { name: "x", scopes: [READ_MEMBER], expiresAt: $at }) {
          apiToken { id } secret } }`,
        { at: new Date(Date.now() + 60_000) },
        bearer(accessToken),
      );
      return data?.['createApiToken'] as { apiToken: { id: string }; secret: string };
    };
    const code = async (secret: string) => (await ask(server, VIEWER, {}, bearer(secret))).errors[0]?.extensions.code;
    now = () => new Date(Date.now() - 120_000);
    const { data } = await ask(
      server,
      `mutation ($at: DateTime!) { createApiToken(input: { name: "x", scopes: [READ_MEMBER], expiresAt: $at }) {
        secret } }`,
      { at: new Date(Date.now() - 60_000) },
      bearer(accessToken),
    );
    now = () => new Date();
    expect(await code(data?.['createApiToken'].secret)).toBe('CREDENTIAL_EXPIRED');
    const revoked = await create();
    expect(await code(revoked.secret)).toBeUndefined();
    await ask(
      server,
      'mutation ($id: ID!) { revokeApiToken(input: { apiTokenId: $id }) { userErrors { code } } }',
      { id: revoked.apiToken.id },
      bearer(accessToken),
    );
    expect(await code(revoked.secret)).toBe('CREDENTIAL_REVOKED');
    expect(await code(`gjt_${'x'.repeat(43)}`)).toBe('CREDENTIAL_MALFORMED');
  });
});
