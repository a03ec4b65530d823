import type { IncomingMessage, Server } from 'node:http';
import type { ExecutionArgs } from 'graphql';
import type { Disposable } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Viewer } from '../../platform/access/viewer';
import { badCredential, RequestError } from '../../platform/errors/errors';
import { newId } from '../../platform/database/ids';
import { noteRefusal } from '../../platform/identity';
import { localeOf } from '../../platform/i18n/messages';
import { closeSocket, CloseCode } from '../../platform/live/watcher';
import type { Viewers } from '../server/viewers';
import { addressOf } from './http';
import { keepsUp, type Socket } from './socket';
import { SocketOperations, type OperationDependencies } from './socket-operations';
import { Subscriptions, type SubscriptionDependencies } from './subscriptions';

export interface WebSocketDependencies extends OperationDependencies, SubscriptionDependencies {
  readonly viewers: Viewers;
  readonly trustProxy: boolean;
}

/** More than any document needs; rosters, which are larger, are sent over HTTP. */
const LARGEST_MESSAGE = 256 * 1024;

/** GraphQL over WebSocket: graphql-ws speaks the graphql-transport-ws protocol, the hub serves the subscriptions. */
export class WebSocketTransport {
  private readonly server = new WebSocketServer({
    noServer: true,
    path: '/graphql',
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has('graphql-transport-ws') ? 'graphql-transport-ws' : false),
  });
  private readonly sockets = new WeakMap<WebSocket, Socket>();
  private readonly operations: SocketOperations;
  private readonly subscriptions: Subscriptions;
  private readonly disposable: Disposable;

  constructor(
    private readonly dependencies: WebSocketDependencies,
    http: Server,
  ) {
    this.operations = new SocketOperations(dependencies);
    this.subscriptions = new Subscriptions(dependencies);
    this.disposable = useServer<Record<string, unknown>, Extra & Record<PropertyKey, unknown>>(
      {
        // the reason that a socket is closed with does not name a fault
        isProd: true,
        connectionInitWaitTimeout: 10_000,
        onConnect: async (context) =>
          this.connect(context.extra.socket as WebSocket, context.extra.request, context.connectionParams),
        onPing: (context) => void keepsUp(context.extra.socket as WebSocket),
        onSubscribe: (context, id, payload) => {
          const webSocket = context.extra.socket as WebSocket;
          return this.operations.prepare(this.sockets.get(webSocket), webSocket, id, payload);
        },
        execute: (args) => this.operations.execute(args as ExecutionArgs),
        subscribe: (args) => this.subscriptions.subscribe(args as ExecutionArgs),
        onClose: (context) => {
          const socket = this.sockets.get(context.extra.socket as WebSocket);
          if (socket === undefined) return;
          this.dependencies.live.connected.delete(socket);
          for (const watcher of socket.watchers) this.dependencies.live.hub.leave(watcher);
        },
      },
      this.server,
      12_000,
    );
    // graphql-ws prints what goes wrong on a socket, such as a message too large or a bad frame; ws closes it, which is enough
    this.server.on('connection', (socket: WebSocket) => {
      socket.removeAllListeners('error');
      socket.on('error', (error) => dependencies.log.debug({ reason: error.message }, 'a socket failed'));
    });
    http.on('upgrade', (request, stream, head) => {
      this.server.handleUpgrade(request, stream, head, (socket) => this.server.emit('connection', socket, request));
    });
  }

  /** Closes every socket with a code that lets its client resume elsewhere, and waits until they are gone. */
  async close(): Promise<void> {
    for (const socket of this.server.clients) closeSocket(socket, CloseCode.goingAway, 'going away: resume');
    await this.disposable.dispose();
  }

  private async connect(
    webSocket: WebSocket,
    request: IncomingMessage,
    parameters: Readonly<Record<string, unknown>> | undefined,
  ): Promise<boolean> {
    const { live, log, trustProxy } = this.dependencies;
    try {
      const viewer = await this.viewerOf(request, parameters);
      const language = parameters?.['acceptLanguage'] ?? request.headers['accept-language'];
      const socket: Socket = {
        viewer,
        request,
        address: addressOf(request, trustProxy),
        watchers: new Set(),
        opening: 0,
        running: 0,
        locale: localeOf(typeof language === 'string' ? language : undefined),
        end: (why) => closeSocket(webSocket, CloseCode.credentialEnded, badCredential(why).code),
      };
      this.sockets.set(webSocket, socket);
      live.connected.add(socket);
      if (viewer.expiresAt !== null) this.closeOnExpiry(webSocket, socket, viewer.expiresAt);
      return true;
    } catch (error) {
      if (error instanceof RequestError) {
        const origin = { address: addressOf(request, trustProxy), requestId: newId() };
        noteRefusal(this.dependencies.identity.securityLog, error, origin);
        closeSocket(webSocket, CloseCode.forbidden, error.code);
      } else log.error({ err: error }, 'a socket could not be opened');
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
