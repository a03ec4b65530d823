import fc from 'fast-check';
import { AgendaItemKind, AgendaItemState } from '../../../../../src/modules/meetings/agenda/agenda.entity';
import type { Item } from '../../../../../src/modules/meetings/agenda/agenda-difference.rules';
import { layOut, type MeetingFacts } from '../../../../../src/modules/meetings/agenda/agenda-layout.rules';
import { MeetingStatus, Visibility } from '../../../../../src/modules/meetings/meeting/meeting.entity';

/** Nine in the morning, when every planned meeting of these tests starts. */
const NINE = Date.UTC(2026, 10, 23, 9);

export const at = (minutes: number): Date => new Date(NINE + minutes * 60_000);

export function meetingFacts(facts: Partial<MeetingFacts> = {}): MeetingFacts {
  return { status: MeetingStatus.SCHEDULED, audience: 1, startsAt: at(0), openedAt: null, ...facts };
}

/** An item that is only told by what matters; its place is for a layout to say. */
export function item(id: string, facts: Partial<Item> = {}): Item {
  return {
    id,
    parentId: null,
    position: 1,
    ordinal: 0,
    title: id,
    description: null,
    kind: AgendaItemKind.DISCUSSION,
    state: AgendaItemState.PENDING,
    visibility: Visibility.PUBLIC,
    audience: 1,
    presenterUnitId: null,
    presenter: null,
    agreementId: null,
    projectId: null,
    needId: null,
    consultationId: null,
    plannedMinutes: null,
    startedAt: null,
    stoppedAt: null,
    elapsedSeconds: 0,
    numbers: [null, null, null],
    expectedStarts: [null, null, null],
    version: 1,
    ...facts,
  };
}

/** A laid out agenda of items whose positions follow from the order in which they are given. */
export function agendaOf(items: readonly Item[], meeting: MeetingFacts = meetingFacts()): Item[] {
  return layOut(
    meeting,
    items.map((each, index) => ({ ...each, position: index + 1 })),
  );
}

export const statuses = fc.constantFrom(...Object.values(MeetingStatus));

const moments = fc.integer({ min: 0, max: 180 }).map(at);

/** Items in any states at up to three levels; at most one is running. */
export const items: fc.Arbitrary<Item[]> = fc
  .array(
    fc.record({
      parent: fc.nat(),
      visibility: fc.constantFrom(...Object.values(Visibility)),
      state: fc.constantFrom(...Object.values(AgendaItemState)),
      plannedMinutes: fc.option(fc.integer({ min: 0, max: 90 })),
      elapsedSeconds: fc.integer({ min: 0, max: 3_000 }),
      startedAt: moments,
      stoppedAt: fc.option(moments),
    }),
    { maxLength: 14 },
  )
  .map((seeds) => {
    const made: Item[] = [];
    const depths: number[] = [];
    seeds.forEach((seed, index) => {
      const above = (seed.parent % (index + 1)) - 1;
      const depth = above < 0 ? 0 : (depths[above] ?? 0) + 1;
      const parent = depth > 2 ? undefined : made[above];
      depths.push(parent === undefined ? 0 : depth);
      const { ACTIVE, PAUSED } = AgendaItemState;
      const second = seed.state === ACTIVE && made.some((each) => each.state === ACTIVE);
      made.push(
        item(`i${index}`, {
          parentId: parent?.id ?? null,
          position: index + 1,
          visibility: seed.visibility,
          state: second ? PAUSED : seed.state,
          plannedMinutes: seed.plannedMinutes,
          elapsedSeconds: seed.elapsedSeconds,
          startedAt: seed.startedAt,
          stoppedAt: seed.stoppedAt,
        }),
      );
    });
    return made;
  });
