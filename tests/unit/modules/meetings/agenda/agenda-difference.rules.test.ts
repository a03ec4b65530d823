import fc from 'fast-check';
import { AgendaItemState } from '../../../../../src/modules/meetings/agenda/agenda.entity';
import {
  differenceBetween,
  isEmpty,
  type Item,
} from '../../../../../src/modules/meetings/agenda/agenda-difference.rules';
import { layOut } from '../../../../../src/modules/meetings/agenda/agenda-layout.rules';
import { inState, placed } from '../../../../../src/modules/meetings/agenda/agenda.rules';
import { Visibility } from '../../../../../src/modules/meetings/meeting/meeting.entity';
import { agendaOf, at, item, items, meetingFacts } from './agendas';

const { CLOSED } = Visibility;
const meeting = meetingFacts();
const edit = (agenda: readonly Item[], id: string, to: (each: Item) => Item) =>
  layOut(
    meeting,
    agenda.map((each) => (each.id === id ? to(each) : each)),
  );

describe('the change of an agenda', () => {
  const agenda = agendaOf([item('a', { plannedMinutes: 5 }), item('b'), item('b1', { parentId: 'b' }), item('c')]);

  it('is none where nothing differs', () => {
    const change = differenceBetween(agenda, layOut(meeting, agenda));
    expect(isEmpty(change)).toBe(true);
    expect(change.event).toEqual({});
  });

  it('names an item that is added, and those whose numbers gave way', () => {
    const change = differenceBetween(
      agenda,
      layOut(meeting, placed(agenda, item('x'), { parentId: null, after: 'a' }) as Item[]),
    );
    expect(change.event).toEqual({
      items: [{ id: 'x', was: null, is: 1 }],
      shifted: [
        ['b', 'b1', 'c'],
        ['b', 'b1', 'c'],
        ['b', 'b1', 'c'],
      ],
    });
    expect(change.inserted.map((each) => each.id)).toEqual(['x']);
    expect(change.updated.map((each) => each.id)).toEqual(['b', 'b1', 'c']);
  });

  it('names every item that a removal takes along', () => {
    const change = differenceBetween(
      agenda,
      layOut(
        meeting,
        agenda.filter((each) => !each.id.startsWith('b')),
      ),
    );
    expect(change.event).toEqual({
      items: [
        { id: 'b', was: 1, is: null },
        { id: 'b1', was: 1, is: null },
      ],
      shifted: [['c'], ['c'], ['c']],
    });
    expect(change.removed).toEqual(['b', 'b1']);
  });

  it('says of an item and all below it how far they were and are visible', () => {
    const change = differenceBetween(
      agenda,
      edit(agenda, 'b', (each) => ({ ...each, visibility: CLOSED, version: 2 })),
    );
    expect(change.event).toEqual({
      items: [
        { id: 'b', was: 1, is: 3 },
        { id: 'b1', was: 1, is: 3 },
      ],
      shifted: [['c'], ['c'], []],
    });
  });

  it('marks as moved only what somebody moved', () => {
    const moved = placed(agenda, agenda.at(-1) as Item, { parentId: null, after: null }) as Item[];
    const change = differenceBetween(
      agenda,
      layOut(
        meeting,
        moved.map((each) => (each.id === 'c' ? { ...each, version: 2 } : each)),
      ),
      'c',
    );
    expect(change.event.items).toEqual([{ id: 'c', was: 1, is: 1, moved: true }]);
    expect(change.event.shifted?.[0]).toEqual(['c', 'a', 'b', 'b1']);
  });

  it('tells a shift only to the audiences that it shows to', () => {
    const hidden = agendaOf([item('a', { visibility: CLOSED, plannedMinutes: 5 }), item('b')]);
    const change = differenceBetween(
      hidden,
      edit(hidden, 'a', (each) => ({ ...each, plannedMinutes: 9, version: 2 })),
    );
    expect(change.event).toEqual({ items: [{ id: 'a', was: 3, is: 3 }], shifted: [[], [], ['b']] });
  });

  it('tells of a state with the clock, and of what is expected later because of it', () => {
    const change = differenceBetween(
      agenda,
      edit(agenda, 'a', (each) => inState(each, AgendaItemState.ACTIVE, at(2))),
    );
    expect(change.event.items).toEqual([{ id: 'a', was: 1, is: 1 }]);
    expect(change.event.shifted?.[0]).toEqual(['a', 'b', 'b1', 'c']);
  });
});

/** What one audience can be shown of an agenda. */
const seen = (agenda: readonly Item[], layer: 0 | 1 | 2, limit: number) =>
  new Map(
    agenda
      .filter((each) => each.audience <= limit)
      .map((each) => [
        each.id,
        JSON.stringify([
          each.title,
          each.state,
          each.visibility,
          each.plannedMinutes,
          each.elapsedSeconds,
          each.startedAt,
        ]),
      ]),
  );

it('any change names, for each audience, exactly what that audience would see differ', () => {
  const rename = (each: Item) => ({ ...each, title: `${each.title}!`, version: each.version + 1 });
  const open = (each: Item) => ({
    ...each,
    visibility: Visibility.PUBLIC,
    version: each.version + (each.visibility === Visibility.PUBLIC ? 0 : 1),
  });
  fc.assert(
    fc.property(items, fc.nat(), fc.constantFrom('rename', 'open', 'remove', 'none'), (all, which, what) => {
      fc.pre(all.length > 0);
      const before = layOut(meeting, all);
      const chosen = (before[which % before.length] as Item).id;
      const gone = (each: Item): boolean =>
        each.id === chosen || (each.parentId !== null && gone(before.find(({ id }) => id === each.parentId) as Item));
      const after =
        what === 'remove'
          ? layOut(
              meeting,
              before.filter((each) => !gone(each)),
            )
          : edit(before, chosen, what === 'rename' ? rename : what === 'open' ? open : (each) => each);
      const { event, updated } = differenceBetween(before, after);
      (
        [
          [0, 1],
          [1, 2],
          [2, 4],
        ] as const
      ).forEach(([layer, limit]) => {
        const [was, is] = [seen(before, layer, limit), seen(after, layer, limit)];
        const differing = [...new Set([...was.keys(), ...is.keys()])].filter((id) => was.get(id) !== is.get(id));
        const named = (event.items ?? [])
          .filter((each) => (each.was ?? 9) <= limit || (each.is ?? 9) <= limit)
          .map((each) => each.id);
        expect(differing.filter((id) => !named.includes(id))).toEqual([]);
        const places = (agenda: readonly Item[]) =>
          new Map(
            agenda
              .filter((each) => each.audience <= limit)
              .map((each) => [each.id, `${each.numbers[layer]} ${each.expectedStarts[layer]?.toISOString() ?? ''}`]),
          );
        const [before2, after2] = [places(before), places(after)];
        const shifted = [...after2.keys()].filter((id) => before2.has(id) && before2.get(id) !== after2.get(id));
        expect([...(event.shifted?.[layer] ?? [])]).toEqual(shifted);
      });
      const rows = new Map(before.map((each) => [each.id, JSON.stringify(each)]));
      const written = new Set(updated.map((each) => each.id));
      expect(after.filter((each) => (rows.get(each.id) === JSON.stringify(each)) === written.has(each.id))).toEqual([]);
    }),
  );
});

describe('the consultations whose experts are shown something else', () => {
  const agenda = [item('a'), item('b', { consultationId: 'c', visibility: CLOSED }), item('b1', { parentId: 'b' })];
  const touched = (before: readonly Item[], after: readonly Item[]) => differenceBetween(before, after).consultations;

  it('are those of an item that comes, changes, goes, or is about another one now', () => {
    const before = agendaOf(agenda);
    expect(touched([], before)).toEqual(['c']);
    expect(touched(before, agendaOf([item('a')]))).toEqual(['c']);
    for (const more of [{ title: 'x' }, { state: AgendaItemState.DONE }, { elapsedSeconds: 1 }, { startedAt: at(1) }])
      expect(
        touched(
          before,
          edit(before, 'b', (each) => ({ ...each, ...more })),
        ),
      ).toEqual(['c']);
    expect(
      touched(
        before,
        edit(before, 'b', (each) => ({ ...each, consultationId: 'd' })),
      ),
    ).toEqual(['c', 'd']);
  });

  it('are none where only its place, its number, its time or its neighbours change', () => {
    const before = agendaOf(agenda);
    const moved = agendaOf([item('x', { plannedMinutes: 30 }), ...agenda.slice(1), item('a', { title: 'y' })]);
    expect(moved.find(({ id }) => id === 'b')?.expectedStarts).not.toEqual(before[1]?.expectedStarts);
    expect(touched(before, moved)).toEqual([]);
    expect(
      touched(
        before,
        edit(before, 'b', (each) => ({ ...each, version: 2, presenterUnitId: 'u' })),
      ),
    ).toEqual([]);
  });

  it('are none while the meeting is a draft', () => {
    const draft = agendaOf(agenda, meetingFacts({ audience: 4 }));
    expect(touched([], draft)).toEqual([]);
    expect(touched(draft, agendaOf(agenda))).toEqual(['c']);
  });
});
