import fc from 'fast-check';
import {
  arranged,
  freeSlot,
  greatestOverlap,
  hasRoom,
  spanFault,
  stepFault,
  type Placed,
  type Span,
} from '../../../../../src/modules/projects/booking/booking.rules';

const spans = fc.array(
  fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 12 })).map(([from, hours]): Span => ({ from, until: from + hours })),
  { maxLength: 14 },
);
const overlap = (one: Span, other: Span): boolean => one.from < other.until && other.from < one.until;

/** How many hold at each whole hour, counted in the plainest way. */
function mostAtOnce(all: readonly Span[]): number {
  const hours = Array.from({ length: 50 }, (_, hour) => all.filter(({ from, until }) => from <= hour && hour < until));
  return Math.max(...hours.map(({ length }) => length));
}

const clashes = (placed: readonly Placed[]): Placed[][] =>
  placed.flatMap((one, index) =>
    placed.slice(index + 1).flatMap((other) => (one.slot === other.slot && overlap(one, other) ? [[one, other]] : [])),
  );

/** Requests one after another, as the service places them; those that have begun stay. */
function booked(wanted: readonly Span[], quantity: number, now: number): { placed: Placed[]; refused: Span[] } {
  let placed: Placed[] = [];
  const refused: Span[] = [];
  for (const [index, span] of wanted.entries()) {
    const id = String(index);
    if (!hasRoom(placed, span, quantity)) {
      refused.push(span);
      continue;
    }
    const free = freeSlot(placed, span, quantity);
    const slots =
      free === null ? arranged([...placed, { ...span, id, slot: 0 }], quantity, now) : new Map([[id, free]]);
    if (slots === null) throw new Error('there is room, and no place was found');
    placed = [...placed, { ...span, id, slot: 0 }].map((each) => ({ ...each, slot: slots.get(each.id) ?? each.slot }));
    expect(clashes(placed)).toEqual([]);
  }
  return { placed, refused };
}

test('what overlaps most is counted, and where one ends another may begin', () => {
  fc.assert(fc.property(spans, (all) => greatestOverlap(all) === mostAtOnce(all)));
  expect(
    greatestOverlap([
      { from: 0, until: 5 },
      { from: 5, until: 9 },
    ]),
  ).toBe(1);
});

test('a booking is refused when and only when there is no room, no two of a place overlap, and places end at the quantity', () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 4 }), (wanted, quantity) => {
      const accepted: Span[] = [];
      const { placed, refused } = booked(wanted, quantity, 0);
      for (const span of wanted) {
        const fits = mostAtOnce([...accepted, span]) <= quantity;
        expect(refused.includes(span)).toBe(!fits);
        if (fits) accepted.push(span);
      }
      expect(placed.every(({ slot }) => slot >= 1 && slot <= quantity)).toBe(true);
    }),
  );
});

test('what has begun stays in its place, also where there are fewer places than before', () => {
  fc.assert(
    fc.property(spans, fc.nat(20), fc.integer({ min: 1, max: 4 }), (wanted, now, fewer) => {
      const { placed } = booked(wanted, 4, 0);
      const ahead = placed.filter(({ until }) => until > now);
      const slots = arranged(ahead, fewer, now);
      expect(slots === null).toBe(mostAtOnce(ahead) > fewer);
      if (slots === null) return;
      const moved = placed.map((each) => ({ ...each, slot: slots.get(each.id) ?? each.slot }));
      expect(clashes(moved)).toEqual([]);
      for (const [index, each] of placed.entries())
        if (each.from < now) expect(moved[index]?.slot).toBe(each.slot);
        else expect(moved[index]?.slot).toBeLessThanOrEqual(fewer);
    }),
  );
});

test('a time begins in the future, ends after it begins, and is neither long nor far', () => {
  const day = 86_400_000;
  expect(spanFault({ from: 10, until: 11 }, 10)).toBeNull();
  expect(spanFault({ from: 10, until: 10 }, 0)).toEqual({ key: 'booking.endsFirst', at: 'until' });
  expect(spanFault({ from: 9, until: 11 }, 10)).toEqual({ key: 'booking.past', at: 'from' });
  expect(spanFault({ from: 0, until: 92 * day }, 0)).toBeNull();
  expect(spanFault({ from: 0, until: 92 * day + 1 }, 0)).toEqual({ key: 'booking.tooLong', at: 'until' });
  expect(spanFault({ from: 365 * day, until: 366 * day }, 0)).toBeNull();
  expect(spanFault({ from: 365 * day, until: 366 * day + 1 }, 0)).toEqual({ key: 'booking.tooFar', at: 'until' });
});

const STATUSES = ['REQUESTED', 'CONFIRMED', 'DECLINED', 'CANCELLED', 'RETURNED'] as const;

test('each step has its status before it, and its time', () => {
  const open = (now: number): string[] =>
    STATUSES.flatMap((status) =>
      STATUSES.flatMap((to) =>
        stepFault({ status, from: 10, until: 20 }, to, now) === null ? [`${status} → ${to}`] : [],
      ),
    );
  const always = ['REQUESTED → DECLINED', 'REQUESTED → CANCELLED'];
  expect(open(9)).toEqual(expect.arrayContaining([...always, 'REQUESTED → CONFIRMED', 'CONFIRMED → CANCELLED']));
  expect(open(9)).toHaveLength(4);
  expect(open(10)).toEqual(expect.arrayContaining([...always, 'REQUESTED → CONFIRMED', 'CONFIRMED → RETURNED']));
  expect(open(10)).toHaveLength(4);
  expect(open(20)).toEqual(expect.arrayContaining([...always, 'CONFIRMED → RETURNED']));
  expect(open(20)).toHaveLength(3);
});
