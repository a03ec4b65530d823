import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, type ExecutionArgs } from 'graphql';
import { makeServer, type Server as ProtocolServer } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Viewer } from '../../platform/access/viewer';
import { LIMITS, Shares, type Quota, type Share } from '../../platform/budgets';
import { newId } from '../../platform/database/ids';
import { ErrorCode, requestErrorOf } from '../../platform/errors/errors';
import { noteRefusal } from '../../platform/identity';
import { localeOf } from '../../platform/i18n/messages';
import { noteAnswered } from '../../platform/observability/refusals';
import { CloseCode, closeSocket, Outbox, Unread } from '../../platform/live/outbox';
import type { Viewers } from '../server/viewers';
import { policyOf, stateOf } from './caller-quotas';
import { addressOf, clientOf, RETRY_AFTER } from './http';
import { KeepAlive } from './keep-alive';
import { SilentSockets } from './silent-sockets';
import { Socket } from './socket';
import { SocketOperations, type OperationDependencies } from './socket-operations';
import { Subscriptions, type SubscriptionDependencies } from './subscriptions';

export interface WebSocketDependencies extends OperationDependencies, SubscriptionDependencies {
  readonly viewers: Viewers;
  readonly trustProxy: boolean;
  /** How many sockets may be open, in all and of one network. */
  readonly sockets: { readonly total: number; readonly perNetwork: number };
}

/** One end of a socket, as graphql-ws knows it. There are as many as sockets, so it has methods instead of functions of its own. */
class Client {
  readonly protocol: string;
  /** What is done with its messages, once graphql-ws has said. */
  handle: ((message: string) => Promise<void>) | null = null;
  /** From its `connection_init` on. */
  socket: Socket | undefined = undefined;

  constructor(
    readonly outbox: Outbox,
    /** What it was opened by, until its `connection_init`: a socket that is open for hours keeps no more of it than it needs. */
    public request: IncomingMessage | null,
    readonly address: string,
  ) {
    this.protocol = outbox.socket.protocol;
  }

  send(message: string): void {
    this.outbox.send(message);
  }

  close(code?: number, reason?: string): void {
    this.outbox.close(Number(code), String(reason));
  }

  onMessage(handle: (message: string) => Promise<void>): void {
    this.handle = handle;
  }
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
  private readonly silent = new SilentSockets();
  private readonly keepAlive = new KeepAlive();
  private readonly protocol: ProtocolServer<Client>;
  /** A message too large, a bad frame: ws closes the socket, which is enough. */
  private readonly onSocketError: (error: Error) => void;
  private readonly onPong: (this: WebSocket) => void;

  constructor(
    private readonly dependencies: WebSocketDependencies,
    http: Server,
  ) {
    this.shares = new Shares(dependencies.sockets);
    const { keepAlive } = this;
    this.onPong = function (this: WebSocket) {
      keepAlive.answered(this);
    };
    this.onSocketError = (error) => dependencies.log.debug({ reason: error.message }, 'a socket failed');
    const operations = new SocketOperations(dependencies);
    const subscriptions = new Subscriptions(dependencies);
    this.protocol = makeServer<Record<string, unknown>, Client>({
      // a timer for each: see SilentSockets
      connectionInitWaitTimeout: 0,
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
    this.silent.stop();
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
    this.server.handleUpgrade(request, stream, head, (webSocket) =>
      this.serve(webSocket, new Client(new Outbox(webSocket, stream, address, this.unread), request, address)),
    );
  }

  /** Lets graphql-ws speak on a socket, through its outbox. */
  private serve(webSocket: WebSocket, client: Client): void {
    const { outbox } = client;
    const closed = this.protocol.opened(client, client);
    const fail = (error: unknown): void => this.failed(client, error);
    webSocket.on('message', (data) => void client.handle?.(String(data)).catch(fail));
    webSocket.once('close', (code, reason) => {
      this.keepAlive.delete(webSocket);
      this.silent.delete(outbox);
      this.unread.forget(outbox);
      void closed(code, String(reason)).catch(fail);
    });
    webSocket.on('error', this.onSocketError);
    webSocket.on('pong', this.onPong);
    this.keepAlive.add(webSocket);
    this.silent.add(outbox);
  }

  private failed({ outbox }: Client, error: unknown): void {
    this.dependencies.log.error({ err: error }, 'a message could not be handled');
    // the reason does not name the fault
    outbox.close(CloseCode.fault, 'Internal server error');
  }

  private async connect(client: Client, parameters: Readonly<Record<string, unknown>> | undefined): Promise<boolean> {
    const { live, log, tracing } = this.dependencies;
    const { outbox, request, address } = client;
    this.silent.delete(outbox);
    client.request = null;
    if (request === null) return false;
    const traceparent = parameters?.['traceparent'] ?? request.headers['traceparent'];
    const trace = tracing?.begin('GraphQL socket', typeof traceparent === 'string' ? traceparent : undefined);
    let failure: string | undefined;
    try {
      const viewer = await this.viewerOf(request, parameters);
      // closed meanwhile: nobody would take it out of what is connected
      if (outbox.socket.readyState !== outbox.socket.OPEN) return false;
      const language = parameters?.['acceptLanguage'] ?? request.headers['accept-language'];
      const locale = localeOf(typeof language === 'string' ? language : undefined);
      const socket = new Socket(viewer, outbox, address, clientOf(request), locale);
      socket.trace = trace;
      client.socket = socket;
      live.connected.add(socket);
      if (viewer.expiresAt !== null) this.closeOnExpiry(outbox.socket, socket, viewer.expiresAt);
      return true;
    } catch (error) {
      const known = requestErrorOf(error);
      failure = known?.code ?? ErrorCode.fault;
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
    } finally {
      trace?.end(failure);
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
