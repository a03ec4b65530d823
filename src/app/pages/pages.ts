import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, open, readFile, rename, rm } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { constants, setPriority } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import Negotiator from 'negotiator';
import type { Logger } from 'pino';
import { registerOwnDocument } from './own-documents';
import { buildFailedPage, preparingPage } from './placeholder-pages';
import { answerSetPassword, hasSetPasswordFile } from './set-password';

export interface WebPagesOptions {
  /** The project's root: `web/` holds the sources of the pages, `dist/web/` what is built of them. */
  directory: string;
  log: Pick<Logger, 'info' | 'error'>;
}

export interface WebPages {
  /** Answers a request for a page or one of its assets; false, and nothing touched, when it is neither. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Builds missing pages in the background. The first request for one calls it, if nothing has before. */
  prepare(): void;
  /** Ends a build that is still running and removes what it wrote. */
  close(): Promise<void>;
}

const pagePath = '/graphql';
const assetPath = /^\/graphql\/assets\/(\w[\w-]*(?:\.[\w-]+)+)$/;
/** The build writes a Brotli and a gzip copy of each of these beside the file itself. */
const contentTypes: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};
const encodings = { br: '.br', gzip: '.gz', identity: '' } as const;

const securityHeaders = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    // The editor writes its themes into style elements and draws some of its marks as data: images.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * The server's own pages: GraphiQL at /graphql for requests that accept HTML, and the page where a password is set.
 *
 * Pages are built when the package is prepared. Where that did not happen (`npm ci --ignore-scripts`), the first
 * visitor's request starts the build and shows a page that reloads until it is done; the API is not held up.
 *
 * Assets are streamed by hand: sirv does not handle read errors, so that an asset that a new build has removed ends the
 * process, and it keeps the file open when a reader disconnects midway.
 */
export function createWebPages({ directory, log }: WebPagesOptions): WebPages {
  const built = join(directory, 'dist', 'web');
  const pageFile = join(built, 'graphiql', 'index.html');
  const assets = join(built, 'graphql', 'assets');
  const liveDocuments = join(built, 'graphiql', 'live-documents.json');
  let building: Promise<void> | undefined;
  let child: ChildProcess | undefined;
  let failed = false;
  let closed = false;

  /** Makes the live documents that the page offers known, once there is a page. */
  async function registerLiveDocuments(): Promise<void> {
    if (!(await exists(liveDocuments))) return;
    (JSON.parse(await readFile(liveDocuments, 'utf8')) as string[]).forEach(registerOwnDocument);
  }

  /** Builds in another folder and moves it in one step, so that dist/web is complete even when two processes build at once. */
  async function buildPages(): Promise<void> {
    const aside = join(directory, 'dist', `web.${process.pid}.partial`);
    const startedAt = Date.now();
    try {
      if ((await exists(pageFile)) || closed) return;
      log.info('GraphiQL is not built yet: building it in the background');
      child = spawnBuild(directory, aside);
      let output = '';
      child.stderr?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)));
      const [code] = (await once(child, 'close')) as [number | null];
      if (closed) return;
      if (code !== 0) throw new Error(`vite ended with code ${code}: ${output}`);
      await rename(aside, built).catch(async (error: unknown) => {
        if (!(await exists(pageFile))) throw error;
      });
      await registerLiveDocuments();
      log.info({ ms: Date.now() - startedAt }, 'GraphiQL is built');
    } catch (error) {
      failed = true;
      log.error({ err: error }, 'GraphiQL could not be built; `npm run build:web` says why');
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }

  const registered = registerLiveDocuments().catch((error: unknown) =>
    log.error({ err: error }, 'the live documents of GraphiQL cannot be read'),
  );

  function prepare(): void {
    if (!closed) building ??= buildPages();
  }

  async function sendPage(response: ServerResponse): Promise<void> {
    const page = await readFile(pageFile).catch(() => undefined);
    if (page) return send(response, 200, page, { 'Cache-Control': 'no-cache' });
    prepare();
    if (failed) return send(response, 500, buildFailedPage, { 'Cache-Control': 'no-store' });
    send(response, 200, preparingPage, { 'Cache-Control': 'no-store' });
  }

  async function sendAsset(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const type = contentTypes[extname(name)];
    const encoding = preferredEncoding(request);
    const file = type && (await open(join(assets, name + encodings[encoding])).catch(() => undefined));
    if (!file) return send(response, 404, 'Not found', { 'Content-Type': 'text/plain; charset=utf-8' });
    try {
      const { size } = await file.stat();
      response.writeHead(200, {
        ...securityHeaders,
        'Content-Type': type,
        'Content-Length': size,
        'Cache-Control': 'public, max-age=31536000, immutable',
        Vary: 'Accept-Encoding',
        ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
      });
      if (request.method === 'HEAD') return void response.end();
      await pipeline(file.createReadStream({ autoClose: false }), response);
    } finally {
      await file.close();
    }
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

  /** A reader that disconnects during the answer is no fault; anything else is, and ends that answer only. */
  function answer(answering: Promise<void>, response: ServerResponse): void {
    answering.catch((error: NodeJS.ErrnoException) => {
      response.destroy();
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') log.error({ err: error }, 'A page could not be sent');
    });
  }

  return {
    handle,
    prepare,
    async close() {
      closed = true;
      child?.kill();
      await Promise.all([building, registered]);
    },
  };
}

/** Whether HTML is preferred to JSON and the query string has no operation: a person's browser, not a GraphQL client. */
function wantsPage(request: IncomingMessage, search: string | undefined): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false;
  if (new URLSearchParams(search).has('query')) return false;
  const types = ['application/graphql-response+json', 'application/json', 'text/html'];
  return new Negotiator(request).mediaType(types) === 'text/html';
}

function preferredEncoding(request: IncomingMessage): keyof typeof encodings {
  const accepted = new Negotiator(request).encodings(['br', 'gzip']);
  if (accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : 'identity';
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

/** Runs below normal priority, so that it does not slow down what the server is doing meanwhile. */
function spawnBuild(directory: string, target: string): ChildProcess {
  const vite = join(dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
  const config = join(directory, 'web', 'vite.config.ts');
  const child = spawn(process.execPath, [vite, 'build', '--config', config, '--outDir', target, '--logLevel', 'warn'], {
    cwd: directory,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  return child;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
