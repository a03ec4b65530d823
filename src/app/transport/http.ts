import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from '@apollo/server';
import type { Logger } from 'pino';
import { CALENDARS_PATH } from '../../modules/meetings/shared/calendars-path';
import type { Bodies } from '../../platform/budgets';
import { ErrorCode, RequestError, requestErrorOf } from '../../platform/errors/errors';
import { localeOf, message } from '../../platform/i18n/messages';
import { noteRefusal, type Identity } from '../../platform/identity';
import { logFault, noteAnswered } from '../../platform/observability/refusals';
import type { Tracing } from '../../platform/observability/tracing';
import type { SessionCookies } from '../../platform/identity/session/cookies';
import type { Viewer } from '../../platform/access/viewer';
import type { OperationResult } from '../../platform/execution/executor';
import type { ReadTurns } from '../../platform/execution/read-turns';
import type { InputSizes } from '../../platform/execution/input-sizes';
import type { Seen } from '../../platform/database/seen';
import type { Origin } from '../../platform/writes/transaction';
import { VERSION, type Configuration } from '../../platform/config';
import { textOf, type KnownOperations } from './known-operations';
import { CallerQuotas } from './caller-quotas';
import type { Calendars } from './files/calendars';
import { Compression } from './compression';
import { DOCUMENTS_PATH, type Documents } from './files/documents';
import { hasBody, isUnread, receiveBody } from './request-body';
import { refusalOf, requireOwnPage, requireRequestForm } from './request-form';
import type { Readiness } from '../server/readiness';
import { SEEN_HEADER, type SeenByCallers } from '../server/seen-by-callers';
import type { WellKnown } from './well-known';
import type { Viewers } from '../server/viewers';
import type { WebPages } from '../pages/pages';

/** What an operation over HTTP is run with. */
export interface RequestContext {
  readonly viewer: Viewer;
  readonly origin: Origin;
  readonly identity: Identity;
  readonly cookies: SessionCookies;
  /** Why the credential that came was refused; see Authenticated. */
  readonly refused: RequestError | null;
  readonly idempotencyKey: string | undefined;
  readonly setCookie: (header: string) => void;
  /** What the caller has seen of the database. */
  readonly seen: Seen;
  /** Called for an answer whose length may tell of what is in it. */
  readonly mayCompress: () => void;
  /** The run of an operation that was known, where Apollo has to answer it. */
  readonly run?: Promise<OperationResult> | null;
}

export interface HttpDependencies {
  readonly configuration: Pick<Configuration, 'allowedOrigins' | 'trustProxy'>;
  readonly apollo: ApolloServer<RequestContext>;
  readonly knownOperations: KnownOperations;
  /** The database for reads, which callers share. */
  readonly reads: Pick<ReadTurns, 'quotaOf'>;
  readonly bodies: Bodies;
  readonly inputSizes: InputSizes;
  readonly viewers: Viewers;
  readonly seen: SeenByCallers;
  readonly identity: Identity;
  readonly pages: WebPages;
  readonly log: Logger;
  /** Null where nobody asks for traces. */
  readonly tracing: Tracing | null;
  readonly documents: Documents;
  readonly calendars: Calendars;
  readonly wellKnown: WellKnown;
  /** Answers within a second. */
  readonly readiness: Pick<Readiness, 'look'>;
}

/** After so many seconds a client that could not be served may come back. */
export const RETRY_AFTER = 5;

/** How long a refused sender has to read why, before its connection is cut under what it still sends. */
const LINGER_MS = 1_000;

const compression = new Compression();

/** The HTTP transport: GraphQL, the pages, printed documents, what is well known, and two health checks. */
export function httpHandler(dependencies: HttpDependencies): RequestListener {
  return (request, response) => {
    void serve(dependencies, request, response).catch((error: unknown) => {
      const known = requestErrorOf(error);
      if (known === null) dependencies.log.error({ err: error }, 'a request failed');
      if (response.headersSent) response.end();
      else answer(response, known?.status ?? 500, '', null);
    });
  };
}

async function serve(
  dependencies: HttpDependencies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = targetOf(request);
  const { pathname } = target;
  // a body that nobody reads is not drained
  if (pathname !== '/graphql' && hasBody(request)) response.setHeader('connection', 'close');
  if (pathname === '/health/live') return answer(response, 200, JSON.stringify({ status: 'up', version: VERSION }));
  if (pathname === '/health/ready') {
    const { ready, ...more } = await dependencies.readiness.look();
    const body = { status: ready ? 'ready' : 'unavailable', version: VERSION, ...more };
    return answer(response, ready ? 200 : 503, JSON.stringify(body));
  }
  const { wellKnown, configuration } = dependencies;
  if (wellKnown.has(pathname)) {
    return wellKnown.answer(target, addressOf(request, configuration.trustProxy), request, response);
  }
  if (pathname.startsWith(DOCUMENTS_PATH)) return dependencies.documents.answer(request, response);
  if (pathname.startsWith(CALENDARS_PATH)) {
    return dependencies.calendars.answer(pathname, addressOf(request, configuration.trustProxy), request, response);
  }
  if (dependencies.pages.handle(request, response)) return;
  if (pathname !== '/graphql') return answer(response, 404, '{"errors":[{"message":"Not found"}]}');
  cors(configuration.allowedOrigins, request, response);
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end();
    return;
  }
  await graphql(dependencies, request, response);
}

async function graphql(
  dependencies: HttpDependencies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const quotas = new CallerQuotas();
  const trace = dependencies.tracing?.begin('GraphQL request', headerOf(request, 'traceparent'));
  let failure: string | undefined;
  const origin: Origin = {
    requestId: randomUUID(),
    locale: localeOf(request.headers['accept-language']),
    client: clientOf(request),
    address: addressOf(request, dependencies.configuration.trustProxy),
    noteQuota: quotas.note,
    ...(trace && { trace }),
  };
  let compressible = false;
  const reply = async (status: number, body: string, type?: string | null): Promise<void> => {
    quotas.write(response);
    const bytes = Buffer.from(body);
    if (!compressible || !compression.concerns(bytes)) return answer(response, status, bytes, type);
    response.appendHeader('vary', 'accept-encoding');
    const compressed = await compression.of(bytes, headerOf(request, 'accept-encoding'));
    if (compressed !== null) response.setHeader('content-encoding', compressed.encoding);
    answer(response, status, compressed?.bytes ?? bytes, type);
  };
  response.setHeader('x-request-id', origin.requestId);
  let release = (): void => undefined;
  try {
    const { viewer, authenticated } = await dependencies.viewers.of(request);
    const { refused } = authenticated;
    requireOwnPage(request, authenticated.cookies.present);
    if (refused !== null) noteRefusal(dependencies.identity.securityLog, refused, origin);
    const size = dependencies.inputSizes.bodyOf(viewer);
    const received = await receiveBody(dependencies.bodies, origin.address, size, request, response);
    const body = received.value;
    release = () => received.release();
    const context: RequestContext = {
      viewer,
      origin,
      identity: dependencies.identity,
      cookies: authenticated.cookies,
      refused,
      idempotencyKey: headerOf(request, 'idempotency-key'),
      setCookie: (header) => response.appendHeader('set-cookie', header),
      seen: dependencies.seen.of(request, response, { viewer, cookies: authenticated.cookies }),
      mayCompress: () => {
        compressible = true;
      },
    };
    const type = request.method === 'POST' ? dependencies.knownOperations.contentType(request.headers.accept) : null;
    const run = type === null ? null : dependencies.knownOperations.run(body, context);
    const text = run && (await textOf(run));
    if (text !== null) {
      response.setHeader('cache-control', 'no-store');
      quotas.note(dependencies.reads.quotaOf(viewer, origin));
      return await reply(200, text, type);
    }
    requireRequestForm(request, targetOf(request).search, body);
    const result = await dependencies.apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: requestOf(request, body),
      context: async () => ({ ...context, run }),
    });
    for (const [name, value] of result.headers) response.setHeader(name, value);
    const refusal = refusalOf(result.status);
    if (refusal !== null) throw refusal;
    if (result.body.kind !== 'complete') throw new Error('incremental delivery is not served');
    response.setHeader('cache-control', 'no-store');
    quotas.note(dependencies.reads.quotaOf(viewer, origin));
    await reply(result.status ?? 200, result.body.string, null);
  } catch (error) {
    const known = requestErrorOf(error);
    failure = known?.code ?? ErrorCode.fault;
    if (known !== null) noteRefusal(dependencies.identity.securityLog, known, origin);
    if (known === null) logFault(dependencies.log, error, origin.requestId);
    else noteAnswered(dependencies.log, { code: known.code, reason: known.key, requestId: origin.requestId });
    const refused =
      known ?? new RequestError(ErrorCode.fault, 'errors.fault', { requestId: origin.requestId }, null, 500);
    if (refused.status === 405 && !response.hasHeader('allow')) response.setHeader('allow', 'GET, POST');
    await reply(refused.status ?? 400, JSON.stringify({ errors: [errorOf(refused, origin)] }));
  } finally {
    release();
    trace?.end(failure);
  }
}

/** An error of the request as GraphQL writes it, in the caller's language. */
export function errorOf(
  error: RequestError,
  origin: Pick<Origin, 'locale' | 'requestId'>,
): { message: string; extensions: Record<string, unknown> } {
  return {
    message: message(origin.locale, error.key, error.parameters),
    extensions: {
      code: error.code,
      requestId: origin.requestId,
      ...(error.inputPath === null ? {} : { inputPath: error.inputPath }),
    },
  };
}

/** The two parts of the request's target; parsing it as a URL would cost more than the rest of the request. */
function targetOf({ url = '/' }: IncomingMessage): { pathname: string; search: string } {
  const cut = url.indexOf('?');
  return cut < 0 ? { pathname: url, search: '' } : { pathname: url.slice(0, cut), search: url.slice(cut) };
}

function requestOf(request: IncomingMessage, body: unknown): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const { search } = targetOf(request);
  return { method: request.method ?? 'GET', headers, search, body };
}

/** Any page may send a token in its headers; only allowed pages may send cookies. */
function cors(allowed: readonly string[], request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  const known = allowed.includes(origin);
  response.setHeader('access-control-allow-origin', known ? origin : '*');
  if (known) response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('vary', 'origin');
  response.setHeader(
    'access-control-expose-headers',
    `x-request-id, retry-after, ratelimit, ratelimit-policy, www-authenticate, ${SEEN_HEADER}`,
  );
  if (request.method !== 'OPTIONS') return;
  response.setHeader('access-control-allow-methods', 'GET, POST');
  response.setHeader(
    'access-control-allow-headers',
    // the last ones are Apollo's clients', which say so who they are
    'content-type, accept, accept-language, authorization, idempotency-key, x-gongjian-seen, traceparent, apollo-require-preflight, x-apollo-operation-name, apollographql-client-name, apollographql-client-version',
  );
  response.setHeader('access-control-max-age', '7200');
}

export function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? headerOf(request, 'x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return forwarded ?? request.socket.remoteAddress ?? 'unknown';
}

/** Longer than browsers name themselves. */
const LONGEST_CLIENT = 200;

/** What the request's sender says to be, cut and without what could disturb a page or a log. */
export function clientOf(request: IncomingMessage): string | null {
  const named = headerOf(request, 'user-agent')
    ?.replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, LONGEST_CLIENT);
  return named === undefined || named === '' ? null : named;
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function answer(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  type: string | null = 'application/json; charset=utf-8',
): void {
  if (type !== null) response.setHeader('content-type', type);
  if ((status === 503 || status === 429) && !response.hasHeader('retry-after'))
    response.setHeader('retry-after', RETRY_AFTER);
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.setHeader('content-length', bytes.length);
  response.setHeader('x-content-type-options', 'nosniff');
  if (!isUnread(response.req)) {
    response.writeHead(status);
    response.end(bytes);
    return;
  }
  // it ends when the other side closes it, who has read the answer then, or when that takes too long
  response.setHeader('connection', 'close');
  response.writeHead(status);
  response.write(bytes);
  const linger = setTimeout(() => response.end(), LINGER_MS);
  linger.unref();
  response.once('close', () => clearTimeout(linger));
}
