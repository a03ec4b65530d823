import './platform/config/required-node';
import 'reflect-metadata';
import { loadConfiguration, mistypedVariables, StartupError, VERSION, type Configuration } from './platform/config';
import { identityIsApart, openDatabase, type OpenDatabase } from './platform/database/cluster';
import { withSession } from './platform/database/cluster/session';
import { createLogger, type Logger } from './platform/observability/logger';
import { registerKeys } from './platform/sealing';
import { DEMO_ACCOUNTS, DEMO_PASSWORD, demoAddress } from './app/demo/demo';
import { migrateAll, requireAllMigrated } from './app/server/migrations';
import { firstAdministratorPath } from './app/server/first-administrator';
import { baseUrl, startServer, type RunningServer } from './app/server/server';
import { Listener } from './app/server/listener';

/** The process: read the configuration, open, serve, stop in order. */
async function main(): Promise<void> {
  const configuration = loadConfiguration(process.env);
  const log = createLogger(configuration.logLevel);
  log.info({ event: 'starting', version: VERSION, node: process.version }, 'starting');
  for (const { name, meant } of mistypedVariables(process.env)) log.warn(`${name} is not read: is ${meant} meant?`);
  const stopping = stopSignal();
  const listener = await Listener.open(configuration, log);
  let database: OpenDatabase | null = null;
  let server: RunningServer | null = null;
  try {
    database = await openDatabase(configuration, log);
    if (database.ownerUrl === null) await requireAllMigrated(database.serverUrl);
    else await migrateAll(database.ownerUrl, { log, apart: identityIsApart(database) });
    await withSession(database.ownerUrl ?? database.serverUrl, (session) => registerKeys(session, configuration));
    server = await startServer(configuration, database, log, undefined, listener);
    if (server.demo && !configuration.trial)
      log.warn('the demo accounts, whose password is published, can sign in here: DEMO=0 shuts them out');
    announce(configuration, server);
    await inviteAdministrator(configuration, server);
    await stopping;
  } catch (error) {
    // before what was begun is stopped, which may take a while
    report(error);
  } finally {
    if (server === null) listener.close();
    await stop(server, database, log);
  }
}

/** In order, and never longer than ten seconds. */
async function stop(server: RunningServer | null, database: OpenDatabase | null, log: Logger): Promise<void> {
  const tooLong = setTimeout(() => {
    log.fatal('stopping took too long');
    process.exit(1);
  }, 9_500);
  tooLong.unref();
  try {
    await server?.stop();
  } finally {
    await database?.stop();
  }
  log.info({ event: 'stopped' }, 'stopped');
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
      `Gongjian   ${VERSION}`,
      `GraphQL    ${base}/graphql`,
      `WebSocket  ${base.replace(/^http/, 'ws')}/graphql`,
      `GraphiQL   ${base}/graphql (in a browser)`,
      ...accounts,
      demo
        ? 'Next       a first query, and a subscription that moves: README.md'
        : 'Next       what to look at before anybody comes: docs/operations/secure.md',
    ].join('\n') + '\n',
  );
}

/** On a terminal alone: what is written elsewhere is kept, and read by others than whoever starts the server. */
async function inviteAdministrator(configuration: Configuration, { port, writer, demo }: RunningServer): Promise<void> {
  if (demo || !process.stdout.isTTY) return;
  const path = await firstAdministratorPath(writer);
  if (path === null) return;
  const link = baseUrl(configuration, port) + path;
  process.stdout.write(
    `Nobody can administer this installation yet. Whoever opens this first, in seven days, does:\n${link}\n`,
  );
}

function report(error: unknown): void {
  const text = error instanceof StartupError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

void main()
  .catch(report)
  // whatever has not come to an end by now is waited for no longer
  .then(() => process.exit());
