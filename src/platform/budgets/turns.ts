import { crowded, type RequestError } from '../errors/errors';
import { OWN_MACHINE } from './network';

export interface TurnLimits {
  /** How many run at once. */
  readonly atOnce: number;
  /** How many may wait in all lines together. */
  readonly waiting: number;
  /**
   * How much of what others have left one caller may take (0.5: half), so that there is a turn for whoever comes next
   * however long those under way may last. Left out where a turn is short. Not asked of this very machine.
   */
  readonly share?: number;
}

interface Waiting {
  readonly begin: () => void;
  readonly refuse: (reason: RequestError) => void;
}

/**
 * So much work at once, and for the rest a line for each caller (a network, or a person), which are served in turn: however
 * many one caller has waiting, whoever comes next waits for one of them. When no more may wait, the last in the longest line
 * gives way to whoever has fewer waiting.
 */
export class Turns {
  private running = 0;
  private waiting = 0;
  private readonly held = new Map<string, number>();
  private readonly lines = new Map<string, Waiting[]>();

  constructor(private readonly limits: TurnLimits) {}

  /** @throws RequestError UNAVAILABLE (503) when too many wait */
  async run<T>(caller: string, work: () => Promise<T>): Promise<T> {
    if (!this.take(caller)) await this.wait(caller);
    try {
      return await work();
    } finally {
      this.giveBack(caller);
    }
  }

  /** Takes a turn where there is one to be had at once. */
  take(caller: string): boolean {
    if (this.running >= this.limits.atOnce) return false;
    const own = this.held.get(caller) ?? 0;
    if (own > 0 && !this.mayHoldMore(caller, own)) return false;
    this.running += 1;
    this.held.set(caller, own + 1);
    return true;
  }

  /**
   * Waits for a turn, which is then taken.
   * @throws RequestError UNAVAILABLE (503) when too many wait
   */
  wait(caller: string): Promise<void> {
    if (this.waiting >= this.limits.waiting && !this.makeRoom(caller)) return Promise.reject(crowded());
    return new Promise((begin, refuse) => {
      const line = this.lines.get(caller);
      if (line === undefined) this.lines.set(caller, [{ begin, refuse }]);
      else line.push({ begin, refuse });
      this.waiting += 1;
    });
  }

  giveBack(caller: string): void {
    this.running -= 1;
    const own = (this.held.get(caller) ?? 0) - 1;
    if (own > 0) this.held.set(caller, own);
    else this.held.delete(caller);
    while (this.waiting > 0 && this.serveNext());
  }

  /** How many turns a caller may have while nobody else has any, and how many more there are for it now. */
  of(caller: string): { readonly max: number; readonly left: number } {
    const own = this.held.get(caller) ?? 0;
    const free = this.limits.atOnce - this.running;
    return {
      max: this.mostOf(caller, this.limits.atOnce),
      left: Math.max(0, Math.min(free, this.mostOf(caller, own + free) - own)),
    };
  }

  private mayHoldMore(caller: string, own: number): boolean {
    return own + 1 <= this.mostOf(caller, this.limits.atOnce - (this.running - own));
  }

  /** How much of what others have left a caller may take, but always one. */
  private mostOf(caller: string, leftByOthers: number): number {
    const { share } = this.limits;
    return share === undefined || caller === OWN_MACHINE ? leftByOthers : Math.max(1, Math.floor(leftByOthers * share));
  }

  /** Gives a turn to the first of the lines that may have one, which then is the last. */
  private serveNext(): boolean {
    for (const [caller, line] of this.lines) {
      if (!this.take(caller)) continue;
      const next = line.shift();
      this.lines.delete(caller);
      if (line.length > 0) this.lines.set(caller, line);
      this.waiting -= 1;
      next?.begin();
      return true;
    }
    return false;
  }

  private makeRoom(caller: string): boolean {
    let longest: Waiting[] = [];
    for (const line of this.lines.values()) if (line.length > longest.length) longest = line;
    if (longest.length <= (this.lines.get(caller)?.length ?? 0) + 1) return false;
    longest.pop()?.refuse(crowded());
    this.waiting -= 1;
    return true;
  }
}
