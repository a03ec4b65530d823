import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LIMITS } from '../../platform/budgets';
import { StartupError, VERSION, type Configuration } from '../../platform/config';
import { ErrorCode } from '../../platform/errors/errors';
import { localeOf, message } from '../../platform/i18n/messages';
import '../../platform/i18n/platform.messages';
import { RETRY_AFTER } from '../transport/http';

/** Why a system does not let a port be listened on, for whoever starts the server. */
const REASONS: Readonly<Record<string, (address: Address) => string>> = {
  EADDRINUSE: ({ port }) => `PORT: ${port} is in use by another program; PORT=0 takes a free one`,
  EACCES: ({ port }) => `PORT: ${port} may not be opened by this account; ports from 1024 on may`,
  EADDRNOTAVAIL: ({ host }) => `HOST: ${host} is no address of this machine`,
  ENOTFOUND: ({ host }) => `HOST: ${host} is not known to this machine`,
};

type Address = Pick<Configuration, 'host' | 'port'>;

/**
 * The port, opened before anything else that a start does: whoever may not have it is told at once. Until the server is behind
 * it, it answers that it is starting.
 */
export class Listener {
  private handle: RequestListener = answerStarting;

  private constructor(readonly http: Server) {
    const handle: RequestListener = (request, response) => this.handle(request, response);
    http.on('request', handle);
    // who asks before sending a body is answered when it is wanted
    http.on('checkContinue', handle);
  }

  /** @throws StartupError when the port cannot be had */
  static async open(address: Address): Promise<Listener> {
    const http = createServer({
      maxHeaderSize: LIMITS.headBytes,
      headersTimeout: LIMITS.headMilliseconds,
      // a body has a deadline of its own; this one is for what no body is read of
      requestTimeout: LIMITS.headMilliseconds + LIMITS.largeBodyMilliseconds,
      // node looks for those that are over every 30 seconds otherwise
      connectionsCheckingInterval: 2_000,
      keepAliveTimeout: LIMITS.idleMilliseconds,
    });
    http.maxRequestsPerSocket = LIMITS.requestsPerConnection;
    const listener = new Listener(http);
    await new Promise<void>((resolve, reject) => {
      http.once('error', (error: NodeJS.ErrnoException) => reject(refusalOf(error, address)));
      http.listen({ port: address.port, host: address.host, backlog: 4_096 }, resolve);
    });
    return listener;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  /** From now on requests are for the server. */
  serve(handle: RequestListener): void {
    this.handle = handle;
  }

  /** For a start that comes to nothing. */
  close(): void {
    this.http.close();
    this.http.closeAllConnections();
  }
}

function refusalOf(error: NodeJS.ErrnoException, address: Address): Error {
  const reason = REASONS[error.code ?? ''];
  return reason === undefined ? error : new StartupError(reason(address));
}

function answerStarting({ url, headers }: IncomingMessage, response: ServerResponse): void {
  const alive = url === '/health/live';
  const status = alive ? 'up' : 'starting';
  const body = url?.startsWith('/health/')
    ? { status, version: VERSION }
    : {
        errors: [
          {
            message: message(localeOf(headers['accept-language']), 'errors.starting'),
            extensions: { code: ErrorCode.unavailable },
          },
        ],
      };
  response.setHeader('content-type', 'application/json; charset=utf-8').setHeader('cache-control', 'no-store');
  if (!alive) response.setHeader('retry-after', RETRY_AFTER);
  response.writeHead(alive ? 200 : 503).end(JSON.stringify(body));
}
