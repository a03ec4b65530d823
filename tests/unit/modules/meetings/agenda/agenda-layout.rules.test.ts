import fc from 'fast-check';
import { AgendaItemKind, AgendaItemState } from '../../../../../src/modules/meetings/agenda/agenda.entity';
import { isLaidOutAlike, layOut } from '../../../../../src/modules/meetings/agenda/agenda-layout.rules';
import { MeetingStatus, Visibility } from '../../../../../src/modules/meetings/meeting/meeting.entity';
import { agendaOf, at, item, items, meetingFacts, statuses } from './agendas';

const { PUBLIC, MEMBERS, CLOSED } = Visibility;
const { PENDING, ACTIVE, PAUSED, DONE, POSTPONED } = AgendaItemState;
const LIMITS = [1, 2, 4];

const numbers = (agenda: ReturnType<typeof agendaOf>, layer: number) => agenda.map((each) => each.numbers[layer]);
const starts = (agenda: ReturnType<typeof agendaOf>, layer: number) =>
  agenda.map((each) => each.expectedStarts[layer]?.toISOString().slice(11, 19) ?? null);

describe('the printed agenda', () => {
  it('numbers parents before their children, at three levels', () => {
    const agenda = agendaOf([
      item('a'),
      item('b'),
      item('b1', { parentId: 'b' }),
      item('b11', { parentId: 'b1' }),
      item('b2', { parentId: 'b' }),
      item('c'),
    ]);
    expect(agenda.map((each) => each.id)).toEqual(['a', 'b', 'b1', 'b11', 'b2', 'c']);
    expect(numbers(agenda, 0)).toEqual(['1', '2', '2.1', '2.1.1', '2.2', '3']);
  });

  it('counts for each audience only what that audience sees', () => {
    const agenda = agendaOf([
      item('a'),
      item('b', { visibility: CLOSED }),
      item('b1', { parentId: 'b' }),
      item('c', { visibility: MEMBERS }),
      item('d'),
    ]);
    expect(numbers(agenda, 0)).toEqual(['1', null, null, null, '2']);
    expect(numbers(agenda, 1)).toEqual(['1', null, null, '2', '3']);
    expect(numbers(agenda, 2)).toEqual(['1', '2', '2.1', '3', '4']);
  });

  it('shows a child no more openly than its parent, nor an item than its meeting', () => {
    const agenda = agendaOf(
      [
        item('a', { visibility: CLOSED }),
        item('a1', { parentId: 'a', visibility: PUBLIC }),
        item('b', { visibility: PUBLIC }),
      ],
      meetingFacts({ audience: 2 }),
    );
    expect(agenda.map((each) => each.audience)).toEqual([3, 3, 2]);
  });

  it('is numbered for those who prepare a draft, and for nobody else', () => {
    const agenda = agendaOf([item('a'), item('b')], meetingFacts({ status: MeetingStatus.DRAFT, audience: 4 }));
    expect(agenda.map((each) => each.audience)).toEqual([4, 4]);
    expect(agenda.map((each) => each.numbers)).toEqual([
      [null, null, '1'],
      [null, null, '2'],
    ]);
  });
});

describe('expected starts', () => {
  it('add up what is planned from the planned start of the meeting', () => {
    const agenda = agendaOf([
      item('a', { plannedMinutes: 10 }),
      item('b'),
      item('c', { plannedMinutes: 5 }),
      item('d'),
    ]);
    expect(starts(agenda, 0)).toEqual(['09:00:00', '09:10:00', '09:10:00', '09:15:00']);
  });

  it('count from the actual opening once there is one', () => {
    const agenda = agendaOf(
      [item('a', { plannedMinutes: 10 }), item('b')],
      meetingFacts({ status: MeetingStatus.IN_SESSION, openedAt: at(7) }),
    );
    expect(starts(agenda, 0)).toEqual(['09:07:00', '09:17:00']);
  });

  it('follow what is running, less the time that was on its clock before', () => {
    const agenda = agendaOf(
      [
        item('a', { plannedMinutes: 10, state: ACTIVE, startedAt: at(20), elapsedSeconds: 240 }),
        item('b', { plannedMinutes: 3 }),
        item('c'),
      ],
      meetingFacts({ status: MeetingStatus.IN_SESSION, openedAt: at(0) }),
    );
    expect(starts(agenda, 0)).toEqual([null, '09:26:00', '09:29:00']);
  });

  it('make room for what is left of a paused item, which has begun itself', () => {
    const agenda = agendaOf(
      [
        item('a', { plannedMinutes: 10, state: PAUSED, startedAt: at(0), stoppedAt: at(4), elapsedSeconds: 240 }),
        item('b', { plannedMinutes: 3, state: DONE, startedAt: at(4), stoppedAt: at(9), elapsedSeconds: 300 }),
        item('c'),
      ],
      meetingFacts({ status: MeetingStatus.IN_SESSION, openedAt: at(0) }),
    );
    expect(starts(agenda, 0)).toEqual([null, null, '09:15:00']);
  });

  it('give an item that overran no negative time', () => {
    const agenda = agendaOf([
      item('a', { plannedMinutes: 1, state: PAUSED, startedAt: at(0), stoppedAt: at(4), elapsedSeconds: 240 }),
      item('b'),
    ]);
    expect(starts(agenda, 0)).toEqual([null, '09:04:00']);
  });

  it('skip what was postponed, and tell an audience nothing of what it does not see', () => {
    const agenda = agendaOf(
      [
        item('a', { plannedMinutes: 10, visibility: CLOSED, state: ACTIVE, startedAt: at(5) }),
        item('b', { plannedMinutes: 7, state: POSTPONED }),
        item('c'),
      ],
      meetingFacts({ status: MeetingStatus.IN_SESSION, openedAt: at(1) }),
    );
    expect(starts(agenda, 0)).toEqual([null, null, '09:01:00']);
    expect(starts(agenda, 2)).toEqual([null, null, '09:15:00']);
  });

  it.each([MeetingStatus.CLOSED, MeetingStatus.CANCELLED])('are gone when the meeting is %s', (status) => {
    expect(starts(agendaOf([item('a')], meetingFacts({ status })), 0)).toEqual([null]);
  });
});

describe('any agenda', () => {
  const meetings = fc.record({
    status: statuses,
    audience: fc.constantFrom(1, 2, 3, 4),
    startsAt: fc.constant(at(0)),
    openedAt: fc.option(fc.constant(at(3))),
  });

  it('shows an audience what it would be shown if nothing else were there', () => {
    fc.assert(
      fc.property(meetings, items, (meeting, all) => {
        const whole = layOut(meeting, all);
        LIMITS.forEach((limit, layer) => {
          const visible = whole.filter((each) => each.audience <= limit);
          const alone = layOut(meeting, visible);
          expect(alone.map((each) => [each.id, each.numbers[layer], each.expectedStarts[layer]])).toEqual(
            visible.map((each) => [each.id, each.numbers[layer], each.expectedStarts[layer]]),
          );
          const hidden = whole.filter((each) => each.audience > limit);
          expect(hidden.every((each) => each.numbers[layer] === null && each.expectedStarts[layer] === null)).toBe(
            true,
          );
        });
      }),
    );
  });

  it('is printed whole and once, each parent before its children and seen by all who see them', () => {
    fc.assert(
      fc.property(meetings, items, (meeting, all) => {
        const printed = layOut(meeting, all);
        expect(printed.map((each) => each.ordinal)).toEqual(all.map((_, index) => index + 1));
        expect(new Set(printed.map((each) => each.id))).toEqual(new Set(all.map((each) => each.id)));
        for (const each of printed) {
          const parent = printed.find((other) => other.id === each.parentId);
          if (parent === undefined) continue;
          expect(parent.ordinal).toBeLessThan(each.ordinal);
          expect(parent.audience).toBeLessThanOrEqual(each.audience);
          expect(each.numbers[2]?.startsWith(`${parent.numbers[2]}.`)).toBe(true);
        }
      }),
    );
  });

  it('is laid out the same again, in whatever order its items come', () => {
    fc.assert(
      fc.property(meetings, items, (meeting, all) => {
        const once = layOut(meeting, all);
        expect(layOut(meeting, once)).toEqual(once);
        expect(layOut(meeting, [...once].reverse())).toEqual(once);
      }),
    );
  });

  it('expects starts in the order of printing', () => {
    fc.assert(
      fc.property(meetings, items, (meeting, all) => {
        for (const layer of [0, 1, 2]) {
          const times = layOut(meeting, all).flatMap((each) =>
            each.state === PENDING ? (each.expectedStarts[layer]?.getTime() ?? []) : [],
          );
          expect(times).toEqual([...times].sort((a, b) => a - b));
        }
      }),
    );
  });
});

describe('one item that becomes another', () => {
  it('leaves the layout as it is, unless what layouts depend on changes', () => {
    const changes = fc.record(
      {
        title: fc.string(),
        kind: fc.constantFrom(...Object.values(AgendaItemKind)),
        presenter: fc.option(fc.string()),
        visibility: fc.constantFrom(...Object.values(Visibility)),
        plannedMinutes: fc.option(fc.integer({ min: 0, max: 90 })),
        state: fc.constantFrom(...Object.values(AgendaItemState)),
        elapsedSeconds: fc.nat(3_000),
        startedAt: fc.option(fc.integer({ min: 0, max: 180 }).map(at)),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(items, statuses, fc.nat(), changes, (made, status, place, change) => {
        const meeting = meetingFacts({ status });
        const before = layOut(meeting, made);
        const item = before[place % before.length];
        if (item === undefined) return;
        const next = { ...item, ...change };
        const replaced = before.map((each) => (each.id === item.id ? next : each));
        if (isLaidOutAlike(item, next)) expect(layOut(meeting, replaced)).toEqual(replaced);
        else expect(change).not.toEqual({});
      }),
      { numRuns: 1_000 },
    );
  });
});
