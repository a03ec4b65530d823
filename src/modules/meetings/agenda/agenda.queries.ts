import type { EntityManager } from 'typeorm';
import { AgendaItemState } from './agenda.entity';
import type { AgendaDifference, Item } from './agenda-difference.rules';

interface MeetingKey {
  readonly allianceId: string;
  readonly id: string;
}

/** The meeting that an item belongs to, so that it can be locked; null when there is no such item. */
export async function meetingOfItem(manager: EntityManager, itemId: string): Promise<string | null> {
  const [row] = (await manager.query('select meeting_id as id from agenda_items where id = $1', [itemId])) as {
    id: string;
  }[];
  return row?.id ?? null;
}

/** The whole agenda, in printed order. */
export async function readItems(manager: EntityManager, { allianceId, id }: MeetingKey): Promise<Item[]> {
  return manager.query(
    `select ${COLUMNS.map(({ name, property }) => `${name} as "${property}"`).join(', ')}
     from agenda_items
     where alliance_id = $1
       and meeting_id = $2
     order by ordinal`,
    [allianceId, id],
  );
}

/** Writes the rows that differ, in as few statements as there are kinds of difference. */
export async function writeAgenda(
  manager: EntityManager,
  meeting: MeetingKey,
  difference: AgendaDifference,
): Promise<void> {
  if (difference.removed.length > 0) {
    await manager.query('delete from agenda_items where alliance_id = $1 and id = any($2)', [
      meeting.allianceId,
      difference.removed,
    ]);
  }
  if (difference.inserted.length > 0) {
    const names = COLUMNS.map(({ name }) => name).join(', ');
    await manager.query(
      `insert into agenda_items (alliance_id, meeting_id, ${names})
       select $1, $2, ${COLUMNS.map(({ property }) => `item."${property}"`).join(', ')}
       from ${ITEMS}`,
      [meeting.allianceId, meeting.id, JSON.stringify(difference.inserted)],
    );
  }
  // the item that is paused is written first, so that two items are never running at once
  const running = difference.updated.filter((item) => item.state === AgendaItemState.ACTIVE);
  const others = difference.updated.filter((item) => item.state !== AgendaItemState.ACTIVE);
  for (const rows of [others, running]) {
    if (rows.length === 0) continue;
    await manager.query(
      `update agenda_items
       set ${COLUMNS.filter(({ name }) => name !== 'id')
         .map(({ name, property }) => `${name} = item."${property}"`)
         .join(', ')}
       from ${ITEMS}
       where agenda_items.alliance_id = $1
         and agenda_items.meeting_id = $2
         and agenda_items.id = item.id`,
      [meeting.allianceId, meeting.id, JSON.stringify(rows)],
    );
  }
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
  { name: 'planned_minutes', property: 'plannedMinutes', type: 'int' },
  { name: 'started_at', property: 'startedAt', type: 'timestamptz' },
  { name: 'stopped_at', property: 'stoppedAt', type: 'timestamptz' },
  { name: 'elapsed_seconds', property: 'elapsedSeconds', type: 'int' },
  { name: 'numbers', property: 'numbers', type: 'text[]' },
  { name: 'expected_starts', property: 'expectedStarts', type: 'timestamptz[]' },
  { name: 'version', property: 'version', type: 'int' },
];

const TYPES = COLUMNS.map(({ property, type }) => `"${property}" ${type}`).join(', ');
const ITEMS = `jsonb_to_recordset($3) as item (${TYPES})`;
