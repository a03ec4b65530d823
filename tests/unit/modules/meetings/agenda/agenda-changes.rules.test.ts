import fc from 'fast-check';
import { stepsFor, type AgendaSteps } from '../../../../../src/modules/meetings/agenda/agenda-changes.rules';
import type { MeetingEvent } from '../../../../../src/modules/meetings/agenda/agenda-events.rules';
import { differenceBetween, type Item } from '../../../../../src/modules/meetings/agenda/agenda-difference.rules';
import { layOut, type MeetingFacts } from '../../../../../src/modules/meetings/agenda/agenda-layout.rules';
import { placed, without } from '../../../../../src/modules/meetings/agenda/agenda.rules';
import { Visibility } from '../../../../../src/modules/meetings/meeting/meeting.entity';
import { audienceOf } from '../../../../../src/modules/meetings/meeting/meeting.rules';
import { isRefused } from '../../../../../src/platform/writes/outcome';
import { agendaOf, item, items, meetingFacts } from './agendas';

const { PUBLIC, MEMBERS, CLOSED } = Visibility;
const LEVELS = [1, 2, 3, 4];

/** An agenda at one revision, and the event that led to it. */
interface Revision {
  readonly agenda: readonly Item[];
  readonly event: MeetingEvent;
}

/** What a client shows of an item. */
interface Shown {
  readonly id: string;
  parentId: string | null;
  number: string;
  start: number | null;
  title: string;
}

function shown(agenda: readonly Item[], level: number): Shown[] {
  const layer = Math.min(level, 3) - 1;
  return agenda
    .filter(({ audience }) => audience <= level)
    .map(({ id, parentId, numbers, expectedStarts, title }) => ({
      id,
      parentId,
      number: numbers[layer] ?? '',
      start: expectedStarts[layer]?.getTime() ?? null,
      title,
    }));
}

/** Applies steps as docs/live-protocol.md says, to a tree of siblings in order; what is removed takes all below it along. */
function applied(before: readonly Shown[], steps: AgendaSteps, now: readonly Shown[]): Shown[] {
  const known = new Map(before.map((each) => [each.id, { ...each }]));
  const children = new Map<string | null, string[]>();
  const below = (id: string | null) => children.get(id) ?? (children.set(id, []).get(id) as string[]);
  const present = (id: string) => now.find((each) => each.id === id) as Shown;
  for (const each of before) below(each.parentId).push(each.id);
  const takeOut = (id: string) => {
    const siblings = below((known.get(id) as Shown).parentId);
    siblings.splice(siblings.indexOf(id), 1);
  };
  const forget = (id: string) => {
    below(id).forEach(forget);
    known.delete(id);
    children.delete(id);
  };
  for (const step of steps.items) {
    // what went along with what was above it is named all the same
    if (step.kind === 'removed' && !known.has(step.id)) continue;
    expect(known.has(step.id)).toBe(step.kind !== 'added');
    if (step.kind === 'removed') {
      takeOut(step.id);
      forget(step.id);
    } else if (step.kind === 'changed') known.set(step.id, { ...present(step.id) });
    else {
      if (step.kind === 'moved') takeOut(step.id);
      const siblings = below(step.parentId);
      expect(step.parentId === null || known.has(step.parentId)).toBe(true);
      expect(step.afterItemId === null || siblings.includes(step.afterItemId)).toBe(true);
      siblings.splice(step.afterItemId === null ? 0 : siblings.indexOf(step.afterItemId) + 1, 0, step.id);
      // its number and start are told in the schedule when it was there before
      const old = known.get(step.id);
      known.set(step.id, {
        ...present(step.id),
        ...(old === undefined ? {} : { number: old.number, start: old.start }),
      });
    }
  }
  for (const id of steps.shifted) {
    const { number, start } = present(id);
    Object.assign(known.get(id) as Shown, { number, start });
  }
  const walk = (id: string | null): Shown[] => below(id).flatMap((each) => [known.get(each) as Shown, ...walk(each)]);
  const printed = walk(null);
  expect(printed).toHaveLength(known.size);
  return printed;
}

function visible(agenda: readonly Item[], level: number): Pick<Item, 'id' | 'parentId'>[] {
  return agenda.filter(({ audience }) => audience <= level);
}

/** Checks that each level is led from any revision to the last, whatever is merged into one update. */
function expectSteps(revisions: readonly Revision[], boundaries: readonly number[]): void {
  const stops = [...new Set([0, ...boundaries, revisions.length - 1])].sort((a, b) => a - b);
  for (const level of LEVELS) {
    let board = shown((revisions[0] as Revision).agenda, level);
    for (const [index, stop] of stops.entries()) {
      if (index === 0) continue;
      const events = revisions.slice((stops[index - 1] as number) + 1, stop + 1).map(({ event }) => event);
      const { agenda } = revisions[stop] as Revision;
      const now = shown(agenda, level);
      board = applied(board, stepsFor(events, level, visible(agenda, level)), now);
      expect(board).toEqual(now);
    }
  }
}

type Operation = (
  agenda: readonly Item[],
  meeting: MeetingFacts,
  name: string,
) => { items: readonly Item[]; meeting?: MeetingFacts; moved?: string } | null;

/** A random change, by places in the agenda as it is at its turn. */
const operations: fc.Arbitrary<Operation> = fc
  .record({
    kind: fc.constantFrom('add', 'move', 'move', 'remove', 'show', 'show', 'rename', 'open'),
    which: fc.nat(),
    under: fc.nat(),
    behind: fc.option(fc.nat()),
    visibility: fc.constantFrom(...Object.values(Visibility)),
  })
  .map(({ kind, which, under, behind, visibility }): Operation => (agenda, meeting, name) => {
    const pick = (place: number) => agenda[place % agenda.length];
    const chosen = pick(which);
    const parent = under % 3 === 0 ? undefined : pick(under);
    const siblings = agenda.filter(({ parentId, id }) => parentId === (parent?.id ?? null) && id !== chosen?.id);
    const after = behind === null || siblings.length === 0 ? null : siblings[behind % siblings.length]?.id;
    if (kind === 'open') return { items: agenda, meeting: { ...meeting, audience: audienceOf(visibility) } };
    if (kind === 'add') {
      const added = placed(agenda, item(name, { visibility }), { parentId: parent?.id ?? null, after });
      return isRefused(added) ? null : { items: added };
    }
    if (chosen === undefined) return null;
    const replace = (facts: Partial<Item>) => ({
      items: agenda.map((each) => (each.id === chosen.id ? { ...each, ...facts, version: each.version + 1 } : each)),
    });
    if (kind === 'show') return replace({ visibility });
    if (kind === 'rename') return replace({ title: `${chosen.title}′` });
    const next =
      kind === 'move' ? placed(agenda, chosen, { parentId: parent?.id ?? null, after }) : without(agenda, chosen.id);
    return isRefused(next) ? null : { items: next, ...(kind === 'move' ? { moved: chosen.id } : {}) };
  });

function play(start: readonly Item[], changes: readonly Operation[]): Revision[] {
  let meeting = meetingFacts();
  const revisions: Revision[] = [{ agenda: layOut(meeting, start), event: {} }];
  changes.forEach((change, index) => {
    const { agenda } = revisions.at(-1) as Revision;
    const done = change(agenda, meeting, `n${index}`);
    if (done === null) return;
    meeting = done.meeting ?? meeting;
    const next = layOut(meeting, done.items);
    revisions.push({ agenda: next, event: differenceBetween(agenda, next, done.moved).event });
  });
  return revisions;
}

describe('the steps of an update', () => {
  it('lead from what a viewer saw to what it sees now, however many changes are merged', () => {
    fc.assert(
      fc.property(
        items,
        fc.array(operations, { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat(12)),
        (start, changes, boundaries) => {
          const revisions = play(start, changes);
          expectSteps(
            revisions,
            boundaries.filter((each) => each < revisions.length),
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  it('name nothing that the viewer does not see', () => {
    fc.assert(
      fc.property(items, fc.array(operations, { minLength: 1, maxLength: 8 }), (start, changes) => {
        const revisions = play(start, changes);
        const { agenda } = revisions.at(-1) as Revision;
        const events = revisions.map(({ event }) => event);
        for (const level of LEVELS) {
          const seen = new Set(revisions.flatMap((revision) => shown(revision.agenda, level).map(({ id }) => id)));
          const steps = stepsFor(events, level, visible(agenda, level));
          const named = steps.items.flatMap((step) => [
            'parentId' in step ? step.parentId : null,
            'afterItemId' in step ? step.afterItemId : null,
            step.id,
          ]);
          for (const id of [...named, ...steps.shifted]) if (id !== null) expect(seen).toContain(id);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keep what moved out of a branch before the branch went', () => {
    const before = agendaOf([item('a'), item('b', { parentId: 'a' }), item('c', { parentId: 'b' }), item('d')]);
    const out = layOut(meetingFacts(), placed(before, before[1] as Item, { parentId: null, after: 'd' }) as Item[]);
    const gone = layOut(meetingFacts(), without(out, 'a') as Item[]);
    const events = [differenceBetween(before, out, 'b').event, differenceBetween(out, gone).event];
    const steps = stepsFor(events, 1, visible(gone, 1));
    expect(applied(shown(before, 1), steps, shown(gone, 1)).map(({ id }) => id)).toEqual(['d', 'b', 'c']);
  });

  it('tell the number of an item that was hidden and shown again in between', () => {
    const before = agendaOf([item('a'), item('b')]);
    const change = (from: readonly Item[], id: string, visibility: Visibility) =>
      layOut(
        meetingFacts(),
        from.map((each) => (each.id === id ? { ...each, visibility, version: each.version + 1 } : each)),
      );
    const hidden = change(before, 'b', CLOSED);
    const led = change(hidden, 'a', MEMBERS);
    const again = change(led, 'b', PUBLIC);
    const events = [
      differenceBetween(before, hidden),
      differenceBetween(hidden, led),
      differenceBetween(led, again),
    ].map(({ event }) => event);
    const steps = stepsFor(events, 1, visible(again, 1));
    expect(steps.items).toEqual([
      { kind: 'removed', id: 'a' },
      { kind: 'changed', id: 'b' },
    ]);
    expect(steps.shifted).toEqual(['b']);
  });

  it('tell of minutes that are not approved yet only to those who run the meeting, and of guests to those who see them', () => {
    const told = (event: MeetingEvent) => LEVELS.map((level) => stepsFor([event], level, []).meeting);
    expect(told({ minutes: true })).toEqual([false, false, false, true]);
    expect(told({ guests: true })).toEqual([false, true, true, true]);
    expect(told({ meeting: true })).toEqual([true, true, true, true]);
  });
});
