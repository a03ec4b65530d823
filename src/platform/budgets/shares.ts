import { networkOf, OWN_MACHINE } from './network';

export interface ShareLimits {
  /** How much all may hold together. */
  readonly total: number;
  /** How much one network may hold. */
  readonly perNetwork: number;
}

/** What somebody holds of a budget, until it is given back; giving it back twice is giving it back once. */
export interface Share {
  release(): void;
}

/**
 * A budget of something that callers hold for a while (sockets, subscriptions), with a share for each network, so that
 * one network cannot use up what is there for all. This very machine has no share, only the total: what asks from here is
 * the operator's own, or a proxy that does not say for whom it asks.
 */
export class Shares {
  private held = 0;
  private readonly byNetwork = new Map<string, number>();

  constructor(private readonly limits: ShareLimits) {}

  get inUse(): number {
    return this.held;
  }

  /** Takes this much for an address; why not, where its network or all together hold too much. */
  take(address: string, amount = 1): Share | 'network' | 'total' {
    const network = networkOf(address);
    const own = this.byNetwork.get(network) ?? 0;
    if (network !== OWN_MACHINE && own + amount > this.limits.perNetwork) return 'network';
    if (this.held + amount > this.limits.total) return 'total';
    this.add(network, amount);
    return new Held(this.add, network, amount);
  }

  private readonly add = (network: string, amount: number): void => {
    this.held += amount;
    const own = (this.byNetwork.get(network) ?? 0) + amount;
    if (own > 0) this.byNetwork.set(network, own);
    else this.byNetwork.delete(network);
  };
}

/** There are as many as sockets and subscriptions, so it holds no more than it needs. */
class Held implements Share {
  constructor(
    private readonly add: (network: string, amount: number) => void,
    private readonly network: string,
    private amount: number,
  ) {}

  release(): void {
    if (this.amount > 0) this.add(this.network, -this.amount);
    this.amount = 0;
  }
}
