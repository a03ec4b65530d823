import './platform/config/required-node';
import 'reflect-metadata';
import { loadConfiguration, mistypedVariables, StartupError, type Configuration } from './platform/config';
import { identityIsApart, openDatabase, type OpenDatabase } from './platform/database/cluster';
import { createLogger, type Logger } from './platform/observability/logger';
import { DEMO_ACCOUNTS, DEMO_PASSWORD, demoAddress } from './app/demo/demo';
import { migrateAll, requireAllMigrated } from './app/server/migrations';
import { baseUrl, startServer, type RunningServer } from './app/server/server';

/** The process: read the configuration, open, serve, stop in order. */
async function main(): Promise<void> {
  const configuration = loadConfiguration(process.env);
  const log = createLogger(configuration.logLevel);
  for (const { name, meant } of mistypedVariables(process.env)) log.warn(`${name} is not read: is ${meant} meant?`);
  const stopping = stopSignal();
  const database = await openDatabase(configuration, log);
  let server: RunningServer | null = null;
  try {
    if (database.ownerUrl === null) await requireAllMigrated(database.serverUrl);
    else await migrateAll(database.ownerUrl, { log, apart: identityIsApart(database) });
    server = await startServer(configuration, database, log);
    if (server.demo && !configuration.trial)
      log.warn('the demo accounts, whose password is published, can sign in here: DEMO=0 shuts them out');
    announce(configuration, server);
    await stopping;
  } finally {
    await stop(server, database, log);
  }
}

/** In order, and never longer than ten seconds. */
async function stop(server: RunningServer | null, database: OpenDatabase, log: Logger): Promise<void> {
  const tooLong = setTimeout(() => {
    log.fatal('stopping took too long');
    process.exit(1);
  }, 9_500);
  tooLong.unref();
  await server?.stop();
  await database.stop();
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}

function announce(configuration: Configuration, { port, demo }: RunningServer): void {
  const base = baseUrl(configuration, port);
  const accounts = demo
    ? [`Demo       ${DEMO_ACCOUNTS.map(demoAddress).join('  ')}`, `           password ${DEMO_PASSWORD}`]
    : [];
  process.stdout.write(
    [
      `GraphQL    ${base}/graphql`,
      `WebSocket  ${base.replace(/^http/, 'ws')}/graphql`,
      `GraphiQL   ${base}/graphql (in a browser)`,
      ...accounts,
    ].join('\n') + '\n',
  );
}

main().catch((error: unknown) => {
  const expected = error instanceof StartupError;
  process.stderr.write(`${expected ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exitCode = 1;
});
