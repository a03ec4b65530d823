import type { Viewer } from '../access/viewer';
import type { Span } from '../observability/tracing';
import { AnonymousPlans } from './anonymous-plans';
import type { Feed, FeedPlan } from './feed';
import type { Watcher } from './watcher';

/** A stream as the hub serves it: who watches it, and when they are sent something again. */
export interface Stream {
  /** Its feed's field and its id (see streamKey). */
  readonly key: string;
  readonly id: string;
  readonly feed: Feed;
  readonly groups: Map<string, Group>;
  /** The rights revision up to which everybody's access has been looked up, except for those in `toReauthorise`. */
  authorisedAt: number;
  /** Watchers whose access may have changed: nothing is sent to anybody before it has been looked up again. */
  readonly toReauthorise: Set<Watcher>;
  readonly anonymousPlans: AnonymousPlans;
  running: boolean;
  dirty: boolean;
  /** When the first signal came of what watchers have not been sent yet, on the clock of `performance.now()`. */
  signalledAt: number | null;
  /** The request whose change it was, in this process. */
  trace: Span | undefined;
  /** When everybody may be sent an update again, on the clock of `performance.now()`. */
  nextAt: number;
  /** Wakes the stream then. */
  timer: NodeJS.Timeout | null;
}

export function newStream(key: string, feed: Feed, id: string, authorisedAt: number): Stream {
  return {
    key,
    id,
    feed,
    groups: new Map(),
    authorisedAt,
    toReauthorise: new Set(),
    anonymousPlans: new AnonymousPlans(),
    running: false,
    dirty: false,
    signalledAt: null,
    trace: undefined,
    nextAt: 0,
    timer: null,
  };
}

/** How long a stream can wait: nothing may be sent to those that it has, and there is nobody else. */
export function restOf({ nextAt, toReauthorise, groups }: Stream): number {
  const wait = nextAt - performance.now();
  if (wait <= 0 || toReauthorise.size > 0) return 0;
  for (const { newcomers } of groups.values()) if (newcomers.size > 0) return 0;
  return wait;
}

export function lags(stream: Stream, head: number | undefined): boolean {
  if (stream.toReauthorise.size > 0) return true;
  for (const { watchers } of stream.groups.values())
    for (const { revision } of watchers) if (revision !== head) return true;
  return false;
}

/** Watchers of one stream who get the same updates: same document, variables, language, access level and viewer values. */
export interface Group {
  readonly key: string;
  readonly plan: FeedPlan;
  readonly responseKey: string;
  readonly accessLevel: number;
  readonly viewer: Viewer;
  readonly watchers: Set<Watcher>;
  /** Those of them that have come since the last round, and have been sent nothing here yet. */
  readonly newcomers: Set<Watcher>;
}

/** One more watcher, who is served before all are again. */
export function enter(group: Group, watcher: Watcher): void {
  group.watchers.add(watcher);
  group.newcomers.add(watcher);
}

/** Watchers of a group who lack the same. */
export interface Cohort {
  readonly revision: number | null;
  readonly previously: number | null;
  readonly watchers: Watcher[];
}

/** Of these watchers of a group, those who lack the same and can take it now. */
export function cohortsOf(group: Group, watchers: Iterable<Watcher>, head: number, now: number): Cohort[] {
  const cohorts = new Map<string, Cohort>();
  // most often all lack the same, and nothing need be looked up
  let cohort: Cohort | undefined;
  for (const watcher of watchers) {
    const { revision, previously } = watcher;
    if (revision === head) group.newcomers.delete(watcher);
    if (revision === head || !watcher.outbox.ready(now)) continue;
    if (cohort?.revision !== revision || cohort.previously !== previously) {
      const key = `${revision ?? ''}/${previously ?? ''}`;
      cohort = cohorts.get(key) ?? { revision, previously, watchers: [] };
      cohorts.set(key, cohort);
    }
    cohort.watchers.push(watcher);
  }
  return [...cohorts.values()];
}
