import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LIMITS } from '../../platform/budgets';
import { StartupError, VERSION, type Configuration } from '../../platform/config';
import { ErrorCode } from '../../platform/errors/errors';
import { localeOf, message } from '../../platform/i18n/messages';
import '../../platform/i18n/platform.messages';
import type { Logger } from '../../platform/observability/logger';
import { RETRY_AFTER } from '../transport/http';
import { createMetricsServer } from './metrics-server';

/** Why a system does not let a port be listened on, for whoever starts the server: in terms of its variables. */
const REASONS: Readonly<Record<string, (address: Address, of: string) => string>> = {
  EADDRINUSE: ({ port }, of) => `${of}PORT: ${port} is in use by another program; ${of}PORT=0 takes a free one`,
  EACCES: ({ port }, of) => `${of}PORT: ${port} may not be opened by this account; ports from 1024 on may`,
  EADDRNOTAVAIL: ({ host }, of) => `${of}HOST: ${host} is no address of this machine`,
  ENOTFOUND: ({ host }, of) => `${of}HOST: ${host} is not known to this machine`,
};

type Address = Pick<Configuration, 'host' | 'port'>;

/**
 * The ports, opened before anything else that a start does: whoever may not have them is told at once. Until the server is behind
 * it, the public one answers that it is starting.
 */
export class Listener {
  private handle: RequestListener = answerStarting;

  private constructor(
    readonly http: Server,
    /** Null where metrics are not served. */
    private readonly metrics: Server | null,
  ) {
    const handle: RequestListener = (request, response) => this.handle(request, response);
    http.on('request', handle);
    // who asks before sending a body is answered when it is wanted
    http.on('checkContinue', handle);
  }

  /** @throws StartupError when a port cannot be had */
  static async open(address: Address & Partial<Pick<Configuration, 'metrics'>>, log: Logger): Promise<Listener> {
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
    await listen(http, address, '');
    if (!address.metrics) return new Listener(http, null);
    const metrics = createMetricsServer(log);
    try {
      await listen(metrics, address.metrics, 'METRICS_');
    } catch (error) {
      http.close();
      throw error;
    }
    const { port } = metrics.address() as AddressInfo;
    log.info({ event: 'metrics', port, host: address.metrics.host }, 'serving /metrics');
    // nothing waits for whoever asks
    return new Listener(http, metrics.unref());
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  /** From now on requests are for the server. */
  serve(handle: RequestListener): void {
    this.handle = handle;
  }

  /** At the end of everything else. */
  closeMetrics(): void {
    this.metrics?.close();
  }

  /** For a start that comes to nothing. */
  close(): void {
    this.closeMetrics();
    this.http.close();
    this.http.closeAllConnections();
  }
}

/** @param of what the names of the variables begin with that have the address */
function listen(server: Server, { port, host }: Address, of: '' | 'METRICS_'): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason = REASONS[error.code ?? ''];
      reject(reason === undefined ? error : new StartupError(reason({ port, host }, of)));
    });
    server.listen({ port, host, backlog: 4_096 }, resolve);
  });
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
