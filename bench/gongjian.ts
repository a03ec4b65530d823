import 'reflect-metadata';
import { tmpdir } from 'node:os';
import { startServer } from '../src/app/server/server';
import { loadConfiguration } from '../src/platform/config';
import { createLogger } from '../src/platform/observability/logger';

/** What access tokens are signed with, so that a benchmark can make its own. */
export const BENCH_SECRET = 'a secret for benchmarks, and for nothing else';

/** Our server as it is, on the database that it is given. */
async function main(): Promise<void> {
  const configuration = loadConfiguration({
    PORT: '0',
    DEMO: '0',
    LOG_LEVEL: 'error',
    DATABASE_POOL: '20',
    AUTH_SECRET: BENCH_SECRET,
    DATA_DIR: tmpdir(),
  });
  const { BENCH_DATABASE = '', BENCH_READER = '', BENCH_IDENTITY = '' } = process.env;
  const { port } = await startServer(
    configuration,
    { serverUrl: BENCH_DATABASE, readerUrl: BENCH_READER, identityUrl: BENCH_IDENTITY },
    createLogger(configuration.logLevel),
  );
  process.send?.({ ready: `http://127.0.0.1:${port}/graphql` });
}

if (require.main === module) void main();
