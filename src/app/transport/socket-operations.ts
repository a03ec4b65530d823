import { getOperationAST, type ExecutionArgs, type ExecutionResult, type GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { LIMITS } from '../../platform/budgets';
import { ErrorCode, requestErrorOf, unauthenticated } from '../../platform/errors/errors';
import { isRefused, type CheckedDocuments } from '../../platform/execution/checked-documents';
import type { Executor } from '../../platform/execution/executor';
import type { InputSizes } from '../../platform/execution/input-sizes';
import { SessionCookies, type Identity } from '../../platform/identity';
import type { Tracing } from '../../platform/observability/tracing';
import { withTrace } from '../../platform/writes/transaction';
import { answerText, extensionsOf } from './answer-text';
import type { ReadModel } from '../../platform/reads/model';
import { formatDocumentError, formatNoted, operationUnresolved } from './graphql';
import { definitionOf, SocketOrigin, tooMany, traced, type Socket, type SocketOperation } from './socket';

export interface OperationDependencies {
  readonly model: ReadModel;
  readonly executor: Executor;
  readonly documents: CheckedDocuments;
  readonly inputSizes: InputSizes;
  readonly identity: Identity;
  readonly log: Logger;
  /** Null where nobody asks for traces. */
  readonly tracing: Tracing | null;
}

/** The subscribe message of graphql-transport-ws, as far as it is read. */
interface OperationPayload {
  query: string;
  readonly variables?: Record<string, unknown> | null | undefined;
  readonly extensions?: Record<string, unknown> | null | undefined;
  readonly operationName?: string | null | undefined;
}

/** Prepares the operations that sockets send, and runs those that are queries or mutations. */
export class SocketOperations {
  constructor(private readonly dependencies: OperationDependencies) {}

  /** Parses and validates by the rules that HTTP has too; a refusal becomes an error of the operation. */
  prepare(
    socket: Socket | undefined,
    id: string,
    payload: OperationPayload,
    wanted: () => boolean,
  ): ExecutionArgs | readonly GraphQLError[] {
    const { model, documents, inputSizes, log } = this.dependencies;
    const origin = new SocketOrigin(socket);
    const refuse = (error: unknown): readonly GraphQLError[] => [
      formatNoted(error, origin, socket?.viewer.personId ?? null, this.dependencies),
    ];
    if (socket === undefined) return refuse(unauthenticated());
    if (!socket.outbox.keepsUp()) return refuse(tooMany('live.tooManyOperations', LIMITS.socketOperations));
    const checked = documents.check(payload.query);
    if (isRefused(checked)) return checked.map((error) => formatDocumentError(error, origin, log));
    const { key, document } = checked;
    // graphql-ws keeps the message while its subscription lasts: of the same text once for all
    payload.query = document.loc?.source.body ?? payload.query;
    const definition = getOperationAST(document, payload.operationName);
    if (!definition) return refuse(operationUnresolved());
    try {
      inputSizes.require(definition, payload, socket.viewer);
    } catch (error) {
      return refuse(error);
    }
    const { traceparent } = payload.extensions ?? {};
    const operation: SocketOperation = {
      ...{ socket, id, wanted, origin, documentKey: key },
      traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    };
    return {
      schema: model.schema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? {},
      contextValue: operation,
    };
  }

  /** Runs an operation and sends its answer. */
  async execute(args: ExecutionArgs): Promise<ExecutionResult | AsyncGenerator<ExecutionResult>> {
    const { socket, id, wanted, origin, documentKey } = args.contextValue as SocketOperation;
    const { executor, identity, tracing } = this.dependencies;
    const format = (error: unknown): GraphQLError =>
      formatNoted(error, origin, socket.viewer.personId, this.dependencies);
    if (socket.running >= LIMITS.socketOperations)
      return { errors: [format(tooMany('live.tooManyOperations', LIMITS.socketOperations))] };
    socket.running += 1;
    const trace = traced(tracing, 'GraphQL message', args.contextValue as SocketOperation);
    let failure: string | undefined;
    try {
      const { data, errors, cost } = await executor.run({
        document: args.document,
        operation: definitionOf(args),
        documentKey,
        variables: args.variableValues ?? {},
        viewer: socket.viewer,
        origin: withTrace(origin, trace),
        dependencies: { identity, cookies: SessionCookies.none() },
      });
      const payload = answerText(data, errors.map(format), { cost });
      const answer = `{"id":${JSON.stringify(id)},"type":"next","payload":${payload}}`;
      // one that has not read the answers before gets no more of them
      if (wanted() && socket.outbox.keepsUp()) socket.outbox.send(answer);
      return answered();
    } catch (error) {
      failure = requestErrorOf(error)?.code ?? ErrorCode.fault;
      return { errors: [format(error)], ...extensionsOf(error) };
    } finally {
      trace?.end(failure);
      socket.running -= 1;
    }
  }
}

/** What graphql-ws iterates for an operation whose answer is sent already: it only has to say that this was all. */
async function* answered(): AsyncGenerator<ExecutionResult, void> {
  // nothing more
}
