import type { DocumentNode, ExecutionArgs, ExecutionResult } from 'graphql';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Viewer } from '../../platform/access/viewer';
import { beyondToken } from '../../platform/access/operation';
import { LIMITS, Shares, type Share } from '../../platform/budgets';
import { ErrorCode, placed, RequestError, requestErrorOf, unauthenticated } from '../../platform/errors/errors';
import { asking } from '../../platform/database/measure';
import { PlanCache } from '../../platform/execution/plan-cache';
import type { Identity } from '../../platform/identity';
import type { Feed, FeedPlan, Head, StreamAccess, Subject } from '../../platform/live/feed';
import { SharedLookups } from '../../platform/live/shared-lookups';
import { Watcher } from '../../platform/live/watcher';
import { metrics } from '../../platform/observability/metrics';
import type { Span, Tracing } from '../../platform/observability/tracing';
import type { Queryable } from '../../platform/reads/statement';
import type { ReadModel } from '../../platform/reads/model';
import { AskedSubscriptions, type AskedSubscription } from './asked-subscriptions';
import { formatNoted } from './graphql';
import type { Live } from './live';
import { tooMany, traced, type Socket, type SocketOperation } from './socket';

export interface SubscriptionDependencies {
  readonly model: ReadModel;
  readonly feeds: readonly Feed[];
  readonly live: Live;
  readonly pool: Pool;
  readonly identity: Identity;
  readonly log: Logger;
  /** Null where nobody asks for traces. */
  readonly tracing: Tracing | null;
}

/** Where a watcher of a stream begins. */
interface Start {
  readonly access: StreamAccess;
  /** The revision of the stream's rights that its access was read at. */
  readonly authorisedAt: number;
  readonly after: number | null;
}

/** Sets subscriptions up: finds the feed, compiles its plan, and joins the watcher to the hub, which serves it from then on. */
export class Subscriptions {
  private readonly plans = new PlanCache<FeedPlan>(LIMITS.livePlanCacheBytes);
  private readonly starts = new SharedLookups<Start | null>();
  private readonly shares = new Shares({
    total: LIMITS.subscriptions,
    perNetwork: LIMITS.subscriptionsPerNetwork,
  });

  private readonly asked: AskedSubscriptions;

  constructor(private readonly dependencies: SubscriptionDependencies) {
    this.asked = new AskedSubscriptions(dependencies.model, dependencies.feeds);
  }

  async subscribe(args: ExecutionArgs): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
    const operation = args.contextValue as SocketOperation;
    const { socket } = operation;
    let share: Share | null = null;
    let failure: string | undefined;
    const trace = traced(this.dependencies.tracing, 'GraphQL subscription', operation);
    try {
      if (socket.watchers.size + socket.opening >= LIMITS.socketSubscriptions)
        throw tooMany('live.tooManySubscriptions', LIMITS.socketSubscriptions);
      share = this.shareOf(socket);
      socket.opening += 1;
      const watching = await this.watch(args, operation, share, trace).finally(() => {
        socket.opening -= 1;
      });
      metrics.operations.inc({ operation: 'subscription', outcome: 'OK' });
      return watching;
    } catch (error) {
      failure = requestErrorOf(error)?.code ?? ErrorCode.fault;
      metrics.operations.inc({ operation: 'subscription', outcome: failure });
      share?.release();
      // graphql-ws sends the error that a subscription ends with
      const ending = new Ending(() => undefined);
      ending.end(formatNoted(error, operation.origin, socket.viewer.personId, this.dependencies));
      return ending;
    } finally {
      trace?.end(failure);
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
    trace: Span | undefined,
  ): Promise<AsyncGenerator<ExecutionResult>> {
    const asked = this.asked.of(args, operation);
    try {
      return await this.join(asked, args.document, operation, share, trace);
    } catch (error) {
      throw placed(error, { nodes: asked.document.nodes, path: [asked.responseKey] });
    }
  }

  private async join(
    asked: AskedSubscription,
    document: DocumentNode,
    operation: SocketOperation,
    share: Share,
    trace: Span | undefined,
  ): Promise<AsyncGenerator<ExecutionResult>> {
    const { live } = this.dependencies;
    const { socket, origin } = operation;
    const { feed, responseKey, planKey, own } = asked;
    // a subscription only reads, so any credential of a person will do
    if (asked.by !== 'anyone' && socket.viewer.personId === null)
      throw socket.viewer.credential.kind === 'token'
        ? beyondToken(feed.field, ['READ_MEMBER'])
        : unauthenticated('errors.signInFirst');
    const subject = feed.subject(asked.arguments, socket.viewer);
    if (subject === null) throw notFound();
    let plan = this.plans.get(planKey);
    if (plan === undefined) {
      plan = feed.compile(asked.document);
      this.plans.keep(planKey, plan, document);
    }
    const { access, authorisedAt, after } = await this.startOf(socket, feed, subject, trace);
    const ending = new Ending(() => leave());
    const watcher = new Watcher(socket.outbox, operation.id, socket.viewer, after, (error) => {
      share.release();
      socket.watchers.delete(watcher);
      ending.end(
        error === undefined ? undefined : formatNoted(error, origin, socket.viewer.personId, this.dependencies),
      );
    });
    watcher.trace = trace ?? null;
    const leave = (): void => {
      share.release();
      socket.watchers.delete(watcher);
      live.hub.leave(watcher);
    };
    const { streamId } = subject;
    live.hub.join(watcher, { feed, streamId, planKey, plan, responseKey, own, access, authorisedAt });
    socket.watchers.add(watcher);
    return ending;
  }

  /** Where a watcher begins, by the rights that its viewer has once that is known; those who ask the same share the answer. */
  private async startOf(socket: Socket, feed: Feed, subject: Subject, trace: Span | undefined): Promise<Start> {
    for (;;) {
      const { viewer } = socket;
      const key = JSON.stringify([feed.field, subject, viewer.personId, viewer.parameters]);
      const start = await this.starts.of(key, () => this.lookUp(feed, subject, viewer, trace));
      // the viewer's rights changed meanwhile, and only watchers that have joined are reauthorised
      if (socket.viewer !== viewer) continue;
      if (start === null) throw notFound();
      return start;
    }
  }

  /** Null where there is nothing to watch for this viewer. */
  private async lookUp(
    feed: Feed,
    { streamId, after: asked }: Subject,
    viewer: Viewer,
    trace: Span | undefined,
  ): Promise<Start | null> {
    const { pool: reads } = this.dependencies;
    const pool = trace === undefined ? reads : asking(reads, { trace });
    const head = (await feed.heads(pool, [streamId])).get(streamId);
    const after = await positionOf(pool, feed, streamId, asked, head);
    const access = await feed.access(pool, streamId, viewer, after);
    if (access === null || head === undefined) return null;
    return { access, authorisedAt: head.rightsRevision, after };
  }
}

/** The revision that a watcher begins at; null for what there is now. */
async function positionOf(
  pool: Queryable,
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

function notFound(): RequestError {
  return new RequestError(ErrorCode.notFound, 'input.notFound');
}
