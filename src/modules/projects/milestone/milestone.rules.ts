/** A milestone as it is stored. */
export interface StoredMilestone {
  readonly id: string;
  readonly title: string;
  readonly dueOn: string | null;
  /** Of its own, or of the commitment that it carries out. */
  readonly doneOn: string | null;
  readonly responsibleUnitId: string | null;
  readonly commitmentId: string | null;
}

/** A milestone as an update has it. */
export interface WantedMilestone {
  /** Of the one that it is now; null where that is told by its title. */
  readonly id: string | null;
  readonly title: string;
  readonly dueOn: string | null;
  readonly responsibleUnitId: string | null;
  readonly commitmentId: string | null;
}

/**
 * Which stored milestone each wanted one is, by their places: the one that it names, or the first of its title that no other
 * names; null for a new one.
 */
export function whichStay(
  before: readonly StoredMilestone[],
  wanted: readonly WantedMilestone[],
): (StoredMilestone | null)[] {
  const named = new Set(wanted.map(({ id }) => id));
  const free = before.filter(({ id }) => !named.has(id));
  return wanted.map(({ id, title }) => {
    if (id !== null) return before.find((each) => each.id === id) ?? null;
    const index = free.findIndex((each) => each.title === title);
    return index < 0 ? null : (free.splice(index, 1)[0] ?? null);
  });
}

/** Whether a milestone that is done would go, or be another one: what was done stays as it was. */
export function undoes(before: readonly StoredMilestone[], stay: readonly (StoredMilestone | null)[]): boolean {
  return before.some((each) => each.doneOn !== null && !stay.includes(each));
}
