import { setImmediate as turn } from 'node:timers/promises';
import { OWN_MACHINE, Turns } from '../../../../src/platform/budgets';

/** Work that begins when it gets its turn, and ends when it is told to. */
class Works {
  /** Who began, in that order. */
  readonly begun: string[] = [];
  private readonly ends: (() => void)[] = [];
  private readonly runs: Promise<string>[] = [];

  constructor(private readonly turns: Turns) {}

  send(...callers: readonly string[]): void {
    for (const caller of callers) {
      const ended = new Promise<void>((resolve) => {
        this.ends.push(resolve);
      });
      const run = this.turns.run(caller, async () => {
        this.begun.push(caller);
        await ended;
        return caller;
      });
      this.runs.push(run.catch((error: Error) => error.message));
    }
  }

  /** Ends the work that came in this place. */
  async end(place: number): Promise<void> {
    this.ends[place]?.();
    await this.runs[place];
    await turn();
  }

  /** What came of all of it. */
  async finish(): Promise<string[]> {
    for (const end of this.ends) end();
    return Promise.all(this.runs);
  }
}

describe('turns', () => {
  it('are so many at once, in the order in which one caller asks for them', async () => {
    const turns = new Turns({ atOnce: 2, waiting: 10 });
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const runs = [0, 1, 2, 3].map((place) =>
      turns.run('a', () => {
        begun.push(place);
        return new Promise<void>((resolve) => {
          ends.push(resolve);
        });
      }),
    );
    await turn();
    expect(begun).toEqual([0, 1]);
    ends[1]?.();
    await runs[1];
    await turn();
    expect(begun).toEqual([0, 1, 2]);
    ends[0]?.();
    ends[2]?.();
    await turn();
    ends[3]?.();
    await Promise.all(runs);
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('go around: whoever comes next waits for one of each other caller, however many these have waiting', async () => {
    const works = new Works(new Turns({ atOnce: 1, waiting: 100 }));
    works.send('a', 'a', 'a', 'a', 'b', 'b', 'c');
    await works.finish();
    expect(works.begun).toEqual(['a', 'a', 'b', 'c', 'a', 'b', 'a']);
  });

  it('are refused to whoever finds all places in line taken by others, with as few each as they would have', async () => {
    const works = new Works(new Turns({ atOnce: 1, waiting: 2 }));
    works.send('a', 'b', 'c', 'd');
    expect(await works.finish()).toEqual(['a', 'b', 'c', 'errors.crowded']);
    await expect(new Turns({ atOnce: 0, waiting: 0 }).run('a', async () => 1)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      status: 503,
    });
  });

  it('cost the last in the longest line its place when another caller comes', async () => {
    const works = new Works(new Turns({ atOnce: 1, waiting: 3 }));
    works.send('a', 'a', 'a', 'a', 'b', 'b', 'a');
    expect(await works.finish()).toEqual(['a', 'a', 'a', 'errors.crowded', 'b', 'errors.crowded', 'errors.crowded']);
  });

  it('come back from work that fails', async () => {
    const turns = new Turns({ atOnce: 1, waiting: 0 });
    await expect(turns.run('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await turns.run('b', async () => 'next')).toBe('next');
  });

  it('with a share leave one for whoever comes next, though it would be used at once', async () => {
    const works = new Works(new Turns({ atOnce: 8, waiting: 100, share: 0.5 }));
    works.send(...Array<string>(10).fill('a'));
    await turn();
    expect(works.begun.join('')).toBe('aaaa');
    works.send(...Array<string>(10).fill('b'));
    works.send(...Array<string>(10).fill('c'));
    works.send('d');
    await turn();
    expect(works.begun.join('')).toBe('aaaabbcd');
    // one of a's ends: a may hold half of the four that the others leave, and has three
    await works.end(0);
    expect(works.begun.join('')).toBe('aaaabbcd');
    works.send('e');
    await turn();
    expect(works.begun.join('')).toBe('aaaabbcde');
    await works.finish();
    expect(works.begun).toHaveLength(32);
  });

  it('are not shared out to this very machine', async () => {
    const works = new Works(new Turns({ atOnce: 4, waiting: 10, share: 0.5 }));
    works.send(...Array<string>(6).fill(OWN_MACHINE));
    await turn();
    expect(works.begun).toHaveLength(4);
    await works.finish();
  });

  it('say how many a caller may have, and how many more at this moment', () => {
    const turns = new Turns({ atOnce: 8, waiting: 10, share: 0.5 });
    const take = (caller: string, count: number): boolean[] => Array.from({ length: count }, () => turns.take(caller));
    expect(turns.of('a')).toEqual({ max: 4, left: 4 });
    expect(take('a', 3)).toEqual([true, true, true]);
    expect(turns.of('a')).toEqual({ max: 4, left: 1 });
    expect(turns.of('b')).toEqual({ max: 4, left: 2 });
    expect(take('b', 3)).toEqual([true, true, false]);
    expect([turns.of('a').left, turns.of('b').left, turns.of('c').left]).toEqual([0, 0, 1]);
    expect(turns.of(OWN_MACHINE)).toEqual({ max: 8, left: 3 });
  });
});
