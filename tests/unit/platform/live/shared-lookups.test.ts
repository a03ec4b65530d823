import { SharedLookups } from '../../../../src/platform/live/shared-lookups';

/** Look-ups that are answered when the test says so, by their number. */
class Desk {
  readonly lookups = new SharedLookups<number>();
  begun = 0;
  private readonly waiting: { resolve(value: number): void; reject(error: Error): void }[] = [];
  private arrived: (() => void) | null = null;

  ask(key = 'same'): Promise<number> {
    return this.lookups.of(key, () => {
      this.begun += 1;
      this.arrived?.();
      return new Promise((resolve, reject) => {
        this.waiting.push({ resolve, reject });
      });
    });
  }

  answer(place: number): void {
    this.waiting[place]?.resolve(place);
  }

  fail(place: number): void {
    this.waiting[place]?.reject(new Error('the database is away'));
  }

  /** Waits until so many have begun. */
  async has(begun: number): Promise<void> {
    while (this.begun < begun) {
      await new Promise<void>((resolve) => {
        this.arrived = resolve;
      });
    }
  }
}

let desk: Desk;
beforeEach(() => {
  desk = new Desk();
});

it('looks up at once for the first, and once more for all that ask meanwhile', async () => {
  const first = desk.ask();
  expect(desk.begun).toBe(1);
  const others = Array.from({ length: 100 }, () => desk.ask());
  desk.answer(0);
  expect(await first).toBe(0);
  await desk.has(2);
  desk.answer(1);
  expect(new Set(await Promise.all(others))).toEqual(new Set([1]));
  expect(desk.begun).toBe(2);
});

it('answers nobody by what was read before they asked', async () => {
  void desk.ask();
  const second = desk.ask();
  desk.answer(0);
  await desk.has(2);
  // the second look-up has begun: this one may not have its answer
  const third = desk.ask();
  desk.answer(1);
  await desk.has(3);
  desk.answer(2);
  expect([await second, await third]).toEqual([1, 2]);
});

it('keeps apart who asks something else', async () => {
  const [one, other] = [desk.ask('one'), desk.ask('other')];
  expect(desk.begun).toBe(2);
  desk.answer(1);
  expect(await other).toBe(1);
  desk.answer(0);
  expect(await one).toBe(0);
});

it('fails those who asked with it, and looks up again for the next', async () => {
  const first = desk.ask();
  const second = desk.ask();
  desk.fail(0);
  await expect(first).rejects.toThrow('the database is away');
  await desk.has(2);
  desk.fail(1);
  await expect(second).rejects.toThrow('the database is away');
  const third = desk.ask();
  await desk.has(3);
  desk.answer(2);
  expect(await third).toBe(2);
});
