import type { Viewer } from '../access/viewer';
import type { FeedPlan } from './feed';
import type { Watcher } from './watcher';

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

/** A stream's groups, and what keeps their watchers waiting. */
interface Served {
  readonly groups: ReadonlyMap<string, Group>;
  readonly toReauthorise: ReadonlySet<Watcher>;
  /** When everybody may be sent an update again, on the clock of `performance.now()`. */
  readonly nextAt: number;
}

/** How long a stream can wait: nothing may be sent to those that it has, and there is nobody else. */
export function restOf({ nextAt, toReauthorise, groups }: Served): number {
  const wait = nextAt - performance.now();
  if (wait <= 0 || toReauthorise.size > 0) return 0;
  for (const { newcomers } of groups.values()) if (newcomers.size > 0) return 0;
  return wait;
}

/** Whether anybody has another revision than the head's, or may have other rights. */
export function lags({ toReauthorise, groups }: Served, head: number | undefined): boolean {
  if (toReauthorise.size > 0) return true;
  for (const { watchers } of groups.values()) for (const { revision } of watchers) if (revision !== head) return true;
  return false;
}
