import { once } from 'node:events';
import { request as open, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { LIMITS } from '../../../../src/platform/budgets';
import { fetchData, request, type ResponseError } from '../../../testkit/graphql';
import type { TestAlliance } from '../../../testkit/world/test-alliance';
import { TestWorld } from '../../../testkit/world/test-world';

let world: TestWorld;
let alliance: TestAlliance;
beforeAll(async () => {
  world = await TestWorld.open({ env: { TRUST_PROXY: '1' } });
  alliance = await world.alliance();
});
afterAll(() => world.close());

const MiB = 1024 * 1024;
const JSON_TYPE = { 'content-type': 'application/json', 'accept-language': 'en' };

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly connection: string | undefined;
}

/** A request whose body is sent by hand, and its answer, which may come before the body has ended. */
class Sending {
  readonly answer: Promise<Answer>;
  readonly request: ClientRequest;

  constructor(headers: OutgoingHttpHeaders) {
    this.request = open(world.server.url, { method: 'POST', agent: false, headers: { ...JSON_TYPE, ...headers } });
    this.answer = this.answered();
    this.answer.catch(() => undefined);
  }

  /** Writes so many bytes, and comes back when the other side has taken them. */
  async write(bytes: number): Promise<void> {
    if (!this.request.write(Buffer.alloc(bytes, ' '))) await Promise.race([once(this.request, 'drain'), this.answer]);
  }

  private async answered(): Promise<Answer> {
    const [response] = (await once(this.request, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    this.request.on('error', () => undefined);
    this.request.destroy();
    const { errors } = JSON.parse(Buffer.concat(chunks).toString()) as { errors?: ResponseError[] };
    return {
      status: response.statusCode ?? 0,
      code: errors?.[0]?.extensions.code,
      message: errors?.[0]?.message,
      connection: response.headers.connection,
    };
  }
}

const bearer = (token: string): OutgoingHttpHeaders => ({ authorization: `Bearer ${token}` });
const alive = async (): Promise<void> =>
  expect(await fetchData(world.server.url, { query: '{ __typename }' })).toEqual({ __typename: 'Query' });

describe('a body', () => {
  it('that says that it is too large is refused before it comes, and its connection closed', async () => {
    const { bodyBytes } = LIMITS;
    const sending = new Sending({ 'content-length': bodyBytes + 1 });
    sending.request.flushHeaders();
    expect(await sending.answer).toEqual({
      status: 413,
      code: 'TOO_LARGE',
      message: `The body of this request may have at most ${bodyBytes} bytes.`,
      connection: 'close',
    });
  });

  it('that turns out to be too large is refused while it comes', async () => {
    const sending = new Sending({ 'transfer-encoding': 'chunked' });
    for (let sent = 0; sent <= LIMITS.bodyBytes; sent += 64 * 1024) await sending.write(64 * 1024);
    expect(await sending.answer).toMatchObject({ status: 413, code: 'TOO_LARGE', connection: 'close' });
  });

  it('of a file may be sent by those who may import, who are asked before it comes', async () => {
    const length = { 'content-length': 13 * MiB };
    const staff = await alliance.person('干事');
    const { secret } = await world.apiToken(alliance.secretariat.id, ['READ_MEMBER']);
    for (const headers of [{}, bearer(staff.token), bearer(alliance.organiser.token), bearer(secret)]) {
      const sending = new Sending({ ...length, ...headers });
      sending.request.flushHeaders();
      expect(await sending.answer).toMatchObject({ status: 413, code: 'TOO_LARGE' });
    }
    const secretariat = bearer(alliance.secretariat.token);
    const allowed = new Sending({ ...length, ...secretariat, expect: '100-continue' });
    allowed.request.flushHeaders();
    await once(allowed.request, 'continue');
    allowed.request.destroy();
    const beyond = new Sending({ 'content-length': LIMITS.importBodyBytes + 1, ...secretariat });
    beyond.request.flushHeaders();
    expect(await beyond.answer).toMatchObject({ status: 413, code: 'TOO_LARGE' });
    await alive();
  });

  it('of a file is for its mutation only', async () => {
    const variables = { input: 'x'.repeat(LIMITS.variablesBytes) };
    const { token } = alliance.secretariat;
    const ask = async (query: string): Promise<{ status: number; errors: readonly ResponseError[] | undefined }> => {
      const { status, body } = await request(world.server.url, { query, variables, token });
      return { status, errors: body.errors };
    };
    expect(await ask('query ($input: ID!) { node(id: $input) { id } }')).toMatchObject({
      status: 413,
      errors: [{ extensions: { code: 'TOO_LARGE', inputPath: ['variables'] } }],
    });
    const imported = `mutation ($input: String!) { importMemberUnits(input: { allianceId: "${alliance.id}", format: CSV,
      dryRun: true, contentBase64: $input }) { userErrors { code path } } }`;
    expect(await ask(imported)).toMatchObject({ status: 200, errors: undefined });
  });

  it('that nobody asked for is not read', async () => {
    for (const headers of [{ 'content-type': 'text/plain' }, { 'content-type': 'application/json-seq' }]) {
      const sending = new Sending({ 'content-length': 100 * MiB, ...headers });
      sending.request.flushHeaders();
      expect(await sending.answer).toMatchObject({ status: 400, connection: 'close' });
    }
    const url = new URL(world.server.url);
    for (const [method, path] of [
      ['POST', '/health/live'],
      ['PUT', '/nothing'],
      ['DELETE', '/graphql'],
    ]) {
      const sending = open({
        host: url.hostname,
        port: url.port,
        method,
        path,
        agent: false,
        headers: { 'content-length': 1e9 },
      });
      sending.on('error', () => undefined);
      sending.flushHeaders();
      const [response] = (await once(sending, 'response')) as [IncomingMessage];
      expect([path, response.headers.connection]).toEqual([path, 'close']);
      sending.destroy();
    }
  });

  it('is not unpacked', async () => {
    const sending = new Sending({ 'content-encoding': 'gzip', 'content-length': 1000 });
    sending.request.flushHeaders();
    expect(await sending.answer).toMatchObject({ status: 415, code: 'BAD_USER_INPUT' });
  });

  it('of several operations is refused as a whole', async () => {
    const response = await fetch(world.server.url, {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify(Array(5_000).fill({ query: '{ alliances { totalCount } }' })),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('The body is a JSON object');
  });

  it('that ends early leaves nothing behind', async () => {
    for (let time = 0; time < 20; time += 1) {
      const sending = new Sending({ 'content-length': 10_000 });
      await sending.write(5_000);
      sending.request.on('error', () => undefined).destroy();
    }
    await alive();
  });
});

describe('bodies under way', () => {
  it('hold no more than their budget: the one that has been under way longest gives way', async () => {
    const secretariat = bearer(alliance.secretariat.token);
    const network = { 'x-forwarded-for': '192.0.2.1' };
    const bodies: Sending[] = [];
    const count = Math.floor(LIMITS.bodiesBytesPerNetwork / (13 * MiB)) + 1;
    for (let place = 0; place < count; place += 1) {
      const sending = new Sending({ 'content-length': 14 * MiB, ...secretariat, ...network });
      bodies.push(sending);
      for (let sent = 0; sent < 13 * MiB; sent += MiB) await sending.write(MiB);
    }
    const [first, ...others] = bodies;
    expect(await first?.answer).toMatchObject({ status: 503, code: 'UNAVAILABLE', connection: 'close' });
    await alive();
    for (const { request } of others) request.on('error', () => undefined).destroy();
  });
});

describe('a head', () => {
  it('of more bytes than any request needs is refused', async () => {
    const response = await fetch(`${world.server.url}?query=${'x'.repeat(LIMITS.headBytes)}`);
    expect(response.status).toBe(431);
  });

  it('is one of so many on a connection', async () => {
    const url = new URL(world.server.url);
    const socket = connect(Number(url.port), url.hostname);
    const head = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.write(head.repeat(LIMITS.requestsPerConnection + 10));
    await once(socket, 'close');
    expect(text.split('HTTP/1.1 200').length - 1).toBe(LIMITS.requestsPerConnection);
  });
});
