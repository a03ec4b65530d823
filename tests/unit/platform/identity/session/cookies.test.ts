import type { WriteTransaction } from '../../../../../src/platform/writes/transaction';
import { SessionCookies } from '../../../../../src/platform/identity/session/cookies';
import { incoming } from '../identity-kit';

const rules = {
  publicUrl: 'https://gongjian.example/app',
  allowedOrigins: ['https://partner.example'],
  trustProxy: false,
};
const behindProxy = { ...rules, trustProxy: true };

const allowed = (headers: Record<string, string>, method = 'POST', given = rules) =>
  SessionCookies.of(incoming(headers, method), given).allowed;

function setBy(cookies: SessionCookies): string[] {
  const sent: string[] = [];
  const transaction = {
    setCookie: (header: string) => {
      sent.push(header);
    },
  } as WriteTransaction;
  cookies.set(transaction, { access: 'aaa', refresh: 'rrr', seconds: 60 });
  cookies.clear(transaction);
  return sent;
}

describe('which pages may use the cookies', () => {
  it.each([
    ['the own host', { origin: 'http://localhost:4000' }],
    ['the own host behind a proxy that took TLS off', { origin: 'https://gongjian.local', host: 'gongjian.local' }],
    ['the public address', { origin: 'https://gongjian.example' }],
    ['an allowed origin', { origin: 'https://partner.example' }],
  ])('are those of %s', (_, headers) => {
    expect(allowed(headers)).toBe(true);
    expect(allowed({ ...headers, upgrade: 'websocket' }, 'GET')).toBe(true);
  });

  it.each([
    ['another host', { origin: 'https://evil.example' }],
    ['another port of the own host', { origin: 'http://localhost:4001' }],
    ['a host that begins alike', { origin: 'http://localhost:4000.evil.example' }],
    ['no origin that can be told', { origin: 'null' }],
    ['a text that is no origin', { origin: 'localhost:4000' }],
  ])('are not those of %s', (_, headers) => {
    expect(allowed(headers)).toBe(false);
    expect(allowed(headers, 'GET')).toBe(false);
    expect(allowed({ ...headers, upgrade: 'websocket' }, 'GET')).toBe(false);
  });

  it('need name no origin to read, but have to for anything else', () => {
    expect(allowed({}, 'GET')).toBe(true);
    expect(allowed({}, 'POST')).toBe(false);
    expect(allowed({ upgrade: 'websocket' }, 'GET')).toBe(false);
  });

  it('are not the own host reached without TLS where it is known to have it', () => {
    expect(SessionCookies.of(incoming({ origin: 'http://localhost:4000' }, 'POST', true), rules).allowed).toBe(false);
    expect(SessionCookies.of(incoming({ origin: 'https://localhost:4000' }, 'POST', true), rules).allowed).toBe(true);
  });

  it('are told by what the proxy says only where it is trusted', () => {
    const headers = {
      'x-forwarded-host': 'open.example',
      'x-forwarded-proto': 'https',
      origin: 'https://open.example',
    };
    expect(allowed(headers)).toBe(false);
    expect(allowed(headers, 'POST', behindProxy)).toBe(true);
    expect(allowed({ ...headers, origin: 'http://open.example' }, 'POST', behindProxy)).toBe(false);
  });
});

describe('the cookies', () => {
  it('are HttpOnly, SameSite, Secure and bound to the host', () => {
    expect(setBy(SessionCookies.of(incoming({ host: 'gongjian.example' }), rules))).toEqual([
      '__Host-gongjian_access=aaa; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure',
      '__Host-gongjian_refresh=rrr; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure',
      '__Host-gongjian_access=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure',
      '__Host-gongjian_refresh=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure',
    ]);
  });

  it.each(['localhost:4000', '127.0.0.1', '[::1]:4000', 'app.localhost'])(
    'are not Secure on plain http to %s',
    (host) => {
      expect(setBy(SessionCookies.of(incoming({ host }), rules))[0]).toBe(
        'gongjian_access=aaa; Path=/; Max-Age=60; HttpOnly; SameSite=Strict',
      );
    },
  );

  it.each(['localhost.evil.example', '127.0.0.1.evil.example', 'evil-localhost'])('are Secure on %s', (host) => {
    expect(setBy(SessionCookies.of(incoming({ host }), rules))[0]).toContain('; Secure');
  });

  it('are read by their names, the first of a name', () => {
    const header = 'other=1; gongjian_access=one; gongjian_access=two; gongjian_refresh=three; x';
    const cookies = SessionCookies.of(incoming({ cookie: header }), rules);
    expect(cookies).toMatchObject({ access: 'one', refresh: 'three', present: true });
    expect(SessionCookies.of(incoming({ cookie: 'other=1' }), rules).present).toBe(false);
    // a neighbouring host can plant these, but not ones with the prefix
    expect(SessionCookies.of(incoming({ cookie: header, host: 'gongjian.example' }), rules).present).toBe(false);
  });
});
