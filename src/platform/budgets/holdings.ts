/**
 * What networks hold of something, thing by thing, each with an amount: so that, when all together hold too much, the
 * network that holds most gives way and nobody else.
 */
export class Holdings<T> {
  private readonly byNetwork = new Map<string, { amount: number; readonly things: Map<T, number> }>();
  private held = 0;

  /** What all hold together. */
  get total(): number {
    return this.held;
  }

  /** Says how much a thing is; of nothing it is held no longer. It keeps its place among the network's things. */
  set(network: string, thing: T, amount: number): void {
    const own = this.byNetwork.get(network) ?? { amount: 0, things: new Map<T, number>() };
    const more = amount - (own.things.get(thing) ?? 0);
    this.held += more;
    own.amount += more;
    if (amount > 0) own.things.set(thing, amount);
    else own.things.delete(thing);
    if (own.things.size === 0) this.byNetwork.delete(network);
    else this.byNetwork.set(network, own);
  }

  has(network: string, thing: T): boolean {
    return this.byNetwork.get(network)?.things.has(thing) === true;
  }

  all(): T[] {
    return [...this.byNetwork.values()].flatMap(({ things }) => [...things.keys()]);
  }

  /** What has been held longest by the network that holds most. */
  oldestOfHeaviest(): T | undefined {
    let heaviest: { amount: number; readonly things: Map<T, number> } | undefined;
    for (const each of this.byNetwork.values())
      if (heaviest === undefined || each.amount > heaviest.amount) heaviest = each;
    return heaviest?.things.keys().next().value;
  }
}
