/** A line of a meeting's timeline, told in English. */
export interface Told {
  readonly revision: number;
  readonly kind: string;
  readonly summary: string;
  readonly item: { readonly id: string } | null;
}

/** How a meeting stands; lists in the order of their texts. */
export interface Standing {
  /** Of one that was not opened or cancelled, that it is SCHEDULED: whether it is a draft is not told. */
  readonly status: string;
  /** The names of units and guests that are there. */
  readonly present: readonly string[];
  readonly items: readonly (readonly [id: string, state: string])[];
  /** OPEN, ANNULLED, or the outcome. */
  readonly votes: readonly (readonly [itemId: string, state: string])[];
  readonly decisions: readonly (readonly [itemId: string, outcome: string])[];
}

/** A meeting as a query answers it. */
export interface ShownMeeting {
  readonly status: string;
  readonly attendance: readonly { readonly present: boolean; readonly unit: { readonly name: string } }[];
  readonly guests: readonly { readonly name: string; readonly present: boolean }[];
  readonly agenda: {
    readonly items: readonly {
      readonly id: string;
      readonly state: string;
      readonly votes: readonly { readonly state: string; readonly outcome: string | null }[];
      readonly decisions: readonly { readonly outcome: string }[];
    }[];
  };
}

export const SHOWN_MEETING = `status attendance { present unit { name } } guests { name present }
  agenda { items { id state votes { state outcome } decisions { outcome } } }`;

/** How a meeting stands by its tables. */
export function standingOf({ status, attendance, guests, agenda: { items } }: ShownMeeting): Standing {
  const there = [...attendance.map(({ present, unit }) => ({ present, name: unit.name })), ...guests];
  return {
    status: status === 'DRAFT' ? 'SCHEDULED' : status,
    present: there.flatMap(({ present, name }) => (present ? [name] : [])).sort(),
    items: items.map(({ id, state }) => [id, state] as const).sort(),
    votes: items.flatMap(({ id, votes }) => votes.map(({ state, outcome }) => [id, outcome ?? state] as const)).sort(),
    decisions: items.flatMap(({ id, decisions }) => decisions.map(({ outcome }) => [id, outcome] as const)).sort(),
  };
}

const STATUSES: Readonly<Record<string, string>> = {
  OPENED: 'IN_SESSION',
  SUSPENDED: 'RECESS',
  CLOSED: 'CLOSED',
  CANCELLED: 'CANCELLED',
};
const UNFINISHED = ['PENDING', 'ACTIVE', 'PAUSED'];
const ENDED = ['DONE', 'POSTPONED', 'WITHDRAWN'];

/**
 * How a meeting stands as its timeline alone tells it.
 * @param itemIds those that are on its agenda: of what was put there before anything was told, only what became of it is
 */
export function toldStanding(lines: readonly Told[], itemIds: readonly string[]): Standing {
  let status = 'SCHEDULED';
  const present = new Set<string>();
  const items = new Map(itemIds.map((id) => [id, 'PENDING']));
  const votes: [string, string][] = [];
  const decisions: [string, string][] = [];
  const pause = (): void => {
    for (const [id, was] of items) if (was === 'ACTIVE') items.set(id, 'PAUSED');
  };
  const annul = (ends: (itemId: string) => boolean): void => {
    for (const vote of votes) if (vote[1] === 'OPEN' && ends(vote[0])) vote[1] = 'ANNULLED';
  };
  for (const { kind, summary, item } of lines) {
    status = STATUSES[kind] ?? status;
    if (kind === 'SUSPENDED') pause();
    if (kind === 'CLOSED') {
      annul(() => true);
      for (const [id, was] of items) if (UNFINISHED.includes(was)) items.set(id, 'POSTPONED');
    }
    const units = /^(?:Arrived|Left): (.*)\.$/.exec(summary)?.[1]?.split(', ') ?? [];
    const guest = /^The guest (.*) (?:arrived|left)\.$/.exec(summary)?.[1];
    for (const name of guest === undefined ? units : [guest])
      if (kind.endsWith('ARRIVED')) present.add(name);
      else present.delete(name);
    // what was taken off the agenda has left nothing in the tables
    if (item === null) continue;
    const [, what = '', to = ''] = /^(ITEM|VOTE|DECISION)_(.*)$/.exec(kind) ?? [];
    const open = votes.find((vote) => vote[0] === item.id && vote[1] === 'OPEN');
    if (what === 'DECISION') decisions.push([item.id, to]);
    if (what === 'VOTE' && to === 'OPENED') votes.push([item.id, 'OPEN']);
    else if (what === 'VOTE' && open !== undefined) open[1] = to;
    if (what !== 'ITEM' || ![...UNFINISHED, ...ENDED].includes(to)) continue;
    if (to === 'ACTIVE') pause();
    if (ENDED.includes(to)) annul((id) => id === item.id);
    items.set(item.id, to);
  }
  return {
    status,
    present: [...present].sort(),
    items: [...items].sort(),
    votes: votes.sort(),
    decisions: decisions.sort(),
  };
}
