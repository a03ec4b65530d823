import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { serveDatabase, startTestServer, type TestServer } from '../../../../testkit/server';
import type { Partner, TestAlliance } from '../../../../testkit/world/test-alliance';
import { TestWorld } from '../../../../testkit/world/test-world';
import type { TestAgreements } from '../../../../testkit/world/test-agreements';

interface SealKey {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly kid: string;
}

const newKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const xOf = (pem: string): string => String(createPublicKey(pem).export({ format: 'jwk' }).x);
const SECRETS = [
  'a secret for tests, and for nothing else',
  'another secret for tests, and no more than that',
] as const;

let base: TestServer;
let alliance: TestAlliance;
let agreements: TestAgreements;
let partners: Partner[];
const keys = [newKey(), newKey(), newKey()] as const;

beforeAll(async () => {
  base = await startTestServer({ env: { SEAL_KEY: keys[0], AUTH_SECRET: SECRETS[0] } });
  alliance = await TestWorld.at(base.database, () => base.url).alliance();
  agreements = alliance.agreements;
  partners = await agreements.alliance.partners('白塔小学', '白塔医院');
});
afterAll(() => base.stop());

const get = (server: TestServer, options: RequestInit = {}): Promise<Response> =>
  fetch(server.url.replace('/graphql', '/.well-known/gongjian-keys.json'), options);
const keysAt = async (server: TestServer): Promise<SealKey[]> =>
  ((await (await get(server)).json()) as { keys: SealKey[] }).keys;

/** A server with this key and secret, for as long as something is done with it. */
async function withServer<T>(sealKey: string, secret: string, act: (server: TestServer) => Promise<T>): Promise<T> {
  const server = await serveDatabase(base.database, { SEAL_KEY: sealKey, AUTH_SECRET: secret });
  try {
    return await act(server);
  } finally {
    await server.stop();
  }
}

it('shows the present key as a JSON Web Key, to any page, for a few minutes', async () => {
  const response = await get(base, { headers: { origin: 'https://elsewhere.example' } });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/jwk-set+json');
  expect(response.headers.get('cache-control')).toBe('public, max-age=300');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const body = (await response.json()) as { keys: SealKey[] };
  expect(body).toEqual({
    keys: [
      {
        kty: 'OKP',
        crv: 'Ed25519',
        x: xOf(keys[0]),
        kid: expect.stringMatching(/^[\w-]{43}$/) as string,
        use: 'sig',
        alg: 'EdDSA',
      },
    ],
  });
});

it('answers HEAD like GET, and nothing else', async () => {
  const head = await get(base, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const post = await get(base, { method: 'POST', body: '{}' });
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

it('shows keys that seals can be checked with', async () => {
  const { id } = await agreements.signed(partners);
  const found = await agreements.ask<{ evidence: string }>(partners[0] as Partner, id, 'evidence');
  const { head, agreement } = JSON.parse(found?.evidence ?? '') as {
    agreement: { id: string };
    head: { count: number; chainHash: string; seal: { keyId: string; signature: string } };
  };
  const key = (await keysAt(base)).find(({ kid }) => kid === head.seal.keyId) as SealKey;
  const imported = createPublicKey({ key: { kty: key.kty, crv: key.crv, x: key.x }, format: 'jwk' });
  const text = `gongjian history ${agreement.id} ${head.count} ${head.chainHash}`;
  expect(verify(null, Buffer.from(text), imported, Buffer.from(head.seal.signature, 'base64url'))).toBe(true);
});

it('does not show a key that was put there by SQL, nor one whose endorsement is another’s', async () => {
  const [planted, copied] = [xOf(newKey()), xOf(newKey())];
  await alliance.world.sql(
    "insert into seal_keys (id, x, endorsement, since) values ('planted', $1, $2, '2020-01-01')",
    [planted, randomBytes(32)],
  );
  await alliance.world.sql(
    'insert into seal_keys (id, x, endorsement, since) select $2, $1, endorsement, since from seal_keys limit 1',
    [copied, 'copied'],
  );
  await alliance.world.sql(
    "insert into seal_keys (id, x, endorsement, since) values ('odd', 'no key at all', '', '2020-01-01')",
  );
  expect((await keysAt(base)).map(({ x }) => x)).toEqual([xOf(keys[0])]);
  await expect(base.running.connections.writes.query('update seal_keys set endorsement = endorsement')).rejects.toThrow(
    /permission denied/,
  );
  await expect(base.running.connections.writes.query('delete from seal_keys')).rejects.toThrow(/permission denied/);
});

it('keeps old keys when the seal key and the secret change, one after the other', async () => {
  const { id } = await agreements.signed(partners);
  const [first, second, third] = keys.map(xOf);
  await withServer(keys[1], SECRETS[0], async (server) => {
    expect((await keysAt(server)).map(({ x }) => x)).toEqual([first, second]);
    const { agreement } = await alliance.world
      .as({ token: partners[0]?.representative.token ?? null }, () => server.url)
      .query<{ agreement: { integrity: object } }>(
        'query ($id: ID!) { agreement(id: $id) { integrity { valid problems } } }',
        { id },
      );
    expect(agreement.integrity).toEqual({ valid: true, problems: [] });
  });
  await withServer(keys[1], SECRETS[1], async (server) =>
    expect((await keysAt(server)).map(({ x }) => x)).toEqual([first, second]),
  );
  await withServer(keys[2], SECRETS[1], async (server) =>
    expect((await keysAt(server)).map(({ x }) => x)).toEqual([first, second, third]),
  );
});

it('loses the old ones when both change in one step, and finds them again when that is undone', async () => {
  const other = newKey();
  await withServer(other, 'a third secret, which nobody has seen before', async (server) => {
    expect((await keysAt(server)).map(({ x }) => x)).toEqual([xOf(other)]);
  });
  await withServer(keys[2], SECRETS[1], async (server) => {
    expect((await keysAt(server)).map(({ x }) => x)).toEqual(keys.map(xOf));
  });
});
