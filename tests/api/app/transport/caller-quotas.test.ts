import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import { LIMITS, TRIES } from '../../../../src/platform/budgets';
import { request } from '../../../testkit/graphql';
import { RawSocket } from '../../../testkit/raw-socket';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
beforeAll(async () => {
  world = await TestWorld.open({ env: { TRUST_PROXY: '1', SOCKETS_PER_NETWORK: '1' } });
});
afterAll(() => world.close());

const REFRESH = `mutation { refreshSession(input: { refreshToken: "none" }) { userErrors { code } } }`;

async function told(query: string, network: string): Promise<Record<string, string | null>> {
  const { headers } = await request(world.server.url, { query, headers: { 'x-forwarded-for': network } });
  const of = (name: string): string | null => headers.get(name);
  return { policy: of('ratelimit-policy'), state: of('ratelimit'), retryAfter: of('retry-after') };
}

it('says with every answer how many reads of its sender go on at once, and how many there is room for', async () => {
  const { max } = world.server.running.connections.reads.options;
  const atOnce = Math.floor((max * LIMITS.readConnectionsPercent) / 100);
  const share = Math.max(1, Math.floor((atOnce * LIMITS.readConnectionsShare) / 100));
  const policy = `"readConnectionsShare";q=${share};qu="concurrent-requests"`;
  const query = 'query Reads { alliances(first: 1) { nodes { id } } }';
  const free = { policy, state: `"readConnectionsShare";r=${share}`, retryAfter: null };
  for (let again = 0; again < 2; again += 1) expect(await told(query, '192.0.2.1')).toEqual(free);
  const together = await Promise.all(Array.from({ length: 3 * share }, () => told(query, '192.0.2.1')));
  expect(together.map((each) => each['policy'])).toEqual(together.map(() => policy));
  expect(await told(query, '192.0.2.1')).toEqual(free);
});

it('says how many tries a network has left, and when they come back, once they are refused too', async () => {
  const { max, seconds } = TRIES.refreshesFromNetwork;
  const first = await told(REFRESH, '192.0.2.2');
  expect(first['policy']).toContain(`"refreshesFromNetwork";q=${max};w=${seconds}`);
  expect(first['state']).toContain(`"refreshesFromNetwork";r=${max - 1};t=`);
  expect(first['retryAfter']).toBeNull();
  await world.sql(`update rate_limits set points = $1 where key like 'refreshesFromNetwork%'`, [max]);
  const refused = await told(REFRESH, '192.0.2.2');
  const [, left] = /"refreshesFromNetwork";r=0;t=(\d+)/.exec(refused['state'] ?? '') ?? [];
  expect(Number(left)).toBeGreaterThan(0);
  expect(refused['retryAfter']).toBe(left);
  expect((await told(REFRESH, '192.0.2.3'))['state']).toContain(`r=${max - 1};`);
});

it('tells of tries with an account only what this network has left at all', async () => {
  const signIn = `mutation { signIn(input: { email: "nobody@demo.example", password: "x" }) { userErrors { code } } }`;
  const { state, policy } = await told(signIn, '192.0.2.4');
  expect(state).toMatch(/"triesFromNetwork";r=99;t=\d+/);
  expect(policy).not.toContain('triesAtAccount');
});

it('lets pages elsewhere read it', async () => {
  const response = await fetch(world.server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'https://page.example' },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  expect(response.headers.get('access-control-expose-headers')?.split(', ')).toEqual(
    expect.arrayContaining(['ratelimit', 'ratelimit-policy', 'retry-after']),
  );
});

it('says to a network that has too many sockets how many it may have', async () => {
  const headers = { 'x-forwarded-for': '192.0.2.5' };
  const open = await RawSocket.open(world.server.webSocketUrl, headers);
  const refused = new WebSocket(world.server.webSocketUrl, 'graphql-transport-ws', { headers });
  refused.on('error', () => undefined);
  const [, response] = (await once(refused, 'unexpected-response')) as [unknown, IncomingMessage];
  expect([response.statusCode, response.headers]).toMatchObject([
    429,
    {
      'retry-after': '5',
      'ratelimit-policy': '"socketsPerNetwork";q=1;qu="concurrent-requests"',
      ratelimit: '"socketsPerNetwork";r=0',
    },
  ]);
  response.destroy();
  open.close();
});
