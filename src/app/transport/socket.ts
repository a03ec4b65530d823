import { getOperationAST, GraphQLError, type ExecutionArgs, type OperationDefinitionNode } from 'graphql';
import { ErrorCode, RequestError } from '../../platform/errors/errors';
import type { Locale, MessageKey } from '../../platform/i18n/messages';
import type { Outbox } from '../../platform/live/outbox';
import type { Watcher } from '../../platform/live/watcher';
import type { Origin } from '../../platform/writes/transaction';
import type { Connected } from './live';
import './websocket.messages';

/** What is known of a socket once it is acknowledged. */
export interface Socket extends Connected {
  readonly outbox: Outbox;
  readonly address: string;
  readonly locale: Locale;
  /** What its opener says to be. */
  readonly client: string | null;
  readonly watchers: Set<Watcher>;
  /** Subscriptions that are being set up. */
  opening: number;
  /** Queries and mutations under way. */
  running: number;
}

/** What one operation on a socket is run with; graphql-ws carries it as the context value. */
export interface SocketOperation {
  readonly socket: Socket;
  readonly id: string;
  /** False once the client has ended it. */
  readonly wanted: () => boolean;
  readonly origin: Origin;
  readonly documentKey: string;
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
