import { startServer, type RunningServer } from '../../src/app/server/server';
import type { ServerLogins } from '../../src/platform/database/cluster';
import { createLogger, type Logger } from '../../src/platform/observability/logger';
import { loadConfiguration } from '../../src/platform/config';
import { createTestDatabase } from './cluster';
import { AUTH_SECRET, SEAL_KEY } from './keys';

export interface TestServer {
  readonly url: string;
  readonly webSocketUrl: string;
  readonly running: RunningServer;
  readonly database: ServerLogins & { readonly ownerUrl: string };
  stop(): Promise<void>;
}

export interface TestServerOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Where the server's log goes, for tests that read it; else errors go to standard output. */
  readonly log?: Logger;
  /** What writes are stamped with, and timed work goes by. */
  readonly clock?: () => Date;
}

/** A server of its own on a database of its own, through which a test builds its world. */
export async function startTestServer({ env, log, clock }: TestServerOptions = {}): Promise<TestServer> {
  const database = await createTestDatabase();
  const server = await serveDatabase(database, env, log, clock);
  return {
    ...server,
    stop: async () => {
      await server.stop();
      await database.drop();
    },
  };
}

/** One more server on a database that is there already. */
export async function serveDatabase(
  database: ServerLogins & { readonly ownerUrl: string },
  env: NodeJS.ProcessEnv = {},
  log?: Logger,
  clock?: () => Date,
): Promise<TestServer> {
  const configuration = loadConfiguration({
    PORT: '0',
    DEMO: '0',
    LOG_LEVEL: 'error',
    // a test that changes things one after the other need not wait for each
    LIVE_UPDATES_PER_SECOND: '1000',
    AUTH_SECRET,
    SEAL_KEY,
    ...env,
  });
  const running = await startServer(configuration, database, log ?? createLogger(configuration.logLevel), clock);
  const url = `http://127.0.0.1:${running.port}/graphql`;
  return { url, webSocketUrl: url.replace(/^http/, 'ws'), running, database, stop: () => running.stop() };
}
