import type { Answer, Sender, Somebody, UserErrorShown } from '../world/caller';
import type { Partner, TestAlliance } from '../world/test-alliance';
import type { Calendar } from '../world/agreement-lives';
import { Chance } from './chance';

/** `SEED=…` repeats a run's choices. */
export const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** How much is done; `ACTIONS=…` makes it more, or less. */
export function actions(unlessSaid: number): number {
  return Number(process.env['ACTIONS'] ?? unlessSaid);
}

/** Asks for a mutation, and answers what came of it. */
export type Asking = (by: Sender, mutation: string, input: object, select: string) => Promise<Answer<object>>;

/** What is done to an alliance at random, through its API, on a calendar of its own. */
export class RandomLife {
  readonly chance = new Chance(SEED);
  private readonly taken = new Map<string, number>();

  constructor(
    readonly alliance: TestAlliance,
    readonly calendar: Calendar,
    /** What must have been done for it to be a life, and no row of refusals. */
    private readonly lived: readonly string[],
    private readonly ask: Asking = (by, ...asked) => alliance.as(by).attempt<object>(...asked),
  ) {}

  /** A day so many days from today. */
  day(from: number, until: number, chance = this.chance): string {
    const at = Date.parse(`${this.calendar.today}T00:00:00Z`) + (from + chance.below(until - from + 1)) * 86_400_000;
    return new Date(at).toISOString().slice(0, 10);
  }

  /** Tries a mutation; null when it is refused. */
  async act<P>(
    by: Partner | Somebody,
    mutation: string,
    input: object,
    select = '__typename',
    onRefused: (userErrors: readonly UserErrorShown[]) => void = () => undefined,
  ): Promise<P | null> {
    const { userErrors, ...payload } = await this.ask(
      'representative' in by ? by.representative : by,
      mutation,
      input,
      select,
    );
    const name = userErrors.length === 0 ? mutation : `${mutation} refused`;
    this.taken.set(name, (this.taken.get(name) ?? 0) + 1);
    if (userErrors.length === 0) return payload as P;
    onRefused(userErrors);
    return null;
  }

  /** How often what was done, and how often it was refused. */
  get done(): ReadonlyMap<string, number> {
    return this.taken;
  }

  /** It goes on for so many actions, and until each thing was done that must have been, whatever the seed. */
  goesOn(done: number, atLeast: number): boolean {
    return done < atLeast || (!this.lived.every((mutation) => this.taken.has(mutation)) && done < 20 * atLeast);
  }

  /** Expects that it was a life; a run that is repeated tells what it did. */
  expectLived(): void {
    if (process.env['SEED'] !== undefined) console.log(Object.fromEntries([...this.taken].sort()));
    for (const mutation of this.lived) expect([mutation, this.taken.has(mutation)]).toEqual([mutation, true]);
  }
}
