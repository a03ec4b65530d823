import { randomUUID } from 'node:crypto';
import { request as overHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { LIMITS } from '../../../../src/platform/budgets';
import { Compression } from '../../../../src/app/transport/compression';
import type { Partner, TestAlliance } from '../../../testkit/world/test-alliance';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
beforeAll(async () => {
  world = await TestWorld.open();
  alliance = await world.alliance();
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => world.close());

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** Sends a query without a client that unpacks by itself. */
function ask(query: string, accepted?: string, token?: string, method: 'POST' | 'GET' = 'POST'): Promise<Answer> {
  const headers = {
    ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    ...(accepted === undefined ? {} : { 'accept-encoding': accepted }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  return new Promise((resolve, reject) => {
    const took = (response: IncomingMessage): void => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(pieces) }));
    };
    const { url } = world.server;
    const target = method === 'GET' ? `${url}?query=${encodeURIComponent(query)}` : url;
    overHttp(target, { method, headers }, took)
      .on('error', reject)
      .end(method === 'POST' ? JSON.stringify({ query }) : undefined);
  });
}

const named = (selection: string): string => `query Q${randomUUID().replaceAll('-', '')} ${selection}`;
/** Some 10 KB. */
const long = (): string =>
  named('{ __type(name: "Mutation") { fields { name description args { name description } } } }');

it('is in an encoding that the reader takes, Brotli before gzip, when the query is new and when it is known', async () => {
  const query = long();
  const plain = await ask(query);
  expect(plain.bytes.length).toBeGreaterThan(LIMITS.uncompressedBytes);
  expect(plain.headers).toMatchObject({ vary: 'accept-encoding', 'content-length': String(plain.bytes.length) });
  expect(plain.headers['content-encoding']).toBeUndefined();
  const forms: [string, string | undefined, (bytes: Buffer) => Buffer][] = [
    ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['deflate', undefined, (bytes) => bytes],
    ['*;q=0', undefined, (bytes) => bytes],
    ['gzip;q=0', undefined, (bytes) => bytes],
    ['identity, gzip;q=0.5', undefined, (bytes) => bytes],
    ['x'.repeat(300), undefined, (bytes) => bytes],
  ];
  for (const asked of [query, long()])
    for (const [accepted, encoding, unpacked] of forms) {
      const { headers, bytes } = await ask(asked, accepted);
      expect([accepted, headers['content-encoding'], headers.vary]).toEqual([accepted, encoding, 'accept-encoding']);
      expect(headers['content-length']).toBe(String(bytes.length));
      expect(JSON.parse(unpacked(bytes).toString())).toEqual(JSON.parse(plain.bytes.toString()));
    }
  const byGet = await ask(query, 'gzip', undefined, 'GET');
  expect(gunzipSync(byGet.bytes)).toEqual(plain.bytes);
});

it('is not for what is short, nor for what is wrong', async () => {
  const { headers } = await ask('{ __typename }', 'gzip');
  expect([headers['content-encoding'], headers.vary]).toEqual([undefined, undefined]);
  const refused = await ask(`{ ${Array.from({ length: 100 }, (_, place) => `nothing${place}`).join(' ')} }`, 'gzip');
  expect(refused.bytes.length).toBeGreaterThan(LIMITS.uncompressedBytes);
  expect(refused.headers['content-encoding']).toBeUndefined();
});

it('is asked of nobody’s thread where the reader takes none', async () => {
  const compressed = jest.spyOn(Compression.prototype, 'of');
  await ask(long());
  const answers = await Promise.all(compressed.mock.results.map(({ value }) => value as Promise<unknown>));
  expect(answers).toEqual([null]);
});

it('is not for what has a secret in it', async () => {
  const [school, clinic] = (await alliance.partners('青枫小学', '社区诊所')) as [Partner, Partner];
  const agreementId = await alliance
    .as(school.representative)
    .make('draftAgreement', 'agreement', alliance.agreements.input([school, clinic]));
  const meetingId = await alliance.meeting();
  const fields = '__type(name: "Mutation") { fields { name description } }';
  const encodingOf = async (selection: string): Promise<string | undefined> =>
    (await ask(named(`{ ${selection} ${fields} }`), 'br, gzip', alliance.secretariat.token)).headers[
      'content-encoding'
    ];
  expect(await encodingOf(`agreement(id: "${agreementId}") { title }`)).toBe('br');
  expect(await encodingOf(`agreement(id: "${agreementId}") { documentUrl(format: PDF) }`)).toBeUndefined();
  expect(
    await encodingOf(`node(id: "${agreementId}") { ... on Agreement { documentUrl(format: PDF) } }`),
  ).toBeUndefined();
  expect(await encodingOf(`meeting(id: "${meetingId}") { checkInCode }`)).toBeUndefined();
  const mutation = await ask(`mutation { signOut { userErrors { code } } ${fields} }`, 'gzip');
  expect(mutation.headers['content-encoding']).toBeUndefined();
});

it('gives way when others are being compressed: then answers are sent as they are', async () => {
  const compression = new Compression();
  const bytes = Buffer.alloc(LIMITS.uncompressedBytes + 1, 'a');
  const all = await Promise.all(Array.from({ length: 10 }, () => compression.of(bytes, 'gzip')));
  expect(all.filter((each) => each !== null)).toHaveLength(LIMITS.compressionsAtOnce);
  expect(await compression.of(bytes, 'gzip')).not.toBeNull();
  expect(await compression.of(Buffer.alloc(LIMITS.compressedBytes + 1), 'gzip')).toBeNull();
});
