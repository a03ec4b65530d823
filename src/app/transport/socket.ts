import type { IncomingMessage } from 'node:http';
import { getOperationAST, GraphQLError, type ExecutionArgs, type OperationDefinitionNode } from 'graphql';
import type { WebSocket } from 'ws';
import { ErrorCode, RequestError } from '../../platform/errors/errors';
import type { Locale, MessageKey } from '../../platform/i18n/messages';
import { closeSocket, CloseCode, type Watcher } from '../../platform/live/watcher';
import type { Origin } from '../../platform/writes/transaction';
import type { Connected } from './live';
import './websocket.messages';

/** With so many bytes waiting, a socket that asks for more is closed: it does not read what it gets. */
const MOST_WAITING = 1024 * 1024;

/** What is known of a socket once it is acknowledged. */
export interface Socket extends Connected {
  readonly address: string;
  readonly locale: Locale;
  readonly request: IncomingMessage;
  readonly watchers: Set<Watcher>;
  /** Subscriptions that are being set up. */
  opening: number;
  /** Queries and mutations under way. */
  running: number;
}

/** What one operation on a socket is run with; graphql-ws carries it as the context value. */
export interface SocketOperation {
  readonly socket: Socket;
  readonly webSocket: WebSocket;
  readonly id: string;
  readonly origin: Origin;
  readonly documentKey: string;
}

/** The definition of the operation that is run. */
export function definitionOf(args: ExecutionArgs): OperationDefinitionNode {
  const definition = getOperationAST(args.document, args.operationName);
  if (!definition) throw new GraphQLError('Unable to identify operation');
  return definition;
}

/** Whether the other side reads what it is sent; a socket that does not is closed. */
export function keepsUp(webSocket: WebSocket): boolean {
  if (webSocket.bufferedAmount <= MOST_WAITING) return true;
  closeSocket(webSocket, CloseCode.tooSlow, 'too slow: resume');
  return false;
}

export function tooMany(key: MessageKey, max: number): RequestError {
  return new RequestError(ErrorCode.rateLimited, key, { max });
}
