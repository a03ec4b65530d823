import { readFile } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress, gzip } from 'node:zlib';
import Negotiator from 'negotiator';
import type { Logger } from 'pino';
import { registerOwnDocument } from './own-documents';
import { pageHeaders } from './page-headers';
import { answerSetPassword, hasSetPasswordFile } from './set-password';

export interface WebPagesOptions {
  /** The project's root: `web/built` holds the pages, which `npm run build:web` makes of the rest of `web/`. */
  directory: string;
  log: Pick<Logger, 'error'>;
}

export interface WebPages {
  /** Answers a request for a page or one of its assets; false, and nothing touched, when it is neither. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Resolves once the live documents that the pages offer are known. */
  readonly ready: Promise<void>;
}

const pagePath = '/graphql';
const assetPath = /^\/graphql\/assets\/(\w[\w-]*(?:\.[\w-]+)+)$/;
const contentTypes: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};
type Encoding = 'br' | 'gzip' | 'identity';

const securityHeaders = pageHeaders({
  'worker-src': "'self'",
  // The editor writes its themes into style elements and draws some of its marks as data: images.
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'font-src': "'self' data:",
});

/**
 * The server's own pages: GraphiQL at /graphql for requests that accept HTML, and the page where a password is set. GraphiQL comes
 * built with the sources (`web/built`), so that no machine has to build an editor, and as Brotli alone: other encodings are made
 * when first asked for.
 */
export function createWebPages({ directory, log }: WebPagesOptions): WebPages {
  const built = join(directory, 'web', 'built');
  const assets = new Map<string, Promise<Buffer | null>>();

  /** An asset as it is sent, kept from then on: there are two dozen, of 12 MB in all encodings. What is not there is not kept. */
  function assetAs(name: string, encoding: Encoding): Promise<Buffer | null> {
    const key = `${encoding} ${name}`;
    const known = assets.get(key);
    if (known) return known;
    const read = encode(join(built, 'graphql', 'assets', `${name}.br`), encoding);
    assets.set(key, read);
    void read.then(
      (content) => content ?? assets.delete(key),
      () => assets.delete(key),
    );
    return read;
  }

  async function sendPage(response: ServerResponse): Promise<void> {
    const page = await readIfThere(join(built, 'graphiql', 'index.html'));
    if (page === null) return notFound(response);
    send(response, 200, page, { 'Cache-Control': 'no-cache' });
  }

  async function sendAsset(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const type = contentTypes[extname(name)];
    const encoding = preferredEncoding(request);
    const content = type === undefined ? null : await assetAs(name, encoding);
    if (content === null) return notFound(response);
    send(response, 200, content, {
      'Content-Type': type,
      'Cache-Control': 'public, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
      ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
    });
  }

  function handle(request: IncomingMessage, response: ServerResponse): boolean {
    const [path = '', search] = (request.url ?? '').split('?', 2);
    const asset = assetPath.exec(path)?.[1];
    const isPage = path === pagePath && wantsPage(request, search);
    const setsPassword = hasSetPasswordFile(path);
    if (path !== '/' && !isPage && !setsPassword && !path.startsWith('/graphql/assets/')) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      send(response, 405, 'Method not allowed', { 'Content-Type': 'text/plain; charset=utf-8', Allow: 'GET, HEAD' });
    } else if (path === '/') {
      send(response, 302, '', { Location: pagePath });
    } else if (setsPassword) {
      answer(answerSetPassword(directory, path, request, response), response);
    } else if (isPage) {
      answer(sendPage(response), response);
    } else {
      answer(sendAsset(asset ?? '', request, response), response);
    }
    return true;
  }

  /** A fault ends that answer only. */
  function answer(answering: Promise<void>, response: ServerResponse): void {
    answering.catch((error: unknown) => {
      response.destroy();
      log.error({ err: error }, 'A page could not be sent');
    });
  }

  const ready = readIfThere(join(built, 'graphiql', 'live-documents.json')).then(
    (documents) => documents && (JSON.parse(documents.toString()) as string[]).forEach(registerOwnDocument),
  );

  return { handle, ready: ready.then(() => undefined) };
}

/** Whether HTML is preferred to JSON and the query string has no operation: a person's browser, not a GraphQL client. */
function wantsPage(request: IncomingMessage, search: string | undefined): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (new URLSearchParams(search).has('query')) return false;
  const types = ['application/graphql-response+json', 'application/json', 'text/html'];
  return new Negotiator(request).mediaType(types) === 'text/html';
}

function preferredEncoding(request: IncomingMessage): Encoding {
  const accepted = new Negotiator(request).encodings(['br', 'gzip']);
  if (accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : 'identity';
}

/** An asset's Brotli file in another encoding; null when there is none. */
async function encode(file: string, encoding: Encoding): Promise<Buffer | null> {
  const brotli = await readIfThere(file);
  if (brotli === null || encoding === 'br') return brotli;
  const content = await promisify(brotliDecompress)(brotli);
  return encoding === 'gzip' ? promisify(gzip)(content) : content;
}

function readIfThere(file: string): Promise<Buffer | null> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

function notFound(response: ServerResponse): void {
  send(response, 404, 'Not found', { 'Content-Type': 'text/plain; charset=utf-8' });
}

function send(response: ServerResponse, status: number, body: string | Buffer, headers: OutgoingHttpHeaders): void {
  response.writeHead(status, {
    ...securityHeaders,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}
