import { termTask, type AgreementServices } from '../../modules/agreements';
import { actionItemTask, carriedItemTask, seriesTask, type MeetingServices } from '../../modules/meetings';
import { bookingTask, listRoundTask, opportunityTask, projectTask } from '../../modules/projects';
import { DocumentLinks } from '../../platform/printing';
import { AuditLog } from '../../platform/audit';
import { originOf } from '../../platform/audit/checkpoint.rules';
import { Bodies, LIMITS } from '../../platform/budgets';
import { derivedKey, projectFolder, VERSION, type Configuration } from '../../platform/config';
import type { ServerLogins } from '../../platform/database/cluster';
import { closeConnections, openConnections, poolsOf, type Connections } from '../../platform/database/connections';
import { poolOf } from '../../platform/database/data-source';
import { findReplicas, openReplicas } from '../../platform/database/replicas';
import { Pulse } from '../../platform/database/pulse';
import { CheckedDocuments } from '../../platform/execution/checked-documents';
import { Executor } from '../../platform/execution/executor';
import { InputSizes } from '../../platform/execution/input-sizes';
import '../../platform/i18n/platform.messages';
import { Identity, withoutPrincipal } from '../../platform/identity';
import { Mail } from '../../platform/mail';
import { giveUpLetter, notifyOfAccount } from '../../platform/notifications';
import { buildFeeds } from '../../platform/live';
import { anonymous } from '../../platform/access/viewer';
import type { Logger } from '../../platform/observability/logger';
import { addFigures } from '../../platform/observability/metrics';
import { openTracing } from '../../platform/observability/tracing';
import { SecurityLog } from '../../platform/observability/security-log';
import { buildReadModel } from '../../platform/reads/model';
import { Sealer } from '../../platform/sealing';
import { timedOrigin, TimedWork } from '../../platform/timed-work';
import { Workers } from '../../platform/workers';
import { NO_PAYLOAD, clientOf, Writer } from '../../platform/writes/writer';
import { auditTask } from './audit-task';
import { forgetTask } from './forget-task';
import { Background } from './background';
import { figuresOf } from './figures';
import { Readiness } from './readiness';
import { loadDemo, shutDemoOut } from '../demo/demo';
import { Calendars } from '../transport/files/calendars';
import { Documents } from '../transport/files/documents';
import { createApollo } from '../transport/graphql';
import { httpHandler } from '../transport/http';
import { Listener } from './listener';
import { KnownOperations } from '../transport/known-operations';
import { Live } from '../transport/live';
import { buildGraph, entities, unreadTypes } from './schema';
import { Viewers } from './viewers';
import { SeenByCallers } from './seen-by-callers';
import { WellKnown } from '../transport/well-known';
import { createWebPages } from '../pages/pages';
import { WebSocketTransport } from '../transport/websocket';

/** A running server. */
export interface RunningServer {
  readonly port: number;
  readonly writer: Writer;
  readonly connections: Connections;
  readonly identity: Identity;
  readonly auditLog: AuditLog;
  /** Whether the demo alliance and its accounts are there. */
  readonly demo: boolean;
  readonly timedWork: TimedWork;
  /** Stops taking requests, ends those under way, and closes what was opened, in that order. */
  stop(): Promise<void>;
}

/** Starts the server on a migrated database, with the server's own logins, behind a port that may have been opened before. */
export async function startServer(
  configuration: Configuration,
  logins: ServerLogins,
  log: Logger,
  clock: () => Date = () => new Date(),
  opened: Listener | null = null,
): Promise<RunningServer> {
  const found = await findReplicas(configuration.databaseReplicaUrls, logins.readerUrl, log);
  const listener = opened ?? (await Listener.open(configuration, log));
  const { http, port } = listener;
  const pulse = new Pulse(logins.readerUrl, log, configuration.slowStatementMs);
  pulse.start();
  const [schema, connections] = await Promise.all([
    buildGraph(),
    openConnections(logins, entities, configuration.databasePool, pulse),
  ]);
  const { reads, writes, identity: identityWrites } = connections;
  const replicas = openReplicas(found, { primary: reads, pulse, log, listening: () => live.listening });
  const writePool = poolOf(writes);
  const identityPool = poolOf(identityWrites);
  for (const pool of poolsOf(connections))
    pool.on('error', (error) => log.warn({ reason: error.message }, 'an idle database connection was lost'));
  const model = buildReadModel(schema, writes, unreadTypes);
  const viewers: Viewers = new Viewers(
    reads,
    () => identity,
    () => live.listening,
    () => replicas?.rightsChanged(),
  );
  const tracing = configuration.traces && (await openTracing(configuration.traces, VERSION, log));
  const live: Live = new Live({
    url: logins.readerUrl,
    pulse,
    pool: reads,
    log,
    tracing,
    viewers,
    updatesPerSecond: configuration.liveUpdatesPerSecond,
  });
  const identity: Identity = new Identity({
    configuration,
    pool: identityPool,
    loadViewer: async (manager, credential) => {
      const viewer = await viewers.load(clientOf(manager), credential, null);
      if (viewer === null) throw withoutPrincipal(credential);
      return viewer;
    },
    notify: notifyOfAccount,
    securityLog: new SecurityLog(log, derivedKey(configuration.authSecret, 'security log')),
    perform: async (service, origin) =>
      void (await writer.perform(
        { viewer: anonymous, origin, repeatable: null, login: 'identity' },
        service,
        {},
        NO_PAYLOAD,
      )),
    address: () => baseUrl(configuration, port),
    onFault: (fault) => log.error({ err: fault }, 'a fault beside a request'),
  });
  const sealer = new Sealer(configuration);
  await sealer.introduce(writePool);
  const auditLog = new AuditLog({ pool: writePool, reads, sealer, origin: originOf(configuration.publicUrl) });
  const workers = new Workers();
  const mail =
    configuration.mail &&
    new Mail({
      configuration: configuration.mail,
      key: derivedKey(configuration.authSecret, 'letters'),
      pool: identityPool,
      log,
      address: () => baseUrl(configuration, port),
      checkpoint: () => auditLog.sealedCheckpoint(),
      giveUp: async (letter) => {
        const origin = { ...timedOrigin(), requestId: letter.requestId };
        await writer.perform({ viewer: anonymous, origin, repeatable: null }, giveUpLetter, letter, NO_PAYLOAD);
      },
    });
  const writer: Writer = new Writer({
    connections,
    mail,
    sealer,
    workers,
    clock,
    refreshViewer: (viewer, on = reads) => viewers.refresh(on, viewer),
    committing: (signals, trace) => live.hub.trace(signals, trace),
    committed: (signals) => live.onNotify(signals),
  });
  const documentLinks = new DocumentLinks(derivedKey(configuration.authSecret, 'document links'), () =>
    baseUrl(configuration, port),
  );
  const services = { sealer, auditLog, documentLinks, workers } satisfies AgreementServices & MeetingServices;
  const executor = new Executor(model, reads, writer, services, replicas);
  const timedWork = new TimedWork({
    url: logins.serverUrl,
    pulse,
    log,
    writer,
    database: writePool,
    clock,
    tasks: [
      termTask,
      bookingTask,
      listRoundTask,
      projectTask,
      opportunityTask,
      seriesTask,
      actionItemTask,
      carriedItemTask,
      auditTask(sealer, pulse, log),
      forgetTask(configuration.keepDays, identityPool),
    ],
  });
  const checkedDocuments = new CheckedDocuments(schema);
  const inputSizes = new InputSizes(schema);
  const knownOperations = new KnownOperations({ executor, documents: checkedDocuments, inputSizes });
  const apollo = createApollo({ schema, executor, documents: checkedDocuments, knownOperations, inputSizes, log });
  await apollo.start();
  const readiness = new Readiness(poolsOf(connections), pulse, replicas);
  const pages = createWebPages({ directory: projectFolder, log });
  await pages.ready;
  const documents = new Documents({
    links: documentLinks,
    viewers,
    pool: reads,
    dataSource: writes,
    sealer,
    workers,
    log,
  });
  const handle = httpHandler({
    configuration,
    apollo,
    knownOperations,
    reads: executor.reads,
    bodies: new Bodies({ total: LIMITS.bodiesBytes, perNetwork: LIMITS.bodiesBytesPerNetwork }),
    inputSizes,
    viewers,
    seen: new SeenByCallers(),
    identity,
    pages,
    documents,
    calendars: new Calendars({
      ...{ viewers, reads, identity: identityPool, dataSource: writes, clock },
      securityLog: identity.securityLog,
    }),
    log,
    wellKnown: new WellKnown({ keys: () => sealer.keys(reads), auditLog, securityLog: identity.securityLog }),
    tracing,
    readiness,
  });
  await live.start();
  await replicas?.start();
  const demo = configuration.demo && (await loadDemo(writes, writer, identity, log));
  if (!configuration.demo) await shutDemoOut(writes, writer, log);
  const background = new Background(auditLog, writePool, log);
  background.start();
  await timedWork.start();
  const sockets = new WebSocketTransport(
    {
      model,
      feeds: buildFeeds(model),
      executor,
      documents: checkedDocuments,
      inputSizes,
      live,
      viewers,
      identity,
      pool: reads,
      log,
      tracing,
      trustProxy: configuration.trustProxy,
      sockets: configuration.sockets,
    },
    http,
  );
  addFigures(
    figuresOf({ connections, replicas, pulse, sockets, live, documents, background, auditLog, version: VERSION }),
  );
  listener.serve(handle);
  mail?.start();
  log.info({ event: 'started', version: VERSION, port, node: process.version }, 'started');
  return {
    port,
    writer,
    connections,
    identity,
    auditLog,
    demo,
    timedWork,
    async stop() {
      log.info({ event: 'stopping', version: VERSION }, 'stopping');
      readiness.end();
      // it tries again for long what a database that does not answer has not taken
      const timedWorkEnds = within(5_000, timedWork.stop());
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeIdleConnections();
      await sockets.close();
      await within(3_000, closed);
      http.closeAllConnections();
      if (mail !== null) await within(2_000, mail.close());
      await Promise.all([
        timedWorkEnds,
        background.stop(),
        live.stop(),
        apollo.stop(),
        documents.close(),
        workers.close(),
      ]);
      await identity.settled();
      await replicas?.stop();
      await closeConnections(connections);
      await pulse.stop();
      listener.closeMetrics();
      // a collector that does not answer is not waited for
      if (tracing !== null)
        await within(
          1_000,
          tracing.stop().catch(() => undefined),
        );
    },
  };
}

/** The public address of the server that listens on this port. */
export function baseUrl({ publicUrl, host }: Pick<Configuration, 'publicUrl' | 'host'>, port: number): string {
  return publicUrl ?? `http://${['0.0.0.0', '::'].includes(host) ? 'localhost' : host}:${port}`;
}

/** Waits for work that may never end, but no longer than so many milliseconds. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([
    work,
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    }),
  ]);
  clearTimeout(timer);
}
