/**
 * Changes what its modules work with, and so has them within the sandbox.
 *
 * @jest-environment node
 */
import { decodeJwt, SignJWT } from 'jose';
import { AccessTokens } from '../../../../src/platform/identity/session/access-tokens';
import { acceptInvitation } from '../../../../src/platform/identity/invitation/invitation.service';
import { derivedKey } from '../../../../src/platform/config';
import { createTestDatabase } from '../../../testkit/cluster';
import { PASSWORD } from '../../../testkit/keys';
import { AUTH_SECRET } from '../../../testkit/keys';
import { incoming, openIdentityKit, type Answer, type IdentityKit } from './identity-kit';

let kit: IdentityKit;
let session: NonNullable<Answer['session']>;
let access: string;
const origin = 'http://localhost:4000';
const refused = (why: 'EXPIRED' | 'REVOKED' | 'MALFORMED') => ({
  credential: { kind: 'none' },
  expiresAt: null,
  refused: { code: `CREDENTIAL_${why}`, status: 401 },
});
/** The session that everybody here shows. */
const known = () => ({ credential: { kind: 'session', sessionId: decodeJwt(access)['sid'] }, refused: null });

beforeAll(async () => {
  kit = await openIdentityKit(await createTestDatabase());
  const { invitation } = await kit.invite('吴芳', 'wu@demo.example');
  const request = kit.request();
  const input = { invitation, password: PASSWORD };
  session = ((await request.perform(await acceptInvitation(request, input), input)) as Answer).session!;
  access = session.accessToken!;
});
afterAll(() => kit.close());

const authenticate = (headers: Record<string, string>, method = 'POST', parameters?: Record<string, unknown>) =>
  kit.identity.authenticator.authenticate(incoming(headers, method), parameters);
/** A token as the platform signs it, or as somebody else would. */
const signed = async (
  claims: Record<string, unknown>,
  more: { key?: Uint8Array; typ?: string } = {},
): Promise<string> =>
  new SignJWT({
    sid: 'x',
    iss: 'gongjian',
    aud: 'gongjian',
    sub: session.viewer,
    exp: Math.floor(Date.now() / 1000) + 60,
    ...claims,
  })
    .setProtectedHeader({ alg: 'HS256', typ: more.typ ?? 'at+jwt' })
    .sign(more.key ?? derivedKey(AUTH_SECRET, 'access token'));

describe('authenticate', () => {
  it('takes a request without credentials for nobody’s', async () => {
    expect(await authenticate({})).toMatchObject({
      credential: { kind: 'none' },
      expiresAt: null,
      refused: null,
    });
  });

  it('knows a session by its access token', async () => {
    expect(await authenticate({ authorization: `Bearer ${access}` })).toMatchObject({
      ...known(),
      expiresAt: new Date(session.expiresAt).getTime(),
    });
    expect(await authenticate({ authorization: `bearer  ${access}` })).toMatchObject(known());
  });

  it('takes the authorization of a socket’s connection parameters before its headers', async () => {
    const upgrade = { upgrade: 'websocket' };
    expect(await authenticate(upgrade, 'GET', { authorization: `Bearer ${access}` })).toMatchObject(known());
    expect(await authenticate(upgrade, 'GET', { Authorization: `Bearer ${access}` })).toMatchObject(known());
    const header = { ...upgrade, authorization: `Bearer ${access}` };
    expect(await authenticate(header, 'GET', { authorization: 'Bearer nonsense' })).toMatchObject(refused('MALFORMED'));
    expect(await authenticate(upgrade, 'GET', { authorization: 7 })).toMatchObject(refused('MALFORMED'));
  });

  it.each([
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'nonsense',
    'Bearer nonsense',
    'Bearer a.b.c',
    'Bearer gjt_short',
    `Bearer gjt_${'x'.repeat(43)}`,
    'Bearer gjr_x',
    '',
  ])('never takes whoever shows «%s» for the public', async (authorization) => {
    expect(await authenticate({ authorization })).toMatchObject(refused('MALFORMED'));
  });

  it('refuses access tokens that are over, forged, of another kind or without a session', async () => {
    const over = Math.floor(Date.now() / 1000) - 1;
    const expired = `Bearer ${await signed({ exp: over })}`;
    expect(await authenticate({ authorization: expired })).toMatchObject(refused('EXPIRED'));
    const tokens = [
      signed({ exp: over }, { key: new Uint8Array(32) }),
      signed({}, { key: new Uint8Array(32) }),
      signed({}, { typ: 'JWT' }),
      signed({ aud: 'another' }),
      signed({ sid: undefined }),
      signed({ sub: undefined }),
    ];
    for (const token of await Promise.all(tokens)) {
      expect(await authenticate({ authorization: `Bearer ${token}` })).toMatchObject(refused('MALFORMED'));
    }
    expect(await authenticate({ authorization: `Bearer ${await signed({})}` })).toMatchObject({
      credential: { kind: 'session', sessionId: 'x' },
    });
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${access.split('.')[1]}.`;
    expect(await authenticate({ authorization: `Bearer ${unsigned}` })).toMatchObject(refused('MALFORMED'));
  });

  it('does not remember a token beyond its end', async () => {
    const soon = await signed({ exp: Math.floor(Date.now() / 1000) + 5 });
    await authenticate({ authorization: `Bearer ${soon}` });
    jest.useFakeTimers({
      now: Date.now() + 6_000,
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'queueMicrotask'],
    });
    try {
      expect(await authenticate({ authorization: `Bearer ${soon}` })).toMatchObject(refused('EXPIRED'));
    } finally {
      jest.useRealTimers();
    }
  });

  it('verifies a token once', async () => {
    const verify = jest.spyOn(AccessTokens.prototype, 'verify');
    const token = await signed({ jti: 'once' });
    await authenticate({ authorization: `Bearer ${token}` });
    await authenticate({ authorization: `Bearer ${token}` });
    expect(verify).toHaveBeenCalledTimes(1);
    verify.mockRestore();
  });

  it('refuses tokens of other issuers where none is configured', async () => {
    const authorization = `Bearer ${await signed({ iss: 'https://issuer.example' })}`;
    expect(await authenticate({ authorization })).toMatchObject(refused('MALFORMED'));
  });
});

describe('authenticate by cookie', () => {
  const cookie = () => `gongjian_access=${access}; gongjian_refresh=${session.refreshToken}`;

  it('knows the session, from pages that may use it', async () => {
    expect(await authenticate({ cookie: cookie(), origin })).toMatchObject(known());
    expect(await authenticate({ cookie: cookie() }, 'GET')).toMatchObject(known());
    expect(await authenticate({ cookie: cookie(), origin, upgrade: 'websocket' }, 'GET')).toMatchObject(known());
  });

  it.each([
    ['a request from another origin', 'POST', { origin: 'https://evil.example' }],
    ['a write without an origin', 'POST', {}],
    ['a socket from another origin', 'GET', { origin: 'https://evil.example', upgrade: 'websocket' }],
    ['a socket without an origin', 'GET', { upgrade: 'websocket' }],
  ])('refuses %s', async (_, method, headers) => {
    await expect(authenticate({ cookie: cookie(), ...headers }, method)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      key: 'errors.origin',
      status: 403,
    });
  });

  it('does not look at the cookies where an authorization came', async () => {
    const headers = { cookie: cookie(), origin: 'https://evil.example', authorization: `Bearer ${access}` };
    expect(await authenticate(headers)).toMatchObject(known());
    expect(await authenticate({ ...headers, origin, authorization: 'Bearer nonsense' })).toMatchObject(
      refused('MALFORMED'),
    );
  });

  it('tells of cookies that are over, so that a session can be renewed', async () => {
    const stale = [
      [`gongjian_access=${await signed({ exp: 1 })}`, 'EXPIRED'],
      [`gongjian_refresh=${session.refreshToken}`, 'EXPIRED'],
      ['gongjian_access=nonsense', 'MALFORMED'],
    ] as const;
    for (const [cookie, why] of stale) {
      expect(await authenticate({ cookie, origin })).toMatchObject(refused(why));
    }
  });
});
