import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { DataSource } from 'typeorm';
import { DocumentLinks, termTask, type AgreementServices } from '../../modules/agreements';
import { derivedKey, type Configuration } from '../../platform/config';
import { openDataSource, poolOf } from '../../platform/database/data-source';
import { INSTALLATION } from '../../platform/database/ids';
import { Executor } from '../../platform/execution/executor';
import '../../platform/i18n/platform.messages';
import { Identity, withoutPrincipal } from '../../platform/identity';
import { Mail } from '../../platform/mail';
import { notify } from '../../platform/notifications';
import { buildFeeds } from '../../platform/live';
import { anonymous } from '../../platform/access/viewer';
import type { Logger } from '../../platform/observability/logger';
import { SecurityLog } from '../../platform/observability/security-log';
import { buildReadModel } from '../../platform/reads/model';
import { Sealer } from '../../platform/sealing';
import { TimedWork } from '../../platform/timed-work';
import { clientOf, Writer } from '../../platform/writes/writer';
import { Background } from './background';
import { loadDemo } from '../demo/demo';
import { Documents } from '../transport/documents';
import { createApollo } from '../transport/graphql';
import { createHttpServer } from '../transport/http';
import { KnownReads } from '../transport/known-reads';
import { Live } from '../transport/live';
import { buildGraph, entities, unreadTypes } from './schema';
import { Viewers } from './viewers';
import { createWebPages } from '../pages/pages';
import { WebSocketTransport } from '../transport/websocket';

/** A running server. */
export interface RunningServer {
  readonly port: number;
  readonly writer: Writer;
  readonly dataSource: DataSource;
  readonly identity: Identity;
  /** Whether the demo alliance and its accounts are there. */
  readonly demo: boolean;
  readonly timedWork: TimedWork;
  /** Stops taking requests, ends those under way, and closes what was opened, in that order. */
  stop(): Promise<void>;
}

/** The project's folder: sources run from src/, builds from dist/src/. */
const projectFolder = path.resolve(
  __dirname,
  __dirname.includes(`${path.sep}dist${path.sep}`) ? '../../../..' : '../../..',
);

/** Starts the server on a migrated database, with the server's own login. */
export async function startServer(
  configuration: Configuration,
  serverUrl: string,
  log: Logger,
  clock: () => Date = () => new Date(),
): Promise<RunningServer> {
  const [schema, dataSource] = await Promise.all([
    buildGraph(),
    openDataSource(serverUrl, entities, configuration.databasePool),
  ]);
  const pool = poolOf(dataSource);
  pool.on('error', (error) => log.warn({ reason: error.message }, 'an idle database connection was lost'));
  const model = buildReadModel(schema, dataSource, unreadTypes);
  const viewers: Viewers = new Viewers(
    pool,
    () => identity,
    () => live.listening,
  );
  const live: Live = new Live({ url: serverUrl, pool, log, viewers });
  const identity: Identity = new Identity({
    configuration,
    pool,
    loadViewer: async (manager, credential) => {
      const viewer = await viewers.load(clientOf(manager), credential, null);
      if (viewer === null) throw withoutPrincipal(credential);
      return viewer;
    },
    notify: (transaction, { personId, key, parameters }) =>
      notify(transaction, {
        allianceId: INSTALLATION,
        personIds: [personId],
        kind: 'SECURITY',
        key,
        parameters,
        subject: null,
      }),
    securityLog: new SecurityLog(log, derivedKey(configuration.authSecret, 'security log')),
    perform: async (service, origin) =>
      void (await writer.perform({ viewer: anonymous, origin, repeatable: null }, service, {}, async () => '')),
    onFault: (fault) => log.error({ err: fault }, 'a fault beside a request'),
  });
  const mail =
    configuration.mail &&
    new Mail({
      configuration: configuration.mail,
      log,
      address: () => `${baseUrl(configuration, port)}/graphql`,
    });
  const sealer = new Sealer(configuration);
  await sealer.introduce(pool);
  const writer = new Writer({
    dataSource,
    mail,
    sealer,
    clock,
    refreshViewer: (manager, viewer) => viewers.refresh(manager, viewer),
    committed: (signals) => live.onNotify(signals),
  });
  const documentLinks = new DocumentLinks(derivedKey(configuration.authSecret, 'document links'), () =>
    baseUrl(configuration, port),
  );
  const executor = new Executor(model, pool, writer, { sealer, documentLinks } satisfies AgreementServices);
  const timedWork = new TimedWork({ url: serverUrl, log, writer, database: pool, clock, tasks: [termTask] });
  const knownReads = new KnownReads(executor);
  const apollo = createApollo(schema, executor, knownReads, log);
  await apollo.start();
  const pages = createWebPages({ directory: projectFolder, log });
  const documents = new Documents({ links: documentLinks, viewers, pool, dataSource, sealer, log });
  const http = createHttpServer({
    configuration,
    apollo,
    knownReads,
    viewers,
    identity,
    pages,
    documents,
    log,
    sealKeys: () => sealer.keys(pool),
    check: async () => void (await pool.query('select 1')),
  });
  const sockets = new WebSocketTransport(
    {
      model,
      feeds: buildFeeds(model),
      executor,
      live,
      viewers,
      identity,
      pool,
      log,
      trustProxy: configuration.trustProxy,
    },
    http,
  );
  await live.start();
  const demo = configuration.demo && (await loadDemo(dataSource, writer, identity));
  const background = new Background(pool, log);
  background.start();
  await timedWork.start();
  const port: number = await listen(http, configuration);
  return {
    port,
    writer,
    dataSource,
    identity,
    demo,
    timedWork,
    async stop() {
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeIdleConnections();
      await sockets.close();
      await within(3_000, closed);
      http.closeAllConnections();
      if (mail !== null) await within(2_000, mail.close());
      await Promise.all([
        timedWork.stop(),
        background.stop(),
        live.stop(),
        apollo.stop(),
        pages.close(),
        documents.close(),
      ]);
      await identity.settled();
      await dataSource.destroy();
    },
  };
}

async function listen(http: Server, { port, host }: Configuration): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port, host, backlog: 4_096 }, resolve);
  });
  return (http.address() as AddressInfo).port;
}

/** The public address of the server that listens on this port. */
export function baseUrl({ publicUrl, host }: Pick<Configuration, 'publicUrl' | 'host'>, port: number): string {
  return publicUrl ?? `http://${['0.0.0.0', '::'].includes(host) ? 'localhost' : host}:${port}`;
}

/** Waits for work that may never end, but no longer than so many milliseconds. */
async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    work,
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    }),
  ]);
  clearTimeout(timer);
}
