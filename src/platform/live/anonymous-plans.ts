import { LIMITS } from '../budgets';
import { ErrorCode, RequestError } from '../errors/errors';
import type { Watcher } from './watcher';

/** A plan's watchers by their networks. */
type Users = Map<string, Set<Watcher>>;

/**
 * The plans of one stream whose watchers are not signed in. Each costs a statement in every round, so there are only so many;
 * when there are, a network that has fewer plans takes the place of one of a network that has more, so that no few networks
 * can keep the others out. A plan that many networks use never gives way.
 */
export class AnonymousPlans {
  /** In the order in which they came. */
  private readonly plans = new Map<string, Users>();
  /** How many plans each network uses. */
  private readonly used = new Map<string, number>();

  get size(): number {
    return this.plans.size;
  }

  /**
   * Adds a watcher to a plan; answers the watchers of the plan that gives way to it.
   * @throws RequestError RATE_LIMITED when there is no room
   */
  join(planKey: string, watcher: Watcher): readonly Watcher[] {
    const { network } = watcher.outbox;
    const users = this.plans.get(planKey);
    const watchers = users?.get(network);
    if (watchers !== undefined) {
      watchers.add(watcher);
      return [];
    }
    const own = this.usedBy(network) + 1;
    if (own > LIMITS.livePlansPerNetwork) throw tooManyPlans();
    const gone = users === undefined && this.plans.size >= LIMITS.livePlans ? this.giveWay(own) : [];
    this.plans.set(planKey, (users ?? new Map<string, Set<Watcher>>()).set(network, new Set([watcher])));
    this.used.set(network, own);
    return gone;
  }

  leave(planKey: string, watcher: Watcher): void {
    const { network } = watcher.outbox;
    const users = this.plans.get(planKey);
    const watchers = users?.get(network);
    if (users === undefined || watchers?.delete(watcher) !== true || watchers.size > 0) return;
    users.delete(network);
    this.usesOneLess(network);
    if (users.size === 0) this.plans.delete(planKey);
  }

  /**
   * Takes the newest plan of the network that has most. Each of its networks must be left with as many as the newcomer then
   * has; of fewer networks rather than of more.
   */
  private giveWay(own: number): readonly Watcher[] {
    let place: { readonly key: string; readonly users: Users; readonly least: number } | null = null;
    for (const [key, users] of this.plans) {
      if (users.size >= LIMITS.livePlanNetworks) continue;
      const least = Math.min(...[...users.keys()].map((network) => this.usedBy(network)));
      if (least <= own) continue;
      if (place === null || users.size < place.users.size || (users.size === place.users.size && least >= place.least))
        place = { key, users, least };
    }
    if (place === null) throw tooManyPlans();
    this.plans.delete(place.key);
    for (const network of place.users.keys()) this.usesOneLess(network);
    return [...place.users.values()].flatMap((watchers) => [...watchers]);
  }

  private usedBy(network: string): number {
    return this.used.get(network) ?? 0;
  }

  private usesOneLess(network: string): void {
    const left = this.usedBy(network) - 1;
    if (left > 0) this.used.set(network, left);
    else this.used.delete(network);
  }
}

export function tooManyPlans(): RequestError {
  return new RequestError(ErrorCode.rateLimited, 'live.tooManyPlans');
}
