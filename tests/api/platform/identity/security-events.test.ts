import { LIMITS } from '../../../../src/platform/budgets';
import { Outbox } from '../../../../src/platform/live/outbox';
import { createLogger } from '../../../../src/platform/observability/logger';
import { SECURITY_EVENTS } from '../../../../src/platform/observability/security-log';
import { isWorthAnEntry } from '../../../../src/platform/identity/security/incidents';
import { PASSWORD } from '../../../testkit/keys';
import { RawSocket } from '../../../testkit/raw-socket';
import { startTestServer, type TestServer } from '../../../testkit/server';
import { ask, bearer, REFRESH, SIGN_IN, SIGN_OUT, somebody, VIEWER } from './client';

interface Line {
  readonly event?: string;
  readonly person?: string;
  readonly reason?: string;
  readonly times?: number;
}

let server: TestServer;
let now: () => Date;
const lines: Line[] = [];
const start = (): Promise<TestServer> =>
  startTestServer({
    clock: () => now(),
    log: createLogger('info', { write: (line: string) => void lines.push(JSON.parse(line) as Line) }),
    env: { TRUST_PROXY: '1', SOCKETS_PER_NETWORK: '2' },
  });
beforeAll(async () => {
  now = () => new Date();
  server = await start();
});
afterAll(() => server.stop());
beforeEach(() => {
  lines.length = 0;
});
afterEach(() => jest.restoreAllMocks());

let networks = 0;
/** A network that nothing has come from yet. */
const from = (): Record<string, string> => ({ 'x-forwarded-for': `198.51.100.${(networks += 1)}` });
const noted = async (): Promise<Line[]> => {
  await server.running.identity.settled();
  return lines.filter(({ event }) => event !== undefined && event in SECURITY_EVENTS);
};
const entries = (email: string): Promise<{ action: string; details: object }[]> =>
  server.running.connections.identity.query(
    `select action, details
     from audit_entries e
     join persons p on e.subject = 'person_' || p.id
     where p.email = $1
       and action = lower(action)
     order by e.id`,
    [email],
  );
const fail = (email: string, headers: Record<string, string>) =>
  ask(server, SIGN_IN, { input: { email, password: 'not the password' } }, headers);
const personOf = async (email: string): Promise<string> => {
  const [row] = await server.running.connections.identity.query('select id from persons where email = $1', [email]);
  return row.id;
};

describe('security events', () => {
  it('tell of failed sign-ins: with the person where there is an account, and in the audit log a few times an hour', async () => {
    const email = 'guessed@demo.example';
    await somebody(server, email);
    const hour = new Date('2031-03-01T10:00:00Z');
    now = () => hour;
    for (let count = 0; count < 12; count += 1) await fail(email.toUpperCase(), from());
    await fail('nobody@demo.example', from());
    now = () => new Date(hour.getTime() + 3_600_000);
    await fail(email, from());
    now = () => new Date();
    const events = await noted();
    const person = await personOf(email);
    expect(events.filter((line) => line.person === person)).not.toEqual([]);
    expect(events.filter((line) => line.person === undefined)).toMatchObject([{ event: 'sign_in_failed' }]);
    expect(events.reduce((sum, { times = 1 }) => sum + times, 0)).toBe(14);
    expect(await entries(email)).toEqual([
      { action: 'sign_in_failed', details: { thisHour: 1 } },
      { action: 'sign_in_failed', details: { thisHour: 10 } },
      { action: 'sign_in_failed', details: { thisHour: 1 } },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/demo\.example|not the password|198\.51\.100/);
  });

  it('tell of limits that an account has reached', async () => {
    const email = 'besieged@demo.example';
    await somebody(server, email);
    const headers = from();
    for (let count = 0; count < 22; count += 1) await fail(email, headers);
    const person = await personOf(email);
    expect((await noted()).filter(({ event }) => event === 'limit_reached')).toMatchObject([{ person }, { person }]);
    expect(await entries(email)).toContainEqual({ action: 'limit_reached', details: { thisHour: 1 } });
  });

  it('tell of a new device and of a refresh token that came twice', async () => {
    const email = 'copied@demo.example';
    const { refreshToken } = await somebody(server, email);
    const headers = { ...from(), 'user-agent': 'Another/1.0' };
    await ask(server, SIGN_IN, { input: { email, password: PASSWORD } }, headers);
    for (const _ of [1, 2, 3]) await ask(server, REFRESH, { input: { refreshToken } });
    const person = await personOf(email);
    expect(await noted()).toMatchObject([
      { event: 'new_device', person },
      { event: 'refresh_token_reused', person },
      { event: 'refresh_token_reused', person },
    ]);
    expect(await entries(email)).toEqual([
      { action: 'new_device', details: { client: 'Another/1.0', network: '198.51.100.0/24' } },
    ]);
  });

  it('tell of credentials that are forged or revoked, each request once, and on sockets too', async () => {
    const { accessToken } = await somebody(server, 'signs-out-here@demo.example');
    await ask(server, SIGN_OUT, {}, bearer(accessToken));
    await ask(server, VIEWER, {}, { ...bearer(accessToken), ...from() });
    await ask(server, VIEWER, {}, { ...bearer('nonsense'), ...from() });
    const socket = await RawSocket.open(server.webSocketUrl, from());
    socket.send({ type: 'connection_init', payload: { authorization: 'Bearer nonsense' } });
    await socket.closed;
    expect((await noted()).map(({ event }) => event)).toEqual([
      'credential_revoked',
      'credential_malformed',
      'credential_malformed',
    ]);
  });

  it('tell of addresses of calendar feeds that were never given, or are no more', async () => {
    for (const secret of ['x', `gjc_${'a'.repeat(43)}`])
      await fetch(new URL(`/calendars/${secret}.ics`, server.url), { headers: from() });
    expect((await noted()).map(({ event }) => event)).toEqual(['credential_malformed', 'credential_malformed']);
    expect(JSON.stringify(lines)).not.toContain('gjc_');
  });

  it('tell of sockets that a network has too many of, each with its network and not its address', async () => {
    const network = from();
    const sockets = [
      await RawSocket.open(server.webSocketUrl, network),
      await RawSocket.open(server.webSocketUrl, network),
    ];
    await expect(RawSocket.open(server.webSocketUrl, network)).rejects.toThrow('429');
    sockets.forEach((socket) => socket.close());
    expect(await noted()).toMatchObject([
      { event: 'limit_reached', reason: 'socketsPerNetwork', network: expect.stringMatching(/^[\w-]{22}$/) },
    ]);
    expect(JSON.stringify(lines)).not.toContain('198.51.100');
  });

  it('tell of what sockets ask too much of, and of whom', async () => {
    const { accessToken } = await somebody(server, 'hasty@demo.example');
    const socket = await RawSocket.connected(server.webSocketUrl, { authorization: `Bearer ${accessToken}` }, from());
    lines.length = 0;
    const refused = async (id: string, query: string): Promise<void> => {
      socket.subscribe(id, query);
      const { payload } = await socket.message((message) => message.id === id);
      expect(JSON.stringify(payload)).toContain('"code":"RATE_LIMITED"');
    };
    jest.replaceProperty(LIMITS, 'socketSubscriptions', 0);
    await refused('1', 'subscription { notificationAdded { id } }');
    jest.replaceProperty(LIMITS, 'socketOperations', 0);
    await refused('2', '{ alliances { totalCount } }');
    jest.spyOn(Outbox.prototype, 'keepsUp').mockReturnValueOnce(false);
    await refused('3', '{ alliances { totalCount } }');
    socket.close();
    const person = await personOf('hasty@demo.example');
    expect(await noted()).toMatchObject([
      { event: 'limit_reached', person, reason: 'live.tooManySubscriptions' },
      { event: 'limit_reached', person, reason: 'live.tooManyOperations' },
      { event: 'limit_reached', person, reason: 'live.tooManyOperations' },
    ]);
  });

  it('tell of bodies that had to give way, and of proofs that too many asked for', async () => {
    jest.replaceProperty(LIMITS, 'bodiesBytesPerNetwork', 10);
    jest.replaceProperty(LIMITS, 'wellKnownAtOnce', 0);
    jest.replaceProperty(LIMITS, 'wellKnownWaiting', 0);
    const small = await start();
    const { errors } = await ask(small, VIEWER, {}, from());
    const proof = await fetch(new URL('/.well-known/gongjian/checkpoint', small.url), { headers: from() });
    await small.stop();
    expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
    expect(proof.status).toBe(503);
    expect(await noted()).toMatchObject([
      { event: 'limit_reached', reason: 'errors.crowded' },
      { event: 'limit_reached', reason: 'errors.crowded' },
    ]);
  });

  it('tell of foreign origins and of tokens that go beyond their scopes', async () => {
    const { accessToken } = await somebody(server, 'scoped@demo.example');
    const cookie = 'gongjian_access=x';
    await ask(server, VIEWER, {}, { cookie, origin: 'https://evil.example', ...from() });
    const { data } = await ask(
      server,
      `mutation ($at: DateTime!) { createApiToken(input: { name: "x", scopes: [READ_MEMBER], expiresAt: $at }) { secret } }`,
      { at: new Date(Date.now() + 60_000) },
      bearer(accessToken),
    );
    const change = `mutation { changePassword(input: { currentPassword: "", newPassword: "" }) { userErrors { code } } }`;
    await ask(server, change, {}, { ...bearer(data?.['createApiToken'].secret), ...from() });
    expect(await noted()).toMatchObject([
      { event: 'foreign_origin' },
      { event: 'api_token_created', person: await personOf('scoped@demo.example') },
      { event: 'forbidden', person: await personOf('scoped@demo.example') },
    ]);
    expect(server.running.identity.securityLog.counts.get('foreign_origin')).toBe(1);
  });
});

describe('an incident', () => {
  it.each([
    [0, 1, true],
    [0, 7, true],
    [1, 2, false],
    [8, 9, false],
    [9, 10, true],
    [9, 400, true],
    [10, 99, false],
    [99, 100, true],
  ])('after %s of them, with %s now: worth an entry of the audit log is %s', (before, count, worth) => {
    expect(isWorthAnEntry(before, count)).toBe(worth);
  });
});
