import type { IncomingMessage, Server } from 'node:http';
import { createHash } from 'node:crypto';
import {
  getOperationAST,
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields';
import { getArgumentValues } from 'graphql/execution/values';
import type { Disposable } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Viewer } from '../../platform/access/viewer';
import { newId } from '../../platform/database/ids';
import { ErrorCode, RequestError, unauthenticated } from '../../platform/errors/errors';
import { coerceVariables, shapeOf } from '../../platform/execution/variables';
import { fragmentsOf, type Executor } from '../../platform/execution/executor';
import { localeOf, type Locale, type MessageKey } from '../../platform/i18n/messages';
import { SessionCookies, type Identity } from '../../platform/identity';
import type { Feed, FeedPlan, Head, StreamAccess, Subject } from '../../platform/live/feed';
import { closeSocket, CloseCode, Watcher } from '../../platform/live/watcher';
import type { ReadModel } from '../../platform/reads/model';
import { operationRule } from '../../platform/access/operation';
import type { Origin } from '../../platform/writes/transaction';
import { addressOf } from './http';
import { documentRules, operationUnresolved, parseLimits, told } from './graphql';
import type { Connected, Live } from './live';
import './websocket.messages';
import type { Viewers } from '../server/viewers';

export interface WebSocketDependencies {
  readonly model: ReadModel;
  readonly feeds: readonly Feed[];
  readonly executor: Executor;
  readonly live: Live;
  readonly viewers: Viewers;
  readonly identity: Identity;
  readonly pool: Pool;
  readonly log: Logger;
  readonly trustProxy: boolean;
}

/** A document has no business being larger; a roster is not sent over a socket. */
const LARGEST_MESSAGE = 256 * 1024;
const MOST_SUBSCRIPTIONS = 20;
/** Queries and mutations that one socket may have under way. */
const MOST_AT_ONCE = 20;
/** With so many bytes waiting, a socket that asks for more is closed: it does not read what it gets. */
const MOST_WAITING = 1024 * 1024;
const MOST_DOCUMENTS = 1_000;
const MOST_PLANS = 1_000;

/** What is known of a socket once it is acknowledged. */
interface Socket extends Connected {
  readonly address: string;
  readonly locale: Locale;
  readonly request: IncomingMessage;
  readonly watchers: Set<Watcher>;
  /** Subscriptions that are being set up. */
  opening: number;
  /** Queries and mutations under way. */
  running: number;
}

/** What one operation on a socket is run with. */
interface Operation {
  readonly socket: Socket;
  readonly webSocket: WebSocket;
  readonly id: string;
  readonly origin: Origin;
  readonly documentKey: string;
}

interface Document {
  readonly key: string;
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLError[];
}

/** The socket side of the house: the graphql-transport-ws protocol is graphql-ws's, subscriptions are the hub's. */
export class WebSocketSide {
  private readonly server = new WebSocketServer({
    noServer: true,
    path: '/graphql',
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has('graphql-transport-ws') ? 'graphql-transport-ws' : false),
  });
  private readonly sockets = new WeakMap<WebSocket, Socket>();
  private readonly documents = new LRUCache<string, Document>({ max: MOST_DOCUMENTS });
  private readonly plans = new LRUCache<string, FeedPlan>({ max: MOST_PLANS });
  private readonly disposable: Disposable;

  constructor(
    private readonly dependencies: WebSocketDependencies,
    http: Server,
  ) {
    this.disposable = useServer<Record<string, unknown>, Extra & Record<PropertyKey, unknown>>(
      {
        // a fault is not told in the reason that a socket is closed with
        isProd: true,
        connectionInitWaitTimeout: 10_000,
        onConnect: async (context) =>
          this.connect(context.extra.socket as WebSocket, context.extra.request, context.connectionParams),
        onPing: (context) => void keepsUp(context.extra.socket as WebSocket),
        onSubscribe: (context, id, payload) => this.operation(context.extra.socket as WebSocket, id, payload),
        execute: (args) => this.execute(args as ExecutionArgs),
        subscribe: (args) => this.subscribe(args as ExecutionArgs),
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
    // graphql-ws prints what goes wrong on a socket: a message too large, a frame that is none. ws closes it, which is enough
    this.server.on('connection', (socket: WebSocket) => {
      socket.removeAllListeners('error');
      socket.on('error', (error) => dependencies.log.debug({ reason: error.message }, 'a socket failed'));
    });
    http.on('upgrade', (request, stream, head) => {
      this.server.handleUpgrade(request, stream, head, (socket) => this.server.emit('connection', socket, request));
    });
  }

  /** Tells everybody to come back elsewhere, and waits for them to be gone. */
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
        end: () => closeSocket(webSocket, CloseCode.credentialEnded, 'credential ended'),
      };
      this.sockets.set(webSocket, socket);
      live.connected.add(socket);
      if (viewer.expiresAt !== null) this.closeWhenOver(webSocket, socket, viewer.expiresAt);
      return true;
    } catch (error) {
      if (!(error instanceof RequestError)) log.error({ err: error }, 'a socket could not be opened');
      return false;
    }
  }

  /** Changes of rights that come in meanwhile reach those who are connected, so whoever is not yet looks again. */
  private async viewerOf(
    request: IncomingMessage,
    parameters: Readonly<Record<string, unknown>> | undefined,
  ): Promise<Viewer> {
    const { viewers, live } = this.dependencies;
    for (;;) {
      const before = live.accessReadings;
      const { viewer } = await viewers.of(request, parameters);
      if (live.accessReadings === before) return viewer;
    }
  }

  private closeWhenOver(webSocket: WebSocket, socket: Socket, at: number): void {
    // a timer takes at most 2^31 - 1 ms, some 24 days
    const wait = Math.min(at - Date.now(), 2_147_483_647);
    const timer = setTimeout(
      () => (at <= Date.now() ? socket.end() : this.closeWhenOver(webSocket, socket, at)),
      Math.max(wait, 0),
    );
    timer.unref();
    webSocket.once('close', () => clearTimeout(timer));
  }

  /** Parses and validates by the same rules as HTTP; refusals are told as an error of the operation. */
  private operation(
    webSocket: WebSocket,
    id: string,
    payload: {
      query: string;
      variables?: Record<string, unknown> | null | undefined;
      operationName?: string | null | undefined;
    },
  ): ExecutionArgs | readonly GraphQLError[] {
    const socket = this.sockets.get(webSocket);
    const origin: Origin = { requestId: newId(), locale: socket?.locale ?? 'zh-CN', address: socket?.address ?? '' };
    if (socket === undefined) return [told(unauthenticated(), origin, this.dependencies.log)];
    if (!keepsUp(webSocket))
      return [told(tooMany('live.tooManyOperations', MOST_AT_ONCE), origin, this.dependencies.log)];
    const { key, document, errors } = this.document(payload.query);
    if (errors.length > 0) return errors;
    if (!getOperationAST(document, payload.operationName))
      return [told(operationUnresolved(), origin, this.dependencies.log)];
    const operation: Operation = { socket, webSocket, id, origin, documentKey: key };
    return {
      schema: this.dependencies.model.schema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? {},
      contextValue: operation,
    };
  }

  private document(query: string): Document {
    const key = createHash('sha256').update(query).digest('hex');
    let known = this.documents.get(key);
    if (known === undefined) {
      known = checked(this.dependencies.model.schema, key, query);
      this.documents.set(key, known);
    }
    return known;
  }

  private async execute(args: ExecutionArgs): Promise<ExecutionResult> {
    const { socket, origin, documentKey } = args.contextValue as Operation;
    const { executor, identity, log } = this.dependencies;
    if (socket.running >= MOST_AT_ONCE)
      return { errors: [told(tooMany('live.tooManyOperations', MOST_AT_ONCE), origin, log)] };
    socket.running += 1;
    try {
      const { data, errors } = await executor.run({
        document: args.document,
        operation: operationOf(args),
        documentKey: `ws ${documentKey}`,
        variables: args.variableValues ?? {},
        viewer: socket.viewer,
        origin,
        dependencies: { identity, cookies: SessionCookies.none() },
      });
      return {
        data: data as unknown as Record<string, unknown> | null,
        ...(errors.length === 0 ? {} : { errors: errors.map((error) => told(error, origin, log)) }),
      };
    } catch (error) {
      return { errors: [told(error, origin, log)] };
    } finally {
      socket.running -= 1;
    }
  }

  private async subscribe(args: ExecutionArgs): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
    const operation = args.contextValue as Operation;
    const { socket } = operation;
    try {
      if (socket.watchers.size + socket.opening >= MOST_SUBSCRIPTIONS)
        throw tooMany('live.tooManySubscriptions', MOST_SUBSCRIPTIONS);
      socket.opening += 1;
      return await this.watch(args, operation).finally(() => {
        socket.opening -= 1;
      });
    } catch (error) {
      const { log } = this.dependencies;
      // an error ends the subscription, as graphql-ws tells it
      const ending = new Ending(() => undefined);
      ending.end(told(error, operation.origin, log));
      return ending;
    }
  }

  private async watch(args: ExecutionArgs, operation: Operation): Promise<AsyncGenerator<ExecutionResult>> {
    const { model, feeds, live } = this.dependencies;
    const { socket, origin } = operation;
    const definition = operationOf(args);
    const variables = coerceVariables(model.schema, definition, args.variableValues ?? {});
    const [key, nodes] = subscribedField(model.schema, args.document, definition, variables);
    const node = nodes[0] as FieldNode;
    const feed = feeds.find((each) => each.field === node.name.value);
    const field = model.schema.getSubscriptionType()?.getFields()[node.name.value];
    if (feed === undefined || field === undefined) throw new Error(`no feed for ${node.name.value}`);
    // a subscription reads: any credential will do that stands for somebody
    if (operationRule(field.extensions)?.by !== 'anyone' && socket.viewer.personId === null)
      throw unauthenticated('errors.signInFirst');
    const subject = feed.subject(getArgumentValues(field, node, variables), socket.viewer);
    if (subject === null) throw notFound();
    // without the arguments that only say where one watcher begins, so that all watchers of a document share its plan
    const planKey = `${operation.documentKey} ${definition.name?.value ?? ''} ${origin.locale} ${variablesKey(model.schema, definition, variables, node)}`;
    let plan = this.plans.get(planKey);
    if (plan === undefined) {
      plan = feed.compile({ fragments: fragmentsOf(args.document), nodes, variables, locale: origin.locale });
      this.plans.set(planKey, plan);
    }
    const { access, authorisedAt, after } = await this.accessOf(socket, feed, subject);
    const ending = new Ending(() => leave());
    const watcher = new Watcher(
      operation.webSocket,
      operation.id,
      key,
      socket.viewer,
      socket.address,
      after,
      (error) => {
        socket.watchers.delete(watcher);
        ending.end(error === undefined ? undefined : told(error, origin, this.dependencies.log));
      },
    );
    const leave = (): void => {
      socket.watchers.delete(watcher);
      live.hub.leave(watcher);
    };
    live.hub.join(watcher, { feed, streamId: subject.streamId, planKey, plan, access, authorisedAt });
    socket.watchers.add(watcher);
    return ending;
  }

  /** What the socket's viewer is to a stream, up to which change of the stream's rights that is known, and where it begins. */
  private async accessOf(
    socket: Socket,
    feed: Feed,
    { streamId, after: asked }: Subject,
  ): Promise<{ access: StreamAccess; authorisedAt: number; after: number | null }> {
    const { pool } = this.dependencies;
    for (;;) {
      const { viewer } = socket;
      const head = (await feed.heads(pool, [streamId])).get(streamId);
      const after = await positionOf(pool, feed, streamId, asked, head);
      const access = await feed.access(pool, streamId, viewer, after);
      // the viewer's rights changed meanwhile, and only those who have joined are told
      if (socket.viewer !== viewer) continue;
      if (access === null || head === undefined) throw notFound();
      return { access, authorisedAt: head.rightsRevision, after };
    }
  }
}

/** The revision that a watcher begins at; null for what there is now. */
async function positionOf(
  pool: Pool,
  feed: Feed,
  streamId: string,
  asked: Subject['after'],
  head: Head | undefined,
): Promise<number | null> {
  if (asked === 'now') return head?.revision ?? null;
  if (asked === null || typeof asked === 'number') return asked;
  return head === undefined ? null : feed.position(pool, streamId, asked.cursor);
}

/**
 * What graphql-ws iterates for a subscription that the hub serves: it yields nothing, since updates go to the socket
 * directly, and only tells when the subscription ends.
 */
class Ending implements AsyncGenerator<ExecutionResult, undefined> {
  private readonly done: Promise<IteratorResult<ExecutionResult, undefined>>;
  private settle: {
    resolve: (result: IteratorResult<ExecutionResult, undefined>) => void;
    reject: (error: Error) => void;
  } | null = null;

  constructor(private readonly returned: () => void) {
    this.done = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    this.done.catch(() => undefined);
  }

  end(error?: Error): void {
    if (error === undefined) this.settle?.resolve({ done: true, value: undefined });
    else this.settle?.reject(error);
  }

  next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    return this.done;
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.returned();
    this.end();
    return { done: true, value: undefined };
  }

  async throw(error: Error): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.returned();
    this.end(error);
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}

function checked(schema: GraphQLSchema, key: string, query: string): Document {
  try {
    const document = parse(query, parseLimits);
    const errors = validate(schema, document, [...specifiedRules, ...documentRules], {
      maxErrors: 20,
      hideSuggestions: true,
    }).map(
      (error) =>
        new GraphQLError(error.message, {
          nodes: error.nodes,
          extensions: { code: error.extensions['limit'] ?? ErrorCode.validationFailed },
        }),
    );
    return { key, document, errors };
  } catch (error) {
    const { message, nodes, source, positions } = error as GraphQLError;
    const told = new GraphQLError(message, { nodes, source, positions, extensions: { code: ErrorCode.parseFailed } });
    return { key, document: { kind: 'Document', definitions: [] } as unknown as DocumentNode, errors: [told] };
  }
}

function operationOf(args: ExecutionArgs): OperationDefinitionNode {
  const operation = getOperationAST(args.document, args.operationName);
  if (!operation) throw new GraphQLError('Unable to identify operation');
  return operation;
}

function subscribedField(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): [string, readonly FieldNode[]] {
  const type = schema.getSubscriptionType();
  if (!type) throw new GraphQLError('there are no subscriptions');
  const fields = [...collectFields(schema, fragmentsOf(document), variables, type, operation.selectionSet)];
  const [only] = fields;
  if (fields.length !== 1 || only === undefined)
    throw new RequestError(ErrorCode.invalid, 'live.onlyOne', {}, null, 400);
  return [only[0], only[1]];
}

/** The values of variables that a plan depends on; those of the field's own arguments only say what is watched and from where. */
function variablesKey(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
  field: FieldNode,
): string {
  const own = new Set(
    (field.arguments ?? []).flatMap((argument) =>
      argument.value.kind === 'Variable' ? [argument.value.name.value] : [],
    ),
  );
  const rest = Object.fromEntries(Object.entries(variables).filter(([name]) => !own.has(name)));
  return `${shapeOf(schema, { ...operation, variableDefinitions: (operation.variableDefinitions ?? []).filter((each) => !own.has(each.variable.name.value)) }, rest)} ${JSON.stringify(rest)}`;
}

/** Whether the other side reads what it is sent; a socket that does not is closed. */
function keepsUp(webSocket: WebSocket): boolean {
  if (webSocket.bufferedAmount <= MOST_WAITING) return true;
  closeSocket(webSocket, CloseCode.tooSlow, 'too slow: resume');
  return false;
}

function tooMany(key: MessageKey, max: number): RequestError {
  return new RequestError(ErrorCode.rateLimited, key, { max });
}

function notFound(): RequestError {
  return new RequestError(ErrorCode.notFound, 'input.notFound');
}
