import { ApolloServer, HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import {
  GraphQLError,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import type { Logger } from 'pino';
import { LIMITS } from '../../platform/budgets';
import { ErrorCode, RequestError, requestErrorOf } from '../../platform/errors/errors';
import type { Executor } from '../../platform/execution/executor';
import { message } from '../../platform/i18n/messages';
import { noteRefusal } from '../../platform/identity';
import type { Origin } from '../../platform/writes/transaction';
import { JsonText } from '../../platform/writes/mutation';
import type { KnownReads } from './known-reads';
import { challengeTo } from './challenge';
import { errorOf, type RequestContext } from './http';

/** Bounds on documents, for HTTP and sockets alike. */
const armor = new ApolloArmor({
  // levels of fields: a fragment is not one more
  maxDepth: { n: LIMITS.documentDepth, flattenFragments: true, propagateOnRejection: false, onReject: [tooDeep] },
  maxAliases: { n: LIMITS.documentAliases, allowList: [] },
  maxDirectives: { n: LIMITS.documentDirectives },
  // the parser counts them itself, and armor's plugin would parse everything twice
  maxTokens: { enabled: false },
  blockFieldSuggestion: { enabled: true },
  // the compiler prices what is really read
  costLimit: { enabled: false },
});
const protection = armor.protect();

function tooDeep(context: ValidationContext | null, { message: words }: GraphQLError): void {
  context?.reportError(
    new GraphQLError(words.replace('Syntax Error: ', ''), { extensions: { limit: ErrorCode.tooDeep } }),
  );
}

/** Limits that the parser enforces. */
export const parseLimits = { maxTokens: LIMITS.documentTokens };

/** Rules for documents in addition to the specification's. */
export const documentRules: readonly ValidationRule[] = protection.validationRules as readonly ValidationRule[];

/** Apollo Server in front of the executor: parsing, validation and HTTP are Apollo's, execution is ours. */
export function createApollo(
  schema: GraphQLSchema,
  executor: Executor,
  knownReads: KnownReads,
  log: Logger,
): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    gateway: gatewayTo(schema, executor, knownReads, log),
    parseOptions: parseLimits,
    validationRules: [...documentRules],
    introspection: true,
    csrfPrevention: true,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    stringifyResult,
    formatError: limitAsCode,
    plugins: [
      ...(protection.plugins as ApolloServerPlugin<RequestContext>[]),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      wellFormedRequestsAnswer200,
    ],
  });
}

function gatewayTo(schema: GraphQLSchema, executor: Executor, knownReads: KnownReads, log: Logger): GatewayInterface {
  return {
    load: async () => ({
      executor: async ({ document, operation, queryHash, request, context }) => {
        const { viewer, origin, identity, refused, idempotencyKey, setCookie } = context as RequestContext;
        const format = (error: unknown): GraphQLError => {
          const known = requestErrorOf(error);
          // what refuses the whole request has been noted already
          if (known !== null && known !== refused) noteRefusal(identity.securityLog, known, origin, viewer.personId);
          return withStatus(error, formatError(error, origin, log));
        };
        try {
          requireQueryOrMutation(operation);
          const { data, errors } = await executor.run({
            document,
            operation,
            documentKey: queryHash,
            variables: request.variables ?? {},
            viewer,
            origin,
            refused,
            idempotencyKey,
            setCookie,
            dependencies: context as RequestContext,
          });
          if (errors.length === 0)
            knownReads.note(request.query, request.operationName ?? undefined, {
              document,
              operation,
              documentKey: queryHash,
            });
          // JsonText is sent as it is: see stringifyResult
          return {
            data: data as unknown as Record<string, unknown> | null,
            ...(errors.length === 0 ? {} : { errors: errors.map(format) }),
          };
        } catch (error) {
          return { errors: [format(error)] };
        }
      },
    }),
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    stop: async () => undefined,
  };
}

/** Apollo calls the executor even when the document has no operation to run, or one that only sockets serve. */
function requireQueryOrMutation(operation: OperationDefinitionNode | undefined): void {
  if (operation === undefined) throw operationUnresolved();
  if (operation.operation === 'subscription')
    throw new RequestError(ErrorCode.invalid, 'errors.subscriptionOverHttp', {}, null, 400);
}

/** The document has no operation of the requested name, or several operations and no name was sent. */
export function operationUnresolved(): RequestError {
  return new RequestError(ErrorCode.operationUnresolved, 'errors.operation', {}, null, 400);
}

/** An error as the caller gets it: a request's own in words, anything else masked, with an id to report. */
export function formatError(error: unknown, origin: Origin, log: Logger): GraphQLError {
  const known = requestErrorOf(error);
  if (known !== null) {
    const { message: words, extensions } = errorOf(known, origin);
    return new GraphQLError(words, { extensions });
  }
  const fault = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  log.error({ err: fault, requestId: origin.requestId }, 'a fault');
  const path = error instanceof GraphQLError ? error.path : undefined;
  return new GraphQLError(message(origin.locale, 'errors.fault', { requestId: origin.requestId }), {
    ...(path === undefined ? {} : { path }),
    extensions: { code: ErrorCode.fault, requestId: origin.requestId },
  });
}

/** The error with the HTTP status of the answer, and what a 401 must say of how to sign in. */
function withStatus(error: unknown, { message: words, path, extensions }: GraphQLError): GraphQLError {
  const known = requestErrorOf(error);
  const status = known === null ? (path === undefined ? 500 : 200) : (known.status ?? 200);
  return new GraphQLError(words, {
    ...(path === undefined ? {} : { path }),
    extensions: { ...extensions, http: { status, ...(known?.status === 401 ? { headers: challenge(known) } : {}) } },
  });
}

function challenge(error: RequestError): HeaderMap {
  const headers = new HeaderMap();
  headers.set('www-authenticate', challengeTo(error));
  return headers;
}

/** An error of a document that goes beyond a limit carries the limit's code. */
function limitAsCode(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const limit =
    error instanceof GraphQLError
      ? ((error.originalError as GraphQLError | undefined)?.extensions?.['limit'] ?? error.extensions['limit'])
      : undefined;
  if (limit === undefined) return formatted;
  const { limit: _, ...extensions } = { ...formatted.extensions };
  return { ...formatted, extensions: { ...extensions, code: limit } };
}

function stringifyResult(result: FormattedExecutionResult): string {
  const { data } = result as { data?: unknown };
  if (!(data instanceof JsonText)) return JSON.stringify(result);
  const errors = result.errors === undefined ? '' : `,"errors":${JSON.stringify(result.errors)}`;
  return `{"data":${data.text}${errors}}`;
}

/**
 * A client that accepts application/json gets 200 for documents that are well-formed HTTP but bad GraphQL
 * (GraphQL over HTTP, section 6.4.1).
 */
const wellFormedRequestsAnswer200: ApolloServerPlugin<RequestContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ request, response, errors }) => {
      const codes = errors?.map((error) => error.extensions['code']) ?? [];
      const type = response.http.headers.get('content-type') ?? request.http?.headers.get('accept') ?? '';
      const plain = !type.includes('graphql-response');
      if (plain && codes.some((code) => code === 'GRAPHQL_PARSE_FAILED' || code === 'GRAPHQL_VALIDATION_FAILED'))
        response.http.status = 200;
    },
  }),
};
