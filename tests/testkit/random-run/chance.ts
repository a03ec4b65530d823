/** Choices that follow from a seed (Mulberry32). */
export class Chance {
  constructor(private state: number) {}

  /** From 0 up to, and without, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** From 0 up to, and without, the limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** One of several; undefined when there are none. */
  of<T>(choices: readonly T[]): T | undefined {
    return choices[this.below(choices.length)];
  }

  /** One of several, of which there is one. */
  one<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new Error('there is nothing to choose from');
    return choices[this.below(choices.length)] as T;
  }

  /** One of several, each as likely as its share. */
  drawn<T>(from: readonly (readonly [share: number, drawn: T])[]): T {
    let roll = this.next() * from.reduce((sum, [share]) => sum + share, 0);
    const [, drawn] = from.find(([share]) => (roll -= share) < 0) ?? this.one(from);
    return drawn;
  }

  /** So many of them at least, in any order. */
  some<T>(from: readonly T[], least: number): T[] {
    return [...from].sort(() => this.next() - 0.5).slice(0, least + this.below(from.length - least + 1));
  }

  /** In one of two cases. */
  maybe<T>(value: () => T): T | null {
    return this.next() < 0.5 ? value() : null;
  }

  /** True in so many of a hundred cases. */
  percent(share: number): boolean {
    return this.next() * 100 < share;
  }

  /** Choices of its own for somebody, that follow from the same seed. */
  branch(): Chance {
    return new Chance(Math.floor(this.next() * 4_294_967_296));
  }
}
