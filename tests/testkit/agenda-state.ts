/** What a client of docs/live-protocol.md keeps of a meeting, and how an update changes it. */

export interface Turn {
  readonly id: string;
  readonly speaker: string;
  readonly state: string;
  readonly [field: string]: unknown;
}

export interface Decision {
  readonly id: string;
  readonly text: string;
  readonly actionItems: readonly Readonly<Record<string, unknown>>[] | null;
  readonly [field: string]: unknown;
}

export interface Item {
  readonly id: string;
  readonly parent: { readonly id: string } | null;
  readonly number: string;
  readonly title: string;
  readonly state: string;
  readonly visibility: string;
  readonly expectedAt: string | null;
  readonly speakers: readonly Turn[];
  readonly decisions: readonly Decision[];
  /** Oldest first. */
  readonly votes: readonly Vote[];
  readonly [field: string]: unknown;
}

export interface Vote {
  readonly id: string;
  readonly state: string;
  readonly cast: number;
  readonly options: readonly { readonly id: string; readonly count: number | null }[];
  readonly [field: string]: unknown;
}

export interface Attendance {
  readonly id: string;
  readonly [field: string]: unknown;
}

export interface Meeting {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  /** Null for the public. */
  readonly attendance: readonly Attendance[] | null;
  readonly quorum: Readonly<Record<string, unknown>> | null;
  readonly [field: string]: unknown;
}

export type MeetingWithAgenda = Meeting & {
  readonly agenda: {
    readonly revision: number;
    readonly items: readonly Item[];
    readonly current: { readonly id: string } | null;
  };
};

export type Change =
  | { readonly __typename: 'MeetingChanged'; readonly meeting: Meeting }
  | {
      readonly __typename: 'AgendaItemAdded' | 'AgendaItemMoved';
      readonly item: Item;
      readonly parentId: string | null;
      readonly afterItemId: string | null;
    }
  | { readonly __typename: 'AgendaItemChanged'; readonly item: Item }
  | { readonly __typename: 'AgendaItemRemoved'; readonly itemId: string }
  | {
      readonly __typename: 'AttendanceChanged';
      readonly attendance: Attendance | null;
      readonly quorum: Meeting['quorum'];
    }
  | { readonly __typename: 'SpeakersChanged'; readonly item: Item; readonly speakers: Item['speakers'] }
  | { readonly __typename: 'DecisionRecorded'; readonly item: Item; readonly decision: Decision }
  | { readonly __typename: 'VoteChanged'; readonly item: { readonly id: string }; readonly vote: Vote };

export interface Update {
  readonly previousRevision: number;
  readonly revision: number;
  readonly at: string;
  readonly snapshot: MeetingWithAgenda | null;
  readonly agenda: { readonly revision: number; readonly current: { readonly id: string } | null };
  readonly changes: readonly Change[];
  readonly currentItemId: string | null;
  readonly schedule: readonly {
    readonly itemId: string;
    readonly item: Pick<Item, 'id' | 'number' | 'expectedAt'>;
    readonly number: string;
    readonly expectedAt: string | null;
  }[];
}

/** A meeting as one viewer sees it; equal states are equal values. */
export interface AgendaState {
  readonly meeting: Meeting;
  readonly currentItemId: string | null;
  /** In printed order. */
  readonly items: readonly Item[];
}

const fragments = (more: string): string => `
  fragment Item on AgendaItem {
    id parent { id } number title description kind state visibility presenterUnit { id name } presenter plannedMinutes expectedAt startedAt
    elapsedSeconds version speakers { ...Turn } decisions { ...Decision } votes { ...Vote } ${more}
  }
  fragment Vote on Vote {
    id question state basis base threshold secret cast eligible outcome winner { id } quorumRequired quorumPresent annulment annulmentReason
    openedAt closedAt options { id label kind count }
  }
  fragment Decision on Decision { id text outcome decidedAt actionItems { id text dueOn status units { id name } } }
  fragment Turn on SpeakerTurn { id unit { id name } speaker pointOfOrder state requestedAt startedAt endedAt limitSeconds }
  fragment Attendance on Attendance { id unit { id name } representative response present checkedInAt proxy { id name } }
  fragment Meeting on JointMeeting {
    id kind title status visibility startsAt endsAt venue openedAt closedAt cancelReason turnsPerUnit version
    organisers { id name } guests { id name capacity present } attendance { ...Attendance } quorum { required present met }
  }
`;

const MEETING_WITH_AGENDA = '...Meeting agenda { revision items { ...Item } current { id } }';

/**
 * Everything that a board of the meeting shows, live.
 * @param more what it shows of items besides
 */
export const agendaUpdates = (more = ''): string => `
  subscription AgendaUpdates($meetingId: ID!, $after: Int) {
    agendaUpdates(meetingId: $meetingId, after: $after) {
      previousRevision revision at currentItemId agenda { revision current { id } }
      snapshot { ${MEETING_WITH_AGENDA} }
      changes {
        __typename
        ... on MeetingChanged { meeting { ...Meeting } }
        ... on AgendaItemAdded { item { ...Item } parentId afterItemId }
        ... on AgendaItemChanged { item { ...Item } }
        ... on AgendaItemMoved { item { ...Item } parentId afterItemId }
        ... on AgendaItemRemoved { itemId }
        ... on SpeakersChanged { item { ...Item } speakers { ...Turn } }
        ... on DecisionRecorded { item { ...Item } decision { ...Decision } }
        ... on AttendanceChanged { attendance { ...Attendance } quorum { required present met } }
        ... on VoteChanged { item { id } vote { ...Vote } }
      }
      schedule { itemId item { id number expectedAt } number expectedAt }
    }
  }
  ${fragments(more)}
`;

/** The same by a query. */
export const agendaQuery = (more = ''): string => `
  query Agenda($meetingId: ID!) { meeting(id: $meetingId) { ${MEETING_WITH_AGENDA} } }
  ${fragments(more)}
`;

export const AGENDA = agendaQuery();

/** The state that a snapshot, or the answer to a query, tells whole. */
export function stateOf({ agenda, ...meeting }: MeetingWithAgenda): AgendaState {
  return { meeting: comparable(meeting), currentItemId: agenda.current?.id ?? null, items: agenda.items };
}

/** The state after an update. Throws when the update cannot be applied to the state: it names what is not there. */
export function reduce(state: AgendaState | null, update: Update): AgendaState {
  requireOneTruth(update);
  if (update.snapshot !== null) return stateOf(update.snapshot);
  if (state === null) throw new Error('the first update has no snapshot');
  const board = new Board(state.items);
  let { meeting } = state;
  for (const change of update.changes) {
    switch (change.__typename) {
      case 'MeetingChanged':
        meeting = change.meeting;
        break;
      case 'AgendaItemAdded':
        board.add(change.item, change.parentId, change.afterItemId);
        break;
      case 'AgendaItemMoved':
        board.move(change.item, change.parentId, change.afterItemId);
        break;
      case 'AgendaItemChanged':
        board.change(change.item);
        break;
      case 'AgendaItemRemoved':
        board.remove(change.itemId);
        break;
      case 'SpeakersChanged':
        board.change({ ...change.item, speakers: change.speakers });
        break;
      case 'DecisionRecorded':
        board.change({
          ...change.item,
          decisions: withDecision(board.item(change.item.id).decisions, change.decision),
        });
        break;
      case 'AttendanceChanged':
        meeting = {
          ...meeting,
          attendance: withAttendance(meeting.attendance, change.attendance),
          quorum: change.quorum,
        };
        break;
      case 'VoteChanged':
        board.vote(change.item.id, change.vote);
        break;
    }
  }
  for (const { itemId, number, expectedAt } of update.schedule)
    board.change({ ...board.item(itemId), number, expectedAt });
  return { meeting: comparable(meeting), currentItemId: update.currentItemId, items: board.printed() };
}

/** What an update says twice, in plain values and in objects for caches, is one and the same. */
function requireOneTruth({ revision, currentItemId, agenda, schedule }: Update): void {
  const current = agenda.current?.id ?? null;
  if (agenda.revision !== revision) throw new Error(`the agenda of revision ${revision} says ${agenda.revision}`);
  if (current !== currentItemId) throw new Error(`${String(current)} runs, and ${String(currentItemId)} is said to`);
  for (const { item, itemId, number, expectedAt } of schedule)
    if (item.id !== itemId || item.number !== number || item.expectedAt !== expectedAt)
      throw new Error(`the slot of ${itemId} says otherwise than its item`);
}

function withAttendance(list: Meeting['attendance'], one: Attendance | null): Meeting['attendance'] {
  return list === null || one === null ? list : [...list.filter(({ id }) => id !== one.id), one];
}

/** Decisions in the order in which they were recorded, which is that of their ids. */
function withDecision(decisions: Item['decisions'], one: Decision): Item['decisions'] {
  return [...decisions.filter(({ id }) => id !== one.id), one].sort(byId);
}

/** Lists that have no order of their own, in one. */
function comparable(meeting: Meeting): Meeting {
  const sorted = Object.entries(meeting).map(([name, value]) => [
    name,
    Array.isArray(value) ? [...(value as { id: string }[])].sort(byId) : value,
  ]);
  return Object.fromEntries(sorted) as unknown as Meeting;
}

function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1;
}

/** Items in a tree, strict about what it is told: an update that names what is not there is a fault. */
class Board {
  private readonly items = new Map<string, Item>();
  private readonly children = new Map<string | null, string[]>();

  constructor(printed: readonly Item[]) {
    for (const item of printed) {
      this.items.set(item.id, item);
      this.below(item.parent?.id ?? null).push(item.id);
    }
  }

  item(id: string): Item {
    const item = this.items.get(id);
    if (item === undefined) throw new Error(`there is no item ${id}`);
    return item;
  }

  add(item: Item, parentId: string | null, afterItemId: string | null): void {
    if (this.items.has(item.id)) throw new Error(`item ${item.id} is there already`);
    this.put(item, parentId, afterItemId);
  }

  move(item: Item, parentId: string | null, afterItemId: string | null): void {
    this.takeOut(item.id);
    this.put(item, parentId, afterItemId);
  }

  change(item: Item): void {
    const { parent } = this.item(item.id);
    if ((parent?.id ?? null) !== (item.parent?.id ?? null))
      throw new Error(`item ${item.id} changed its parent without having been moved`);
    this.items.set(item.id, item);
  }

  /** Votes are in the order in which they were opened: one that is new comes last. */
  vote(itemId: string, vote: Vote): void {
    const item = this.item(itemId);
    const known = item.votes.some(({ id }) => id === vote.id);
    const votes = known ? item.votes.map((each) => (each.id === vote.id ? vote : each)) : [...item.votes, vote];
    this.items.set(itemId, { ...item, votes });
  }

  /** With everything below it; what went along already is named all the same. */
  remove(id: string): void {
    if (!this.items.has(id)) return;
    this.takeOut(id);
    const forget = (each: string): void => {
      for (const child of this.children.get(each) ?? []) forget(child);
      this.items.delete(each);
      this.children.delete(each);
    };
    forget(id);
  }

  printed(): Item[] {
    const walk = (parentId: string | null): Item[] =>
      (this.children.get(parentId) ?? []).flatMap((id) => [this.item(id), ...walk(id)]);
    const all = walk(null);
    if (all.length !== this.items.size) throw new Error('some items hang on nothing');
    return all;
  }

  private put(item: Item, parentId: string | null, afterItemId: string | null): void {
    if (parentId !== null) this.item(parentId);
    if ((item.parent?.id ?? null) !== parentId) throw new Error(`item ${item.id} says that its parent is another one`);
    const siblings = this.below(parentId);
    const index = afterItemId === null ? 0 : siblings.indexOf(afterItemId) + 1;
    if (afterItemId !== null && index === 0)
      throw new Error(`item ${afterItemId} is not under ${parentId ?? 'the top'}`);
    siblings.splice(index, 0, item.id);
    this.items.set(item.id, item);
  }

  private takeOut(id: string): void {
    const siblings = this.below(this.item(id).parent?.id ?? null);
    siblings.splice(siblings.indexOf(id), 1);
  }

  private below(parentId: string | null): string[] {
    let ids = this.children.get(parentId);
    if (ids === undefined) this.children.set(parentId, (ids = []));
    return ids;
  }
}
