import { ApolloServer, HeaderMap, type ApolloServerOptions, type ApolloServerPlugin } from '@apollo/server';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import {
  GraphQLError,
  Kind,
  type DocumentNode,
  type FormattedExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Logger } from 'pino';
import { ErrorCode, RequestError, requestErrorOf } from '../../platform/errors/errors';
import { isRefused, type CheckedDocuments } from '../../platform/execution/checked-documents';
import type { Executor } from '../../platform/execution/executor';
import { graphqlWords } from '../../platform/execution/graphql-words';
import type { InputSizes } from '../../platform/execution/input-sizes';
import { message } from '../../platform/i18n/messages';
import { noteRefusal, type Identity } from '../../platform/identity';
import { logFault, noteAnswered } from '../../platform/observability/refusals';
import type { Origin } from '../../platform/writes/transaction';
import { JsonText } from '../../platform/writes/mutation';
import type { KnownOperations } from './known-operations';
import { answerText, extensionsOf } from './answer-text';
import { challengeTo } from './challenge';
import { errorOf, type RequestContext } from './http';

export interface ApolloDependencies {
  readonly schema: GraphQLSchema;
  readonly executor: Executor;
  readonly documents: CheckedDocuments;
  readonly knownOperations: KnownOperations;
  readonly inputSizes: InputSizes;
  readonly log: Logger;
}

/**
 * Apollo Server in front of the executor: HTTP is Apollo's. Documents are checked where those of sockets are too, and Apollo
 * finds them in its store.
 */
export function createApollo(dependencies: ApolloDependencies): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    gateway: gatewayTo(dependencies),
    documentStore: storeOf(dependencies.documents),
    // a second cache of texts, which nobody was promised
    persistedQueries: false,
    introspection: true,
    // a form elsewhere can send neither JSON nor a mutation by GET, and a cookie counts only from pages that may use it
    csrfPrevention: false,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    stringifyResult,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      documentsAreChecked(dependencies),
    ],
  });
}

/** What Apollo takes for the document of a text that was refused, so that it does not parse it. */
const NO_DOCUMENT: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/** The checked documents as Apollo looks them up: by the hash of their text, after a prefix of its own. */
function storeOf(documents: CheckedDocuments): ApolloServerOptions<RequestContext>['documentStore'] {
  return {
    get: async (key) => documents.withKey(key.slice(key.lastIndexOf(':') + 1))?.document ?? NO_DOCUMENT,
    set: async () => undefined,
    delete: async () => undefined,
  };
}

/** Has each document checked before Apollo looks it up, and answers what is wrong with it. */
function documentsAreChecked({ documents, log }: ApolloDependencies): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => {
      let refused: readonly GraphQLError[] = [];
      return {
        didResolveSource: async ({ source }) => {
          const checked = documents.check(source);
          if (isRefused(checked)) refused = checked;
        },
        responseForOperation: async ({ request, contextValue }) => {
          if (refused.length === 0) return null;
          const tooLarge = refused.some((error) => requestErrorOf(error)?.code === ErrorCode.tooLarge);
          // who accepts application/json gets 200 for well-formed HTTP with bad GraphQL (GraphQL over HTTP, section 6.4.1)
          const plain = request.http?.headers.get('accept')?.includes('graphql-response') !== true;
          const errors = refused.map((error) => formatDocumentError(error, contextValue.origin, log).toJSON());
          return {
            http: { status: tooLarge ? 413 : plain ? 200 : 400, headers: new HeaderMap() },
            body: { kind: 'single', singleResult: { errors } },
          };
        },
      };
    },
  };
}

function gatewayTo({ schema, executor, knownOperations, inputSizes, log }: ApolloDependencies): GatewayInterface {
  return {
    load: async () => ({
      executor: async ({ document, operation, queryHash, request, context }) => {
        const { viewer, origin, identity, refused, idempotencyKey, setCookie, seen, mayCompress, run } =
          context as RequestContext;
        const format = (error: unknown): GraphQLError => {
          // what refuses the whole request has been noted already
          const isNoted = refused !== null && requestErrorOf(error) === refused;
          return isNoted
            ? formatError(error, origin, log)
            : formatNoted(error, origin, viewer.personId, { identity, log });
        };
        // an answer that has data is one, whatever some of its fields came to
        const refuse = (error: unknown): GraphQLError => withStatus(error, format(error));
        try {
          requireQueryOrMutation(operation);
          inputSizes.require(operation, request, viewer);
          const { data, errors, cost, secret } = await (run ??
            executor.run({
              document,
              operation,
              documentKey: queryHash,
              variables: request.variables ?? {},
              viewer,
              origin,
              refused,
              idempotencyKey,
              setCookie,
              seen,
              dependencies: context as RequestContext,
            }));
          if (!secret) mayCompress();
          if (errors.length === 0) knownOperations.note(operation);
          const formatted = errors.map((error) => (data === null ? refuse(error) : format(error)));
          // JsonText is sent as it is: see stringifyResult
          return {
            data: data as unknown as Record<string, unknown> | null,
            ...(errors.length === 0 ? {} : { errors: formatted }),
            extensions: { cost },
          };
        } catch (error) {
          return { errors: [refuse(error)], ...extensionsOf(error) };
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
  const { nodes, path } = error instanceof GraphQLError ? error : {};
  const place = { nodes, path };
  const known = requestErrorOf(error);
  if (known !== null) {
    noteAnswered(log, { code: known.code, reason: known.key, requestId: origin.requestId });
    const { message: words, extensions } = errorOf(known, origin);
    return new GraphQLError(words, { ...place, extensions });
  }
  const fault = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  logFault(log, fault, origin.requestId);
  return new GraphQLError(message(origin.locale, 'errors.fault', { requestId: origin.requestId }), {
    ...place,
    extensions: { code: ErrorCode.fault, requestId: origin.requestId },
  });
}

/** An error as the caller gets it, which is noted where it is a security event. */
export function formatNoted(
  error: unknown,
  origin: Origin,
  personId: string | null,
  { identity, log }: { readonly identity: Identity; readonly log: Logger },
): GraphQLError {
  const known = requestErrorOf(error);
  if (known !== null) noteRefusal(identity.securityLog, known, origin, personId);
  return formatError(error, origin, log);
}

/** An error of a document, with its place in the text, in the caller's language: a limit's, or graphql's own. */
export function formatDocumentError(error: GraphQLError, origin: Origin, log: Logger): GraphQLError {
  if (requestErrorOf(error) === null) {
    const { nodes, source, positions, extensions } = error;
    const code = String(extensions.code ?? ErrorCode.validationFailed);
    noteAnswered(log, { code, reason: 'graphql', requestId: origin.requestId });
    return new GraphQLError(graphqlWords(origin.locale, error.message), { nodes, source, positions, extensions });
  }
  return formatError(error, origin, log);
}

/** The error with the HTTP status and the headers of the answer. */
function withStatus(error: unknown, { message: words, nodes, path, extensions }: GraphQLError): GraphQLError {
  const known = requestErrorOf(error);
  const status = known === null ? 500 : (known.status ?? 200);
  return new GraphQLError(words, {
    nodes,
    path,
    extensions: { ...extensions, http: { status, headers: known === null ? new HeaderMap() : headersOf(known) } },
  });
}

function headersOf(error: RequestError): HeaderMap {
  const headers = new HeaderMap();
  const challenge = challengeTo(error);
  if (challenge !== null) headers.set('www-authenticate', challenge);
  return headers;
}

function stringifyResult(result: FormattedExecutionResult): string {
  const { data } = result as { data?: unknown };
  return data instanceof JsonText
    ? answerText(data, result.errors ?? [], result.extensions ?? {})
    : JSON.stringify(result);
}
