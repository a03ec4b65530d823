import {
  GraphQLError,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields';
import { getArgumentValues } from 'graphql/execution/values';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Viewer } from '../../platform/access/viewer';
import { beyondToken, operationRule } from '../../platform/access/operation';
import { LIMITS, Shares, type Share } from '../../platform/budgets';
import { ErrorCode, placed, RequestError, requestErrorOf, unauthenticated } from '../../platform/errors/errors';
import { fragmentsOf } from '../../platform/execution/operation-plan';
import { PlanCache, planKey } from '../../platform/execution/plan-cache';
import { coerceVariables, shapeOf } from '../../platform/execution/variables';
import type { Identity } from '../../platform/identity';
import type { Feed, FeedPlan, Head, StreamAccess, Subject } from '../../platform/live/feed';
import { SharedLookups } from '../../platform/live/shared-lookups';
import { Watcher } from '../../platform/live/watcher';
import { metrics } from '../../platform/observability/metrics';
import type { ReadModel } from '../../platform/reads/model';
import { isOwnDocument } from '../pages/own-documents';
import { formatNoted } from './graphql';
import type { Live } from './live';
import { definitionOf, tooMany, type Socket, type SocketOperation } from './socket';

export interface SubscriptionDependencies {
  readonly model: ReadModel;
  readonly feeds: readonly Feed[];
  readonly live: Live;
  readonly pool: Pool;
  readonly identity: Identity;
  readonly log: Logger;
}

/** Where a watcher of a stream begins. */
interface Start {
  readonly access: StreamAccess;
  /** The revision of the stream's rights that its access was read at. */
  readonly authorisedAt: number;
  readonly after: number | null;
}

/** The one field of a subscription. */
interface AskedField {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly variables: Record<string, unknown>;
  readonly responseKey: string;
  readonly nodes: readonly FieldNode[];
}

/** Sets subscriptions up: finds the feed, compiles its plan, and joins the watcher to the hub, which serves it from then on. */
export class Subscriptions {
  private readonly plans = new PlanCache<FeedPlan>(LIMITS.livePlanCacheBytes);
  private readonly starts = new SharedLookups<Start | null>();
  private readonly shares = new Shares({
    total: LIMITS.subscriptions,
    perNetwork: LIMITS.subscriptionsPerNetwork,
  });

  constructor(private readonly dependencies: SubscriptionDependencies) {}

  async subscribe(args: ExecutionArgs): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
    const operation = args.contextValue as SocketOperation;
    const { socket } = operation;
    let share: Share | null = null;
    try {
      if (socket.watchers.size + socket.opening >= LIMITS.socketSubscriptions)
        throw tooMany('live.tooManySubscriptions', LIMITS.socketSubscriptions);
      share = this.shareOf(socket);
      socket.opening += 1;
      const watching = await this.watch(args, operation, share).finally(() => {
        socket.opening -= 1;
      });
      metrics.operations.inc({ operation: 'subscription', outcome: 'OK' });
      return watching;
    } catch (error) {
      metrics.operations.inc({ operation: 'subscription', outcome: requestErrorOf(error)?.code ?? ErrorCode.fault });
      share?.release();
      // graphql-ws sends the error that a subscription ends with
      const ending = new Ending(() => undefined);
      ending.end(formatNoted(error, operation.origin, socket.viewer.personId, this.dependencies));
      return ending;
    }
  }

  /** What a subscription takes of what its network may have, until it ends. */
  private shareOf({ address }: Socket): Share {
    const share = this.shares.take(address);
    if (share === 'network') throw tooMany('live.tooManyOfNetwork', LIMITS.subscriptionsPerNetwork);
    if (share === 'total') throw tooMany('live.tooManyOfAll', LIMITS.subscriptions);
    return share;
  }

  private async watch(
    args: ExecutionArgs,
    operation: SocketOperation,
    share: Share,
  ): Promise<AsyncGenerator<ExecutionResult>> {
    const { model } = this.dependencies;
    const definition = definitionOf(args);
    const variables = coerceVariables(model.schema, definition, args.variableValues ?? {});
    const [responseKey, nodes] = subscribedField(model.schema, args.document, definition, variables);
    const asked = { document: args.document, definition, variables, responseKey, nodes };
    return this.watchField(asked, operation, share).catch((error: unknown) => {
      throw placed(error, { nodes, path: [responseKey] });
    });
  }

  private async watchField(
    { document, definition, variables, responseKey, nodes }: AskedField,
    operation: SocketOperation,
    share: Share,
  ): Promise<AsyncGenerator<ExecutionResult>> {
    const { model, feeds, live } = this.dependencies;
    const { socket, origin } = operation;
    const node = nodes[0] as FieldNode;
    const feed = feeds.find((each) => each.field === node.name.value);
    const field = model.schema.getSubscriptionType()?.getFields()[node.name.value];
    if (feed === undefined || field === undefined) throw new Error(`no feed for ${node.name.value}`);
    // a subscription only reads, so any credential of a person will do
    if (operationRule(field.extensions)?.by !== 'anyone' && socket.viewer.personId === null)
      throw socket.viewer.credential.kind === 'token'
        ? beyondToken(field.name, ['READ_MEMBER'])
        : unauthenticated('errors.signInFirst');
    const subject = feed.subject(getArgumentValues(field, node, variables), socket.viewer);
    if (subject === null) throw notFound();
    // without the arguments that only say where one watcher begins: all watchers of a document share its plan
    const others = otherVariables(variables, node);
    const key = planKey(
      operation.documentKey,
      definition.name?.value ?? '',
      origin.locale,
      variablesKey(model.schema, definition, others),
    );
    let plan = this.plans.get(key);
    if (plan === undefined) {
      plan = feed.compile({ fragments: fragmentsOf(document), nodes, variables, locale: origin.locale });
      this.plans.keep(key, plan, document);
    }
    const { access, authorisedAt, after } = await this.startOf(socket, feed, subject);
    const ending = new Ending(() => leave());
    const watcher = new Watcher(socket.outbox, operation.id, socket.viewer, after, (error) => {
      share.release();
      socket.watchers.delete(watcher);
      ending.end(
        error === undefined ? undefined : formatNoted(error, origin, socket.viewer.personId, this.dependencies),
      );
    });
    const leave = (): void => {
      share.release();
      socket.watchers.delete(watcher);
      live.hub.leave(watcher);
    };
    const own = isOwnDocument(operation.documentKey) && Object.keys(others).length === 0;
    const { streamId } = subject;
    live.hub.join(watcher, { feed, streamId, planKey: key, plan, responseKey, own, access, authorisedAt });
    socket.watchers.add(watcher);
    return ending;
  }

  /** Where a watcher begins, by the rights that its viewer has once that is known; those who ask the same share the answer. */
  private async startOf(socket: Socket, feed: Feed, subject: Subject): Promise<Start> {
    for (;;) {
      const { viewer } = socket;
      const key = JSON.stringify([feed.field, subject, viewer.personId, viewer.parameters]);
      const start = await this.starts.of(key, () => this.lookUp(feed, subject, viewer));
      // the viewer's rights changed meanwhile, and only watchers that have joined are reauthorised
      if (socket.viewer !== viewer) continue;
      if (start === null) throw notFound();
      return start;
    }
  }

  /** Null where there is nothing to watch for this viewer. */
  private async lookUp(feed: Feed, { streamId, after: asked }: Subject, viewer: Viewer): Promise<Start | null> {
    const { pool } = this.dependencies;
    const head = (await feed.heads(pool, [streamId])).get(streamId);
    const after = await positionOf(pool, feed, streamId, asked, head);
    const access = await feed.access(pool, streamId, viewer, after);
    if (access === null || head === undefined) return null;
    return { access, authorisedAt: head.rightsRevision, after };
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
 * directly, and only says when the subscription ends.
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

/** The variables that a plan depends on; those of the field's own arguments only say what is watched and from where. */
function otherVariables(variables: Record<string, unknown>, field: FieldNode): Record<string, unknown> {
  const own = new Set(
    (field.arguments ?? []).flatMap((argument) =>
      argument.value.kind === 'Variable' ? [argument.value.name.value] : [],
    ),
  );
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !own.has(name)));
}

function variablesKey(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  others: Record<string, unknown>,
): string {
  const declared = (operation.variableDefinitions ?? []).filter((each) => each.variable.name.value in others);
  return `${shapeOf(schema, { ...operation, variableDefinitions: declared }, others)} ${JSON.stringify(others)}`;
}

function notFound(): RequestError {
  return new RequestError(ErrorCode.notFound, 'input.notFound');
}
