import { GraphQLError, type ASTNode } from 'graphql';
import type { MessageKey, MessageParameters } from '../i18n/messages';

/** Stable codes of top-level errors, in `extensions.code`. What a mutation expects to go wrong is a UserError instead. */
export const ErrorCode = {
  parseFailed: 'GRAPHQL_PARSE_FAILED',
  validationFailed: 'GRAPHQL_VALIDATION_FAILED',
  operationUnresolved: 'OPERATION_RESOLUTION_FAILURE',
  persistedQuery: 'PERSISTED_QUERY_NOT_SUPPORTED',
  badUserInput: 'BAD_USER_INPUT',
  invalid: 'INVALID',
  tooCostly: 'TOO_COSTLY',
  tooDeep: 'TOO_DEEP',
  tooLarge: 'TOO_LARGE',
  timedOut: 'REQUEST_TIMEOUT',
  unauthenticated: 'UNAUTHENTICATED',
  credentialExpired: 'CREDENTIAL_EXPIRED',
  credentialRevoked: 'CREDENTIAL_REVOKED',
  credentialMalformed: 'CREDENTIAL_MALFORMED',
  forbidden: 'FORBIDDEN',
  notFound: 'NOT_FOUND',
  conflict: 'CONFLICT',
  rateLimited: 'RATE_LIMITED',
  unavailable: 'UNAVAILABLE',
  fault: 'INTERNAL_SERVER_ERROR',
} as const;
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/**
 * A request that cannot be served. Its message is a key that is formatted in the caller's
 * language when the response is written.
 */
export class RequestError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly key: MessageKey,
    readonly parameters: MessageParameters = {},
    /** The argument or input field at fault, from the operation's root. */
    readonly inputPath: readonly string[] | null = null,
    readonly status: number | null = null,
  ) {
    super(key);
    this.name = 'RequestError';
  }
}

/** A field's argument breaks a rule: a cursor that this list did not make, a page too large. */
export class InvalidArgument extends RequestError {
  /** @param argument its name, or `filter.` and the name of a filter's field */
  constructor(argument: string, key: MessageKey, parameters: MessageParameters = {}) {
    super(ErrorCode.invalid, key, { ...parameters, argument }, argument.split('.'), 400);
    this.name = 'InvalidArgument';
  }
}

/** Where an error arose: what of the document it is about, and the response keys that lead there. */
interface Place {
  readonly nodes: readonly ASTNode[];
  readonly path: readonly (string | number)[];
}

/** Does something for a field. An error without a place gets the field's. */
export function within<T>(place: Place, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw placed(error, place);
  }
}

/** The error with its place: its own, which begins at the given one. */
export function placed(error: unknown, { nodes, path }: Place): GraphQLError {
  const own = error instanceof GraphQLError ? error : null;
  return new GraphQLError('placed', {
    nodes: own?.nodes ?? nodes,
    path: [...path, ...(own?.path ?? [])],
    originalError: own?.originalError ?? (error as Error),
  });
}

export function unauthenticated(key: MessageKey = 'errors.unauthenticated'): RequestError {
  return new RequestError(ErrorCode.unauthenticated, key, {}, null, 401);
}

/** A budget that all share is used up at this moment. */
export function crowded(): RequestError {
  return new RequestError(ErrorCode.unavailable, 'errors.crowded', {}, null, 503);
}

/** Why a credential that came is not good. Of a forged one nothing is said but that it is none of the platform's. */
export type BadCredential = 'expired' | 'revoked' | 'malformed';

const CREDENTIAL_ERRORS = {
  expired: [ErrorCode.credentialExpired, 'errors.credentialExpired'],
  revoked: [ErrorCode.credentialRevoked, 'errors.credentialRevoked'],
  malformed: [ErrorCode.credentialMalformed, 'errors.credentialMalformed'],
} as const satisfies Record<BadCredential, readonly [ErrorCode, MessageKey]>;

export function badCredential(why: BadCredential): RequestError {
  const [code, key] = CREDENTIAL_ERRORS[why];
  return new RequestError(code, key, {}, null, 401);
}

/** The request error behind an error, if there is one: its own, or that the database is not there to answer. */
export function requestErrorOf(error: unknown): RequestError | null {
  if (error instanceof RequestError) return error;
  if (error instanceof GraphQLError) return requestErrorOf(error.originalError);
  return isDatabaseGone(error) ? new RequestError(ErrorCode.unavailable, 'errors.unavailable', {}, null, 503) : null;
}

/** What PostgreSQL (class 08, 57P0x, 53300), the network and the pool say when there is no database to talk to. */
const GONE = /^(08...|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
const GONE_IN_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && GONE.test(code)) return true;
  return (
    GONE_IN_WORDS.test(error.message) ||
    (driverError !== undefined && driverError !== error && isDatabaseGone(driverError))
  );
}
