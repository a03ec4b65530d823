import { createServer, type Server } from 'node:http';
import type { Logger } from '../../platform/observability/logger';
import { exposition, watchProcess } from '../../platform/observability/metrics';

/** Serves `/metrics`, for a port of its own, so that what is public has none of it. */
export function createMetricsServer(log: Logger): Server {
  watchProcess();
  return createServer((request, response) => {
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
}
