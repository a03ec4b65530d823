import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { viewerValue, type Viewer } from '../access/viewer';
import { ErrorCode, RequestError } from '../errors/errors';
import { metrics } from '../observability/metrics';
import type { Span, Tracing } from '../observability/tracing';
import type { Queryable } from '../reads/statement';
import { streamKey } from './event';
import { tooManyPlans } from './anonymous-plans';
import type { Feed, FeedPlan, StreamAccess, Update } from './feed';
import { RoundTrace } from './round-trace';
import { cohortsOf, enter, lags, newStream, restOf, type Cohort, type Group, type Stream } from './served-stream';
import { CROWD_MS } from './shared-lookups';
import { updateMessage, type Watcher } from './watcher';

/** How many sockets are written to between turns of other work: a turn costs some 2 µs, a socket 10, and a mutation takes fifteen turns. */
const SENT_AT_ONCE = 20;

interface Subscription {
  readonly stream: Stream;
  readonly planKey: string;
  group: Group;
}

/** What a watcher joins: a stream of a feed, by a plan, with the access that it was found to have. */
export interface Joining {
  readonly feed: Feed;
  readonly streamId: string;
  readonly planKey: string;
  readonly plan: FeedPlan;
  /** What the document calls the subscription's field. */
  readonly responseKey: string;
  /** A plan of the platform's own pages, for which there is always room. */
  readonly own: boolean;
  readonly access: StreamAccess;
  /** The stream's rights revision up to which that access is known. */
  readonly authorisedAt: number;
}

export interface HubDependencies {
  readonly database: Queryable;
  readonly log: Logger;
  /** Null where nobody asks for traces. */
  readonly tracing: Tracing | null;
  /** How long after an update of a stream the next one comes at the soonest; what happens meanwhile is merged. */
  readonly spacingMs: number;
  /** The clock of rights up to which viewers have been brought up to date. */
  readonly accessRevision: () => number;
  /** Reads changes of rights that this process has not seen yet. */
  readonly catchUpOnAccess: () => Promise<void>;
}

/**
 * Serves everything that is watched in this process. Commits only mark streams as having something new; a round then
 * reads what each group of watchers is missing, once, and sends it to all of them. What comes meanwhile is merged
 * into the next round, which begins when this one has drained and its time has come; newcomers are served at once.
 */
export class Hub {
  private readonly streams = new Map<string, Stream>();
  private readonly subscriptions = new Map<Watcher, Subscription>();
  private closed = false;

  constructor(private readonly dependencies: HubDependencies) {}

  get watchers(): number {
    return this.subscriptions.size;
  }

  /**
   * Adds a watcher, whose access has just been looked up. Its first update comes by itself.
   * @throws RequestError RATE_LIMITED when it is not signed in and there is no room for its plan
   */
  join(watcher: Watcher, joining: Joining): void {
    const { feed, streamId, planKey, own, access, authorisedAt } = joining;
    const stream = this.streamOf(feed, streamId, authorisedAt);
    const gone = watcher.viewer.personId === null && !own ? stream.anonymousPlans.join(planKey, watcher) : [];
    const resumes = watcher.revision !== null;
    metrics.liveJoins.inc({ start: !resumes ? 'first' : access.resumable ? 'resumed' : 'again' });
    if (!access.resumable) beginAgain(watcher);
    const group = this.groupOf(stream, joining, access.accessLevel, watcher.viewer);
    enter(group, watcher);
    this.subscriptions.set(watcher, { stream, planKey, group });
    // the others have been reauthorised since its access was looked up
    if (authorisedAt < stream.authorisedAt) stream.toReauthorise.add(watcher);
    if (gone.length > 0) this.evict(gone, tooManyPlans());
    this.wake([stream.key]);
  }

  leave(watcher: Watcher): void {
    const subscription = this.subscriptions.get(watcher);
    if (subscription === undefined) return;
    this.subscriptions.delete(watcher);
    subscription.stream.toReauthorise.delete(watcher);
    this.removeFrom(subscription.group, subscription.stream, watcher);
    subscription.stream.anonymousPlans.leave(subscription.planKey, watcher);
    if (subscription.stream.groups.size === 0) this.forget(subscription.stream);
  }

  /** Something may be new in the streams with these keys, or in any. */
  wake(keys: readonly string[] | 'all'): void {
    const woken = keys === 'all' ? [...this.streams.keys()] : keys;
    for (const key of woken) {
      const stream = this.streams.get(key);
      if (stream === undefined) continue;
      stream.dirty = true;
      stream.signalledAt ??= performance.now();
      if (!stream.running) void this.run(stream);
    }
  }

  /** What is sent next of the streams with these keys is part of this: said before the commit, whose signal may come at once. */
  trace(keys: readonly string[], trace: Span): void {
    for (const stream of keys.map((key) => this.streams.get(key))) if (stream !== undefined) stream.trace ??= trace;
  }

  /** Wakes the streams that lag: a signal was lost, or a watcher could not take an update. */
  async poll(): Promise<void> {
    const byFeed = new Map<Feed, Stream[]>();
    for (const stream of this.streams.values()) byFeed.set(stream.feed, [...(byFeed.get(stream.feed) ?? []), stream]);
    for (const [feed, streams] of byFeed) {
      const heads = await feed.heads(
        this.dependencies.database,
        streams.map((stream) => stream.id),
      );
      this.wake(streams.filter((stream) => lags(stream, heads.get(stream.id)?.revision)).map((stream) => stream.key));
    }
  }

  /** The rights of some viewers changed: everybody concerned is reauthorised before anything more is sent. */
  async rightsChanged(
    concerned: (viewer: Viewer) => boolean,
    reload: (viewer: Viewer) => Promise<Viewer | null>,
  ): Promise<void> {
    const mine = [...this.subscriptions.entries()].filter(([watcher]) => concerned(watcher.viewer));
    await Promise.all(
      mine.map(async ([watcher, { stream }]) => {
        const viewer = await reload(watcher.viewer);
        // without a viewer its credential has ended, and the socket is being closed
        if (viewer === null || !this.subscriptions.has(watcher)) return;
        watcher.viewer = viewer;
        stream.toReauthorise.add(watcher);
      }),
    );
    this.wake([...new Set(mine.map(([, { stream }]) => stream.key))]);
  }

  close(): void {
    this.closed = true;
    for (const stream of this.streams.values()) this.forget(stream);
    this.subscriptions.clear();
  }

  private async run(stream: Stream): Promise<void> {
    stream.running = true;
    try {
      while (stream.dirty && !this.closed && this.streams.get(stream.key) === stream) {
        const wait = restOf(stream);
        if (wait > 0) return this.wakeAt(stream, wait);
        stream.dirty = false;
        await this.round(stream);
        metrics.liveRounds.inc({ outcome: 'ok' });
        if (stream.dirty) await pause(CROWD_MS);
      }
    } catch (error) {
      metrics.liveRounds.inc({ outcome: 'failed' });
      // the poll tries again; no watcher's revision is ahead of what it was sent
      this.dependencies.log.error({ err: error, stream: stream.key }, 'a live round failed');
    } finally {
      stream.running = false;
    }
  }

  private async round(stream: Stream): Promise<void> {
    const { database } = this.dependencies;
    const head = (await stream.feed.heads(database, [stream.id])).get(stream.id);
    if (head === undefined)
      return this.evict(
        [...stream.groups.values()].flatMap((group) => [...group.watchers]),
        notFound(),
      );
    if (head.rightsRevision > stream.authorisedAt) {
      for (const group of stream.groups.values())
        for (const watcher of group.watchers) stream.toReauthorise.add(watcher);
      stream.authorisedAt = head.rightsRevision;
    }
    await this.reauthorise(stream);
    const began = performance.now();
    const forAll = began >= stream.nextAt;
    // whether anybody lacks something is known of the watchers alone: a round that finds nothing to send is cheap
    if (!forAll) this.wakeAt(stream, stream.nextAt - began);
    const { signalledAt } = stream;
    const trace = new RoundTrace(this.dependencies.tracing, forAll ? stream.trace : undefined, stream.feed.field);
    if (forAll) stream.signalledAt = null;
    const served = await this.serveAll(stream, head.revision, began, trace).finally(() => trace.end());
    if (!served) return;
    stream.trace = undefined;
    if (signalledAt !== null) metrics.liveLagSeconds.observe((performance.now() - signalledAt) / 1_000);
  }

  /** Sends everybody, or newcomers alone, what they lack. Answers whether all have it now, of whom any but newcomers lacked something. */
  private async serveAll(stream: Stream, revision: number, began: number, trace: RoundTrace): Promise<boolean> {
    const forAll = began >= stream.nextAt;
    let served = false;
    for (const group of [...stream.groups.values()]) {
      const watchers = forAll ? group.watchers : group.newcomers;
      for (const cohort of cohortsOf(group, watchers, revision, Date.now())) {
        // newcomers alone hold up nobody
        const spaced = forAll && cohort.watchers.some((watcher) => !group.newcomers.has(watcher));
        if (!(await this.serve(stream, group, cohort, trace))) {
          stream.dirty = true;
          return false;
        }
        // at most half of the time, so that a crowd's updates leave room for what it does
        if (spaced) stream.nextAt = began + Math.max(this.dependencies.spacingMs, 2 * (performance.now() - began));
        served ||= spaced;
      }
    }
    return served;
  }

  private wakeAt(stream: Stream, wait: number): void {
    stream.timer ??= setTimeout(() => {
      stream.timer = null;
      this.wake([stream.key]);
    }, Math.ceil(wait));
  }

  /** Sends the watchers of one revision what they lack. False when rights changed meanwhile and nothing was sent. */
  private async serve(stream: Stream, group: Group, cohort: Cohort, trace: RoundTrace): Promise<boolean> {
    const { database, accessRevision, catchUpOnAccess } = this.dependencies;
    const update = await group.plan.update(trace.reading(database, cohort.watchers), {
      streamId: stream.id,
      accessLevel: group.accessLevel,
      after: cohort.revision,
      previously: cohort.previously,
      viewer: group.viewer,
    });
    if (update.accessRevision > accessRevision()) {
      await catchUpOnAccess();
      return false;
    }
    if (update.rightsRevision > stream.authorisedAt || stream.toReauthorise.size > 0) return false;
    if (update.texts === null) this.evict(cohort.watchers, notFound());
    else if (update.revision !== cohort.revision)
      trace.sent(await this.broadcast(stream, group, cohort.watchers, update, update.texts), update.texts.length);
    return true;
  }

  private async broadcast(
    stream: Stream,
    group: Group,
    watchers: readonly Watcher[],
    update: Update,
    texts: readonly string[],
  ): Promise<number> {
    const messages = texts.map((text) => updateMessage(group.responseKey, text));
    let sent = 0;
    for (const watcher of watchers) {
      // it may have left, or have lost rights, while others were written to
      if (!group.watchers.has(watcher) || stream.toReauthorise.has(watcher)) continue;
      for (const message of messages) watcher.send(message);
      group.newcomers.delete(watcher);
      watcher.revision = update.revision;
      watcher.previously = watcher.trace = null;
      sent += 1;
      if (sent % SENT_AT_ONCE === 0) await turn();
    }
    metrics.liveFrames.inc(sent * messages.length);
    return sent;
  }

  /** Looks up the access of those whose rights may have changed. */
  private async reauthorise(stream: Stream): Promise<void> {
    const known = new Map<string, Promise<StreamAccess | null>>();
    await Promise.all(
      [...stream.toReauthorise].map(async (watcher) => {
        const { viewer } = watcher;
        const who = JSON.stringify(viewer.parameters);
        const finding = known.get(who) ?? stream.feed.access(this.dependencies.database, stream.id, viewer, null);
        known.set(who, finding);
        const access = await finding;
        // rights that changed once more meanwhile are for the next round
        if (watcher.viewer === viewer) this.place(watcher, access);
      }),
    );
  }

  /** Moves a watcher to the group of its present access; in another group it begins again with a snapshot. */
  private place(watcher: Watcher, access: StreamAccess | null): void {
    const subscription = this.subscriptions.get(watcher);
    if (subscription === undefined) return;
    if (access === null) return this.evict([watcher], notFound());
    const { stream, planKey, group: current } = subscription;
    stream.toReauthorise.delete(watcher);
    const { plan, responseKey } = current;
    const group = this.groupOf(stream, { planKey, plan, responseKey }, access.accessLevel, watcher.viewer);
    if (group === current) return;
    this.removeFrom(current, stream, watcher);
    enter(group, watcher);
    subscription.group = group;
    beginAgain(watcher);
  }

  private evict(watchers: readonly Watcher[], reason: RequestError): void {
    for (const watcher of watchers) {
      this.leave(watcher);
      watcher.end(reason);
    }
  }

  private streamOf(feed: Feed, id: string, authorisedAt: number): Stream {
    const key = streamKey(feed.field, id);
    const stream = this.streams.get(key) ?? newStream(key, feed, id, authorisedAt);
    this.streams.set(key, stream);
    return stream;
  }

  private forget(stream: Stream): void {
    if (stream.timer !== null) clearTimeout(stream.timer);
    this.streams.delete(stream.key);
  }

  private groupOf(
    stream: Stream,
    { planKey, plan, responseKey }: Pick<Joining, 'planKey' | 'plan' | 'responseKey'>,
    accessLevel: number,
    viewer: Viewer,
  ): Group {
    const values = plan.viewerParameters.map((parameter) => viewerValue(viewer, parameter));
    const key = JSON.stringify([planKey, accessLevel, values]);
    let group = stream.groups.get(key);
    if (group === undefined) {
      group = { key, plan, responseKey, accessLevel, viewer, watchers: new Set(), newcomers: new Set() };
      stream.groups.set(key, group);
    }
    return group;
  }

  private removeFrom(group: Group, stream: Stream, watcher: Watcher): void {
    group.watchers.delete(watcher);
    group.newcomers.delete(watcher);
    if (group.watchers.size === 0) stream.groups.delete(group.key);
  }
}

function notFound(): RequestError {
  return new RequestError(ErrorCode.notFound, 'input.notFound');
}

/** The watcher's next update is a snapshot, whose `previousRevision` is what it had before. */
function beginAgain(watcher: Watcher): void {
  watcher.previously = watcher.revision ?? watcher.previously;
  watcher.revision = null;
}
