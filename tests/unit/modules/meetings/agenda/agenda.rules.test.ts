import fc from 'fast-check';
import { AgendaItemState } from '../../../../../src/modules/meetings/agenda/agenda.entity';
import type { Item } from '../../../../../src/modules/meetings/agenda/agenda-difference.rules';
import { layOut } from '../../../../../src/modules/meetings/agenda/agenda-layout.rules';
import {
  afterStep,
  branch,
  inState,
  ITEM_STATES,
  placed,
  withItemInState,
  without,
  type Placement,
} from '../../../../../src/modules/meetings/agenda/agenda.rules';
import { MeetingStatus } from '../../../../../src/modules/meetings/meeting/meeting.entity';
import { isRefused, type Refused } from '../../../../../src/platform/writes/outcome';
import { agendaOf, at, item, items, meetingFacts } from './agendas';

const { PENDING, ACTIVE, PAUSED, DONE, POSTPONED, WITHDRAWN } = AgendaItemState;

const refusal = (answer: unknown) =>
  isRefused(answer) ? [answer.refusals[0]?.code, answer.refusals[0]?.path?.[0]] : 'not refused';
const order = (answer: Item[] | Refused) =>
  isRefused(answer) ? answer : layOut(meetingFacts(), answer).map((each) => `${each.numbers[0]} ${each.id}`);

describe('placing an item', () => {
  const agenda = agendaOf([
    item('a'),
    item('b'),
    item('b1', { parentId: 'b' }),
    item('b11', { parentId: 'b1' }),
    item('b2', { parentId: 'b' }),
    item('c'),
  ]);
  const find = (id: string) => agenda.find((each) => each.id === id) ?? item(id);
  const place = (id: string, to: Placement) => placed(agenda, find(id), to);

  it('puts a new item first, last or after a sibling', () => {
    expect(order(place('x', { parentId: 'b', after: null }))).toEqual([
      '1 a',
      '2 b',
      '2.1 x',
      '2.2 b1',
      '2.2.1 b11',
      '2.3 b2',
      '3 c',
    ]);
    expect(order(place('x', { parentId: 'b', after: undefined }))).toEqual([
      '1 a',
      '2 b',
      '2.1 b1',
      '2.1.1 b11',
      '2.2 b2',
      '2.3 x',
      '3 c',
    ]);
    expect(order(place('x', { parentId: null, after: 'a' }))).toEqual([
      '1 a',
      '2 x',
      '3 b',
      '3.1 b1',
      '3.1.1 b11',
      '3.2 b2',
      '4 c',
    ]);
  });

  it('moves an item among its siblings, and with all below it to another parent', () => {
    expect(order(place('c', { parentId: null, after: null }))).toEqual([
      '1 c',
      '2 a',
      '3 b',
      '3.1 b1',
      '3.1.1 b11',
      '3.2 b2',
    ]);
    expect(order(place('b1', { parentId: null, after: 'b' }))).toEqual([
      '1 a',
      '2 b',
      '2.1 b2',
      '3 b1',
      '3.1 b11',
      '4 c',
    ]);
  });

  it('refuses a place that cannot be', () => {
    expect(refusal(place('b', { parentId: 'b', after: null }))).toEqual(['INVALID', 'parentId']);
    expect(refusal(place('b', { parentId: 'b11', after: null }))).toEqual(['INVALID', 'parentId']);
    expect(refusal(place('x', { parentId: 'b11', after: null }))).toEqual(['INVALID', 'parentId']);
    expect(refusal(place('b', { parentId: 'a', after: null }))).toEqual(['INVALID', 'parentId']);
    expect(refusal(place('x', { parentId: 'nowhere', after: null }))).toEqual(['NOT_FOUND', 'parentId']);
    expect(refusal(place('x', { parentId: null, after: 'nowhere' }))).toEqual(['NOT_FOUND', 'afterItemId']);
    expect(refusal(place('x', { parentId: null, after: 'b1' }))).toEqual(['INVALID', 'afterItemId']);
    expect(refusal(place('a', { parentId: null, after: 'a' }))).toEqual(['INVALID', 'afterItemId']);
  });

  it('keeps every item, the order of the others, and three levels at the most', () => {
    fc.assert(
      fc.property(items, fc.nat(), fc.nat(), fc.option(fc.nat(), { nil: undefined }), (all, which, under, behind) => {
        fc.pre(all.length > 0);
        const pick = (n: number) => all[n % all.length] as Item;
        const parent = under % (all.length + 1) === all.length ? null : pick(under).id;
        const moving = pick(which);
        const laid = layOut(meetingFacts(), all);
        const answer = placed(laid, moving, {
          parentId: parent,
          after: behind === undefined ? undefined : pick(behind).id,
        });
        if (isRefused(answer)) return;
        const after = layOut(meetingFacts(), answer);
        expect(after).toHaveLength(all.length);
        expect(after.every((each) => (each.numbers[2]?.split('.').length ?? 4) <= 3)).toBe(true);
        const others = (agenda2: readonly Item[]) =>
          agenda2
            .filter((each) => !branch(all, moving.id).includes(all.find(({ id }) => id === each.id) as Item))
            .map((each) => each.id);
        expect(others(after)).toEqual(others(laid));
      }),
    );
  });
});

describe('the states of an item', () => {
  it.each([
    [PENDING, [ACTIVE, POSTPONED, WITHDRAWN]],
    [ACTIVE, [PAUSED, DONE]],
    [PAUSED, [ACTIVE, DONE, POSTPONED, WITHDRAWN]],
    [DONE, [ACTIVE]],
    [POSTPONED, [PENDING]],
    [WITHDRAWN, [PENDING]],
  ])('go from %s to %j only', (from, to) => {
    for (const state of Object.values(AgendaItemState)) {
      if (state === from) continue;
      const answer = withItemInState(
        [item('a', { state: from, startedAt: at(0) })],
        item('a', { state: from }),
        state,
        MeetingStatus.IN_SESSION,
        at(1),
      );
      expect(isRefused(answer)).toBe(!to.includes(state));
    }
    expect(ITEM_STATES[from]).toEqual(to);
  });

  it('start and stop the clock, in whole seconds', () => {
    const running = inState(item('a'), ACTIVE, at(0));
    expect(running).toMatchObject({ startedAt: at(0), stoppedAt: null, elapsedSeconds: 0, version: 2 });
    const paused = inState(running, PAUSED, new Date(at(1).getTime() + 999));
    expect(paused).toMatchObject({ elapsedSeconds: 60, version: 3 });
    const again = inState(paused, ACTIVE, at(5));
    expect(inState(again, DONE, at(6))).toMatchObject({ startedAt: at(5), stoppedAt: at(6), elapsedSeconds: 120 });
    expect(inState(paused, POSTPONED, at(9))).toMatchObject({ stoppedAt: paused.stoppedAt, elapsedSeconds: 60 });
  });

  it('let one item run at a time: setting one going pauses the one that was', () => {
    const before = [item('a', { state: ACTIVE, startedAt: at(0) }), item('b'), item('c', { state: DONE })];
    const after = withItemInState(before, before[1] as Item, ACTIVE, MeetingStatus.IN_SESSION, at(2));
    expect(after).toMatchObject([
      { state: PAUSED, elapsedSeconds: 120 },
      { state: ACTIVE, startedAt: at(2) },
      { state: DONE, version: 1 },
    ]);
  });

  it.each([MeetingStatus.SCHEDULED, MeetingStatus.RECESS])(
    'do not let an item run while the meeting is %s',
    (status) => {
      expect(refusal(withItemInState([item('a')], item('a'), ACTIVE, status, at(0)))).toEqual(['WRONG_STATE', 'state']);
    },
  );

  it('never have more than one running item, whatever is done', () => {
    const steps = fc.array(fc.tuple(fc.nat({ max: 4 }), fc.constantFrom(...Object.values(AgendaItemState))), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, (all) => {
        let agenda: Item[] = ['a', 'b', 'c', 'd', 'e'].map((id) => item(id));
        all.forEach(([index, state], minute) => {
          const next = withItemInState(agenda, agenda[index] as Item, state, MeetingStatus.IN_SESSION, at(minute));
          if (!isRefused(next)) agenda = next;
        });
        expect(agenda.filter((each) => each.state === ACTIVE).length).toBeLessThanOrEqual(1);
        expect(agenda.reduce((sum, each) => sum + each.elapsedSeconds, 0)).toBeLessThanOrEqual(all.length * 60);
      }),
    );
  });
});

describe("a meeting's steps", () => {
  const agenda = [
    item('a', { state: DONE }),
    item('b', { state: ACTIVE, startedAt: at(0) }),
    item('c', { state: PAUSED }),
    item('d'),
    item('e', { state: WITHDRAWN }),
  ];

  it('pause what is running for a recess', () => {
    expect(afterStep('suspend', agenda, at(3)).map((each) => each.state)).toEqual([
      DONE,
      PAUSED,
      PAUSED,
      PENDING,
      WITHDRAWN,
    ]);
  });

  it('postpone at the end what is not done, and stop the clock', () => {
    const after = afterStep('close', agenda, at(3));
    expect(after.map((each) => each.state)).toEqual([DONE, POSTPONED, POSTPONED, POSTPONED, WITHDRAWN]);
    expect(after[1]).toMatchObject({ elapsedSeconds: 180, stoppedAt: at(3) });
  });

  it('leave the agenda alone otherwise', () => {
    expect(afterStep('cancel', agenda, at(3))).toEqual(agenda);
  });
});

it('an item is removed with all below it, unless something there is running', () => {
  const agenda = [item('a'), item('a1', { parentId: 'a' }), item('a11', { parentId: 'a1', state: ACTIVE }), item('b')];
  expect(refusal(without(agenda, 'a'))).toEqual(['WRONG_STATE', 'itemId']);
  const paused = agenda.map((each) => (each.id === 'a11' ? { ...each, state: PAUSED } : each));
  expect((without(paused, 'a') as Item[]).map((each) => each.id)).toEqual(['b']);
});
