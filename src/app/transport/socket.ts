import { getOperationAST, GraphQLError, type ExecutionArgs, type OperationDefinitionNode } from 'graphql';
import type { Viewer } from '../../platform/access/viewer';
import { newId } from '../../platform/database/ids';
import { badCredential, ErrorCode, RequestError, type BadCredential } from '../../platform/errors/errors';
import type { Locale, MessageKey } from '../../platform/i18n/messages';
import type { Span, Tracing } from '../../platform/observability/tracing';
import { CloseCode, type Outbox } from '../../platform/live/outbox';
import type { Watcher } from '../../platform/live/watcher';
import type { Origin } from '../../platform/writes/transaction';
import type { Connected } from './live';
import './websocket.messages';

/** What is known of a socket once it is acknowledged. */
export class Socket implements Connected {
  readonly watchers = new Set<Watcher>();
  /** Subscriptions that are being set up. */
  opening = 0;
  /** Queries and mutations under way. */
  running = 0;
  /** What a trace shows of its opening, with which what is asked on it is linked. */
  trace: Span | undefined = undefined;

  constructor(
    public viewer: Viewer,
    readonly outbox: Outbox,
    readonly address: string,
    /** What its opener says to be. */
    readonly client: string | null,
    readonly locale: Locale,
  ) {}

  end(why: BadCredential): void {
    this.outbox.close(CloseCode.credentialEnded, badCredential(why).code);
  }
}

/** Where an operation on a socket comes from: it has an id from when something is first said of it, which seldom is. */
export class SocketOrigin implements Origin {
  readonly locale: Locale;
  readonly address: string;
  readonly client: string | null;
  private id: string | null = null;

  constructor(socket: Socket | undefined) {
    this.locale = socket?.locale ?? 'zh-CN';
    this.address = socket?.address ?? '';
    this.client = socket?.client ?? null;
  }

  get requestId(): string {
    return (this.id ??= newId());
  }
}

/** What one operation on a socket is run with; graphql-ws carries it as the context value. */
export interface SocketOperation {
  readonly socket: Socket;
  readonly id: string;
  /** False once the client has ended it. */
  readonly wanted: () => boolean;
  readonly origin: Origin;
  readonly documentKey: string;
  /** The caller's place in a trace (W3C Trace Context), where the message's extensions have one. */
  readonly traceparent: string | undefined;
}

/** What a trace shows of a message: within the caller's trace, and linked with the opening of its socket. */
export function traced(
  tracing: Tracing | null,
  name: string,
  { socket, traceparent }: SocketOperation,
): Span | undefined {
  const span = tracing?.begin(name, traceparent);
  if (socket.trace !== undefined) span?.link(socket.trace);
  return span;
}

/** The definition of the operation that is run. */
export function definitionOf(args: ExecutionArgs): OperationDefinitionNode {
  const definition = getOperationAST(args.document, args.operationName);
  if (!definition) throw new GraphQLError('Unable to identify operation');
  return definition;
}

export function tooMany(key: MessageKey, max: number): RequestError {
  return new RequestError(ErrorCode.rateLimited, key, { max });
}
