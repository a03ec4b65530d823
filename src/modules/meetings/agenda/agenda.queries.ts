import type { EntityManager } from 'typeorm';
import { raw, render, sql, type Sql, type SqlValue } from '../../../platform/database/sql';
import { assignments, query, together, type Part } from '../../../platform/writes/statements';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { JointMeeting } from '../meeting/meeting.entity';
import { AgendaItemState } from './agenda.entity';
import type { AgendaDifference, Item } from './agenda-difference.rules';

type Sending = Pick<WriteTransaction, 'manager' | 'send'>;

interface MeetingKey {
  readonly allianceId: string;
  readonly id: string;
}

/** The whole agenda, in printed order. */
export async function readItems(manager: EntityManager, { allianceId, id }: MeetingKey): Promise<Item[]> {
  const [agenda] = await query<{ items: readonly ItemJson[] }>(manager, AGENDA, [allianceId, id]);
  return (agenda?.items ?? []).map(itemOf);
}

/** What was done on any of these items: it is why they stay on the agenda. */
export async function whatWasDoneOn(
  manager: EntityManager,
  { allianceId, id }: MeetingKey,
  itemIds: readonly string[],
): Promise<{ readonly spokenTo: boolean; readonly decidedOn: boolean; readonly votedOn: boolean }> {
  const ofThese = 'alliance_id = $1 and meeting_id = $2 and item_id = any($3)';
  const [done] = await query<Awaited<ReturnType<typeof whatWasDoneOn>>>(
    manager,
    `select
       exists (select from speaker_turns where ${ofThese} and started_at is not null) as "spokenTo",
       exists (select from decisions where ${ofThese}) as "decidedOn",
       exists (select from votes where ${ofThese}) as "votedOn"`,
    [allianceId, id, itemIds],
  );
  return done ?? { spokenTo: false, decidedOn: false, votedOn: false };
}

export function insertItems(tx: Sending, meeting: MeetingKey, items: readonly Item[]): void {
  if (items.length > 0) tx.send(INSERT_ITEMS, [meeting.allianceId, meeting.id, JSON.stringify(items)]);
}

/**
 * Writes a meeting's columns and the rows of its agenda that differ, in as few statements as there are kinds of
 * difference.
 * @param also what is written by the same statement
 */
export function writeMeeting(
  tx: Sending,
  meeting: MeetingKey,
  columns: object,
  { removed, inserted, updated }: Pick<AgendaDifference, 'removed' | 'inserted' | 'updated'>,
  also: readonly Part[] = [],
): void {
  const key = [meeting.allianceId, meeting.id];
  if (removed.length > 0)
    tx.send('delete from agenda_items where alliance_id = $1 and meeting_id = $2 and id = any($3)', [...key, removed]);
  insertItems(tx, meeting, inserted);
  // the item that is paused is written first, so that two items are never running at once
  const running = updated.filter((item) => item.state === AgendaItemState.ACTIVE);
  const others = updated.filter((item) => item.state !== AgendaItemState.ACTIVE);
  const [last = [], before = []] = [others, running].filter((rows) => rows.length > 0).reverse();
  if (before.length > 0) tx.send(UPDATE_ITEMS(3), [...key, JSON.stringify(before)]);
  const { text, values } = together(key, [...also, ...updateOf(last), columnsPart(tx.manager, columns)]);
  tx.send(text, values);
}

function columnsPart(manager: EntityManager, columns: object): Part {
  const { values } = assignments(manager, JointMeeting, columns, 0);
  return {
    text: (first) => `
      update joint_meetings
      set ${assignments(manager, JointMeeting, columns, first).text}
      where alliance_id = $1
        and id = $2`,
    values,
  };
}

/** One item is written by its values, which takes PostgreSQL a third of the time that it takes for a list. */
function updateOf(items: readonly Item[]): Part[] {
  const [item] = items;
  if (item === undefined) return [];
  return items.length === 1
    ? [{ text: UPDATE_ITEM, values: COLUMNS.map(({ property }) => item[property]) }]
    : [{ text: UPDATE_ITEMS, values: [JSON.stringify(items)] }];
}

interface ItemColumn {
  readonly name: string;
  readonly property: keyof Item;
  readonly type: string;
}

const COLUMNS: readonly ItemColumn[] = [
  { name: 'id', property: 'id', type: 'uuid' },
  { name: 'parent_id', property: 'parentId', type: 'uuid' },
  { name: 'position', property: 'position', type: 'int' },
  { name: 'ordinal', property: 'ordinal', type: 'int' },
  { name: 'title', property: 'title', type: 'text' },
  { name: 'description', property: 'description', type: 'text' },
  { name: 'kind', property: 'kind', type: 'text' },
  { name: 'state', property: 'state', type: 'text' },
  { name: 'visibility', property: 'visibility', type: 'text' },
  { name: 'audience', property: 'audience', type: 'smallint' },
  { name: 'presenter_unit_id', property: 'presenterUnitId', type: 'uuid' },
  { name: 'presenter', property: 'presenter', type: 'text' },
  { name: 'agreement_id', property: 'agreementId', type: 'uuid' },
  { name: 'project_id', property: 'projectId', type: 'uuid' },
  { name: 'need_id', property: 'needId', type: 'uuid' },
  { name: 'consultation_id', property: 'consultationId', type: 'uuid' },
  { name: 'planned_minutes', property: 'plannedMinutes', type: 'int' },
  { name: 'started_at', property: 'startedAt', type: 'timestamptz' },
  { name: 'stopped_at', property: 'stoppedAt', type: 'timestamptz' },
  { name: 'elapsed_seconds', property: 'elapsedSeconds', type: 'int' },
  { name: 'numbers', property: 'numbers', type: 'text[]' },
  { name: 'expected_starts', property: 'expectedStarts', type: 'timestamptz[]' },
  { name: 'version', property: 'version', type: 'int' },
];

const ITEM_COLUMNS = COLUMNS.map(({ name, property }) => `item.${name} as "${property}"`).join(', ');

/**
 * Items in SQL, by a condition on the row `item`, in printed order: one JSON text, since reading a field of a row costs several
 * times as much.
 */
export function agendaJson(where: SqlValue): Sql {
  return sql`
    select coalesce(json_agg(item), '[]')
    from (
      select ${raw(ITEM_COLUMNS)}
      from agenda_items item
      where ${where}
      order by item.ordinal
    ) item`;
}

const AGENDA = render(sql`select (${agendaJson(raw('item.alliance_id = $1 and item.meeting_id = $2'))}) as items`).text;

/** An item as JSON has it. */
export type ItemJson = Omit<Item, 'startedAt' | 'stoppedAt' | 'expectedStarts'> & {
  readonly startedAt: string | null;
  readonly stoppedAt: string | null;
  readonly expectedStarts: readonly (string | null)[];
};

export function itemOf({ startedAt, stoppedAt, expectedStarts, ...item }: ItemJson): Item {
  return {
    ...item,
    startedAt: momentOf(startedAt),
    stoppedAt: momentOf(stoppedAt),
    expectedStarts: expectedStarts.map(momentOf),
  };
}

function momentOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

const TYPES = COLUMNS.map(({ property, type }) => `"${property}" ${type}`).join(', ');
const ITEMS = (first: number): string => `jsonb_to_recordset($${first}) as item (${TYPES})`;

const INSERT_ITEMS = `
  insert into agenda_items (alliance_id, meeting_id, ${COLUMNS.map(({ name }) => name).join(', ')})
  select $1, $2, ${COLUMNS.map(({ property }) => `item."${property}"`).join(', ')}
  from ${ITEMS(3)}`;

const UPDATE_ITEMS = (first: number): string => `
  update agenda_items
  set ${COLUMNS.filter(({ name }) => name !== 'id')
    .map(({ name, property }) => `${name} = item."${property}"`)
    .join(', ')}
  from ${ITEMS(first)}
  where agenda_items.alliance_id = $1
    and agenda_items.meeting_id = $2
    and agenda_items.id = item.id`;

const UPDATE_ITEM = (first: number): string => {
  const [id, ...others] = COLUMNS.map(({ name }, place) => `${name} = $${first + place}`);
  return `
  update agenda_items
  set ${others.join(', ')}
  where alliance_id = $1
    and meeting_id = $2
    and ${id}`;
};
