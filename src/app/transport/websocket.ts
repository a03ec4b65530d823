import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, type ExecutionArgs } from 'graphql';
import { makeServer, type Server as ProtocolServer } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Viewer } from '../../platform/access/viewer';
import { Holdings, LIMITS, Shares, type Quota, type Share } from '../../platform/budgets';
import { newId } from '../../platform/database/ids';
import { badCredential, ErrorCode, requestErrorOf } from '../../platform/errors/errors';
import { noteRefusal } from '../../platform/identity';
import { localeOf } from '../../platform/i18n/messages';
import { noteAnswered } from '../../platform/observability/refusals';
import { CloseCode, closeSocket, Outbox, Unread } from '../../platform/live/outbox';
import type { Viewers } from '../server/viewers';
import { policyOf, stateOf } from './caller-quotas';
import { addressOf, clientOf, RETRY_AFTER } from './http';
import { KeepAlive } from './keep-alive';
import type { Socket } from './socket';
import { SocketOperations, type OperationDependencies } from './socket-operations';
import { Subscriptions, type SubscriptionDependencies } from './subscriptions';

export interface WebSocketDependencies extends OperationDependencies, SubscriptionDependencies {
  readonly viewers: Viewers;
  readonly trustProxy: boolean;
  /** How many sockets may be open, in all and of one network. */
  readonly sockets: { readonly total: number; readonly perNetwork: number };
}

/** One end of a socket, as graphql-ws knows it. */
interface Client {
  readonly outbox: Outbox;
  /** What it was opened by, until its `connection_init`: a socket that is open for hours keeps no more of it than it needs. */
  request: IncomingMessage | null;
  readonly address: string;
  /** From its `connection_init` on. */
  socket: Socket | undefined;
}

/** GraphQL over WebSocket: graphql-ws speaks the graphql-transport-ws protocol, the hub serves the subscriptions. */
export class WebSocketTransport {
  private readonly server = new WebSocketServer({
    noServer: true,
    path: '/graphql',
    maxPayload: LIMITS.socketMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has('graphql-transport-ws') ? 'graphql-transport-ws' : false),
  });
  private readonly shares: Shares;
  private readonly unread = new Unread();
  /** Those that have not sent `connection_init`. */
  private readonly silent = new Holdings<Outbox>();
  private readonly keepAlive = new KeepAlive();
  private readonly protocol: ProtocolServer<Client>;

  constructor(
    private readonly dependencies: WebSocketDependencies,
    http: Server,
  ) {
    this.shares = new Shares(dependencies.sockets);
    const operations = new SocketOperations(dependencies);
    const subscriptions = new Subscriptions(dependencies);
    this.protocol = makeServer<Record<string, unknown>, Client>({
      connectionInitWaitTimeout: 10_000,
      onConnect: ({ extra, connectionParams }) => this.connect(extra, connectionParams),
      onPing: ({ extra }) => void extra.outbox.keepsUp(),
      onSubscribe: ({ extra, subscriptions: underWay }, id, payload) =>
        operations.prepare(extra.socket, id, payload, () => id in underWay),
      // graphql-ws wraps what a subscription ends with, and its place would be lost
      onError: (_context, _id, _payload, errors) =>
        errors.map((error) => (error.originalError instanceof GraphQLError ? error.originalError : error).toJSON()),
      execute: (args) => operations.execute(args as ExecutionArgs),
      subscribe: (args) => subscriptions.subscribe(args as ExecutionArgs),
      onClose: ({ extra: { socket } }) => {
        if (socket === undefined) return;
        dependencies.live.connected.delete(socket);
        for (const watcher of socket.watchers) dependencies.live.hub.leave(watcher);
      },
    });
    http.on('upgrade', (request, stream, head) => this.upgrade(request, stream, head));
  }

  /** How many sockets are open. */
  get open(): number {
    return this.server.clients.size;
  }

  /** Closes every socket with a code that lets its client resume elsewhere, and waits until they are gone. */
  async close(): Promise<void> {
    this.keepAlive.stop();
    for (const webSocket of this.server.clients) closeSocket(webSocket, CloseCode.goingAway, 'going away: resume');
    await new Promise((resolve) => {
      this.server.close(resolve);
    });
  }

  /** A socket has its place from here on, until its connection is closed, whatever comes of it. */
  private upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const address = addressOf(request, this.dependencies.trustProxy);
    const share = this.shares.take(address);
    if (typeof share === 'string') {
      const reason = share === 'network' ? 'socketsPerNetwork' : 'sockets';
      noteAnswered(this.dependencies.log, { code: ErrorCode.unavailable, reason, requestId: newId() });
      this.dependencies.identity.securityLog.note('limit_reached', { address, reason });
      const { perNetwork: max } = this.dependencies.sockets;
      return refuse(stream, share === 'network' ? { name: reason, max, left: 0, exceeded: true } : null);
    }
    releaseOnClose(stream, share);
    this.server.handleUpgrade(request, stream, head, (webSocket) => {
      const outbox = new Outbox(webSocket, stream, address, this.unread);
      this.awaitInit(outbox);
      this.serve(webSocket, { outbox, request, address, socket: undefined });
    });
  }

  /** Lets graphql-ws speak on a socket, through its outbox. */
  private serve(webSocket: WebSocket, client: Client): void {
    const { log } = this.dependencies;
    const fail = (error: unknown): void => {
      log.error({ err: error }, 'a message could not be handled');
      // the reason does not name the fault
      client.outbox.close(CloseCode.fault, 'Internal server error');
    };
    const closed = this.protocol.opened(
      {
        protocol: webSocket.protocol,
        send: (message) => client.outbox.send(message),
        close: (code, reason) => client.outbox.close(Number(code), String(reason)),
        onMessage: (handle) => webSocket.on('message', (data) => void handle(String(data)).catch(fail)),
      },
      client,
    );
    // a message too large, a bad frame: ws closes the socket, which is enough
    webSocket.on('error', (error) => log.debug({ reason: error.message }, 'a socket failed'));
    webSocket.once('close', (code, reason) => void closed(code, String(reason)).catch(fail));
    this.keepAlive.add(webSocket);
  }

  /** Those that say nothing have less room than all: the newest take the place of the oldest. */
  private awaitInit(outbox: Outbox): void {
    this.silent.set(outbox.network, outbox, 1);
    outbox.socket.once('close', () => this.silent.set(outbox.network, outbox, 0));
    if (this.silent.total <= LIMITS.silentSockets) return;
    const oldest = this.silent.oldestOfHeaviest();
    if (oldest === undefined) return;
    this.silent.set(oldest.network, oldest, 0);
    oldest.close(CloseCode.silent, 'Connection initialisation timeout');
  }

  private async connect(client: Client, parameters: Readonly<Record<string, unknown>> | undefined): Promise<boolean> {
    const { live, log } = this.dependencies;
    const { outbox, request, address } = client;
    this.silent.set(outbox.network, outbox, 0);
    client.request = null;
    if (request === null) return false;
    try {
      const viewer = await this.viewerOf(request, parameters);
      // closed meanwhile: nobody would take it out of what is connected
      if (outbox.socket.readyState !== outbox.socket.OPEN) return false;
      const language = parameters?.['acceptLanguage'] ?? request.headers['accept-language'];
      const socket: Socket = {
        viewer,
        client: clientOf(request),
        outbox,
        address,
        watchers: new Set(),
        opening: 0,
        running: 0,
        locale: localeOf(typeof language === 'string' ? language : undefined),
        end: (why) => outbox.close(CloseCode.credentialEnded, badCredential(why).code),
      };
      client.socket = socket;
      live.connected.add(socket);
      if (viewer.expiresAt !== null) this.closeOnExpiry(outbox.socket, socket, viewer.expiresAt);
      return true;
    } catch (error) {
      const known = requestErrorOf(error);
      if (known === null) {
        log.error({ err: error }, 'a socket could not be opened');
        outbox.close(CloseCode.fault, 'Internal server error');
      } else {
        const requestId = newId();
        noteRefusal(this.dependencies.identity.securityLog, known, { address, requestId });
        noteAnswered(log, { code: known.code, reason: known.key, requestId });
        outbox.close(known.status === 503 ? CloseCode.unavailable : CloseCode.forbidden, known.code);
      }
      return false;
    }
  }

  /** Changes of rights reach connected sockets only: when some arrive while this one connects, its viewer is read again. */
  private async viewerOf(
    request: IncomingMessage,
    parameters: Readonly<Record<string, unknown>> | undefined,
  ): Promise<Viewer> {
    const { viewers, live } = this.dependencies;
    for (;;) {
      const before = live.accessReadings;
      const { viewer, authenticated } = await viewers.of(request, parameters);
      if (authenticated.refused !== null) throw authenticated.refused;
      if (live.accessReadings === before) return viewer;
    }
  }

  private closeOnExpiry(webSocket: WebSocket, socket: Socket, at: number): void {
    // a timer takes at most 2^31 - 1 ms, some 24 days
    const wait = Math.min(at - Date.now(), 2_147_483_647);
    const timer = setTimeout(
      () => (at <= Date.now() ? socket.end('expired') : this.closeOnExpiry(webSocket, socket, at)),
      Math.max(wait, 0),
    );
    timer.unref();
    webSocket.once('close', () => clearTimeout(timer));
  }
}

/** In a scope of its own, so that what waits for the end of a socket holds nothing of its beginning. */
function releaseOnClose(stream: Duplex, share: Share): void {
  stream.once('close', () => share.release());
}

/**
 * Answers an upgrade in HTTP, before anything of a WebSocket is made.
 * @param quota what its network has used up; null where all have
 */
function refuse(stream: Duplex, quota: Quota | null): void {
  const status = quota === null ? 503 : 429;
  stream.on('error', () => stream.destroy());
  stream.once('finish', () => stream.destroy());
  stream.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      `Retry-After: ${RETRY_AFTER}`,
      ...(quota === null ? [] : [`RateLimit-Policy: ${policyOf(quota)}`, `RateLimit: ${stateOf(quota)}`]),
      'Content-Length: 0',
      '\r\n',
    ].join('\r\n'),
  );
}
