import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../../platform/observability/logger';
import { exposition, watchProcess } from '../../platform/observability/metrics';

/** Serves `/metrics` on a port of its own, so that what is public has none of it. */
export async function serveMetrics(
  { port, host }: { readonly port: number; readonly host: string },
  log: Logger,
): Promise<Server> {
  watchProcess();
  const server = createServer((request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    exposition().then(
      ({ type, text }) => response.writeHead(200, { 'content-type': type }).end(text),
      (error: unknown) => {
        log.error({ err: error }, 'metrics could not be gathered');
        response.writeHead(500).end();
      },
    );
  });
  server.listen({ port, host });
  await once(server, 'listening');
  log.info({ event: 'metrics', port: (server.address() as AddressInfo).port, host }, 'serving /metrics');
  // nothing waits for whoever asks
  return server.unref();
}
