import type { Span } from '../observability/tracing';
import { AnonymousPlans } from './anonymous-plans';
import type { Feed } from './feed';
import type { Group } from './group';
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
