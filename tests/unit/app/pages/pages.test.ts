import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { isOwnDocument } from '../../../../src/app/pages/own-documents';
import { createWebPages } from '../../../../src/app/pages/pages';

const html = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const script = 'export const answer = 42;\n'.repeat(50);

describe('web pages', () => {
  let directory: string;
  let server: Server;
  let logged: { error: jest.Mock };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'gongjian-web-'));
    logged = { error: jest.fn() };
    const pages = createWebPages({ directory, log: logged });
    server = createServer((request, response) => {
      if (!pages.handle(request, response)) response.writeHead(418).end('the API');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(directory, { recursive: true });
  });

  /** Sends the path as it is written, which fetch would tidy up. */
  async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
    const { port } = server.address() as AddressInfo;
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers });
    request.end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    const body = Buffer.concat(await response.toArray());
    return { status: response.statusCode, headers: response.headers, body };
  }

  async function writeBuiltPages() {
    const assets = join(directory, 'web/built/graphql/assets');
    await mkdir(assets, { recursive: true });
    await mkdir(join(directory, 'web/built/graphiql'));
    await writeFile(join(directory, 'web/built/graphiql/index.html'), '<!doctype html><title>GraphiQL</title>');
    await writeFile(join(directory, 'web/built/graphql/secret.js'), 'outside the assets');
    await writeFile(join(assets, 'main-x1.js.br'), brotliCompressSync(script));
  }

  describe('once built', () => {
    beforeEach(writeBuiltPages);

    it('gives GraphiQL to a browser that opens /graphql', async () => {
      const { status, headers, body } = await get('/graphql', html);
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['cache-control']).toBe('no-cache');
      expect(body.toString()).toContain('<title>GraphiQL</title>');
    });

    it('lets a page load from this server alone, be framed by nobody and tell nobody where it was', async () => {
      const { headers } = await get('/graphql', html);
      const policy = String(headers['content-security-policy']).split('; ');
      expect(policy).toEqual(
        expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]),
      );
      expect(policy.join(' ')).not.toMatch(/https?:|\*|unsafe-eval/);
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    });

    it.each([
      ['that accepts anything', '/graphql', {}],
      ['that asks for JSON', '/graphql', { accept: 'application/json' }],
      ['that would rather have JSON', '/graphql', { accept: 'application/json, text/html;q=0.5' }],
      ['with an operation in the query string', '/graphql?query=%7Bviewer%7Bperson%7Bname%7D%7D%7D', html],
      ['for another path', '/graphql/other', html],
    ])('leaves a request %s to the API', async (_what, path, headers) => {
      expect((await get(path, headers)).status).toBe(418);
    });

    it('leaves operations that are posted to the API, whatever they accept', async () => {
      expect((await get('/graphql', html, 'POST')).status).toBe(418);
    });

    it.each([
      ['br', 'gzip, deflate, br, zstd', brotliCompressSync(script)],
      ['gzip', 'gzip, deflate', gzipSync(script)],
      [undefined, 'identity', Buffer.from(script)],
    ])('sends an asset as %s to a browser that accepts %s, for good', async (encoding, accepted, expected) => {
      const { status, headers, body } = await get('/graphql/assets/main-x1.js', { 'accept-encoding': accepted });
      expect(status).toBe(200);
      expect(headers['content-encoding']).toBe(encoding);
      expect(headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'content-length': String(expected.length),
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
        'x-content-type-options': 'nosniff',
      });
      expect(body.equals(expected)).toBe(true);
    });

    it.each([
      '/graphql/assets/../secret.js',
      '/graphql/assets/..%2fsecret.js',
      '/graphql/assets/%2e%2e/secret.js',
      '/graphql/assets/..\\secret.js',
      '/graphql/assets/main-x1.js/../../secret.js',
      '/graphql/assets/main-x1.js.br',
      '/graphql/assets/main-x1.js%00',
      '/graphql/assets/',
      '/graphql/assets/gone-x2.js',
    ])('has nothing at %s', async (path) => {
      const { status, body } = await get(path);
      expect([status, body.toString()]).toEqual([404, 'Not found']);
    });

    it('answers HEAD without a body, and refuses to have an asset written', async () => {
      const page = await get('/graphql', html, 'HEAD');
      expect([page.status, page.body.length]).toEqual([200, 0]);
      const asset = await get('/graphql/assets/main-x1.js', {}, 'HEAD');
      expect([asset.status, asset.body.length]).toEqual([200, 0]);
      expect(asset.headers['content-length']).toBe(String(script.length));
      expect((await get('/graphql/assets/main-x1.js', {}, 'PUT')).status).toBe(405);
    });

    it('sends whoever opens the server itself to GraphiQL', async () => {
      expect(await get('/')).toMatchObject({ status: 302, headers: { location: '/graphql' } });
    });
  });

  it('says that a page that was never built is not there, and goes on', async () => {
    expect((await get('/graphql', html)).status).toBe(404);
    expect((await get('/graphql', { accept: 'application/json' })).status).toBe(418);
    expect(logged.error).not.toHaveBeenCalled();
  });

  it('say which live documents they offer, for which there is always room', async () => {
    const text = 'subscription Offered { agendaUpdates(meetingId: "a") { revision } }';
    const known = (): boolean => isOwnDocument(createHash('sha256').update(text).digest('hex'));
    await mkdir(join(directory, 'web/built/graphiql'), { recursive: true });
    await writeFile(join(directory, 'web/built/graphiql/live-documents.json'), JSON.stringify([text]));
    expect(known()).toBe(false);
    await createWebPages({ directory, log: logged }).ready;
    expect(known()).toBe(true);
  });
});
