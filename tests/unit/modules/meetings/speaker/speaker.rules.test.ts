import * as fc from 'fast-check';
import { AgendaItemState } from '../../../../../src/modules/meetings/agenda/agenda.entity';
import { SpeakerState } from '../../../../../src/modules/meetings/speaker/speaker.entity';
import {
  queue,
  reordered,
  stopsBetween,
  TURN_STATES,
  turnsAfter,
  type Turn,
} from '../../../../../src/modules/meetings/speaker/speaker.rules';
import { isRefused } from '../../../../../src/platform/writes/outcome';

const NOON = new Date('2026-11-23T04:00:00Z');
const { WAITING, SPEAKING, DONE } = SpeakerState;

const turn = (id: string, more: Partial<Turn> = {}): Turn => ({
  id,
  itemId: 'item',
  unitId: null,
  speaker: id,
  pointOfOrder: false,
  state: WAITING,
  position: Number(id),
  requestedAt: NOON,
  startedAt: null,
  endedAt: null,
  limitSeconds: null,
  ...more,
});

const turns = fc
  .uniqueArray(
    fc.record({
      position: fc.integer({ min: 1, max: 50 }),
      state: fc.constantFrom(...Object.values(SpeakerState)),
      pointOfOrder: fc.boolean(),
    }),
    { selector: ({ position }) => position, minLength: 1, maxLength: 12 },
  )
  .map((all) => {
    const speaking = all.findIndex(({ state }) => state === SPEAKING);
    return all.map(({ position, ...each }, index) => {
      const state = each.state === SPEAKING && index !== speaking ? DONE : each.state;
      return turn(String(position), {
        ...each,
        state,
        startedAt: state === DONE || state === SPEAKING ? new Date(NOON.getTime() + position * 1_000) : null,
        endedAt: state === DONE ? new Date(NOON.getTime() + position * 1_000 + 500) : null,
      });
    });
  });

/** After all that these turns have been through. */
const LATER = new Date(NOON.getTime() + 60_000);

/** The turns with those that changed in place of what they were. */
const applied = (all: readonly Turn[], changed: readonly Turn[]): Turn[] =>
  all.map((each) => changed.find(({ id }) => id === each.id) ?? each);

it('takes only steps of the table, has at most one speak, and none end before they begin', () => {
  fc.assert(
    fc.property(turns, fc.nat(), fc.constantFrom(...Object.values(SpeakerState)), (all, pick, state) => {
      const chosen = all[pick % all.length] as Turn;
      const changed = turnsAfter(all, chosen, state, undefined, LATER);
      if (isRefused(changed)) return;
      if (chosen.state !== state) expect(TURN_STATES[chosen.state]).toContain(state);
      const after = applied(all, changed);
      expect(after.filter((each) => each.state === SPEAKING).length).toBeLessThanOrEqual(1);
      for (const { startedAt, endedAt } of after)
        if (startedAt !== null && endedAt !== null)
          expect(endedAt.getTime()).toBeGreaterThanOrEqual(startedAt.getTime());
      for (const { state: now, startedAt, endedAt } of after) {
        expect(startedAt !== null).toBe(now === SPEAKING || now === DONE);
        if (now === SPEAKING || now === WAITING) expect(endedAt).toBeNull();
      }
    }),
  );
});

it('gives the floor to no other while a point of order waits', () => {
  fc.assert(
    fc.property(turns, fc.nat(), (all, pick) => {
      const chosen = all[pick % all.length] as Turn;
      const [first] = queue(all);
      if (chosen.state !== WAITING || first?.pointOfOrder !== true || first.id === chosen.id) return;
      expect(isRefused(turnsAfter(all, chosen, SPEAKING, null, NOON))).toBe(true);
    }),
  );
});

it('reorders what waits and is no point of order, and loses nobody', () => {
  fc.assert(
    fc.property(turns, fc.infiniteStream(fc.nat()), (all, chance) => {
      const before = queue(all).map(({ id }) => id);
      const plain = queue(all).filter(({ pointOfOrder }) => !pointOfOrder);
      const wanted = plain.filter(() => (chance.next().value as number) % 2 === 0).map(({ id }) => id);
      wanted.sort(() => ((chance.next().value as number) % 2 === 0 ? 1 : -1));
      const changed = reordered(all, wanted);
      if (isRefused(changed)) throw new Error('refused');
      const after = queue(applied(all, changed)).map(({ id }) => id);
      const points = before.filter((id) => !plain.some((each) => each.id === id));
      const others = plain.map(({ id }) => id).filter((id) => !wanted.includes(id));
      expect(after).toEqual([...points, ...wanted, ...others]);
    }),
  );
});

it('stops who speaks to an item that is interrupted, and the queue of one that ends', () => {
  const { ACTIVE, PAUSED, PENDING, DONE: OVER, POSTPONED } = AgendaItemState;
  const before = [
    { id: 'a', state: ACTIVE },
    { id: 'b', state: PENDING },
    { id: 'c', state: PAUSED },
    { id: 'd', state: OVER },
  ];
  const after = (states: readonly AgendaItemState[]) =>
    before.map(({ id }, index) => ({ id, state: states[index] as AgendaItemState }));
  expect(stopsBetween(before, after([PAUSED, ACTIVE, PAUSED, OVER]))).toEqual({ stopped: ['a'], ended: [] });
  expect(stopsBetween(before, after([OVER, POSTPONED, PAUSED, OVER]))).toEqual({ stopped: ['a'], ended: ['a', 'b'] });
  expect(stopsBetween(before, before)).toEqual({ stopped: [], ended: [] });
});
