import type { EntityManager } from 'typeorm';
import { query } from '../../../platform/writes/statements';
import type { WriteTransaction } from '../../../platform/writes/transaction';

interface MeetingKey {
  readonly allianceId: string;
  readonly id: string;
}

/** Whether two meetings, by their aliases, are of one scope. */
const SAME_SCOPE = (one: string, other: string): string =>
  `coalesce(${one}.sector_group_id, ${one}.area_group_id, ${one}.territory_id, ${one}.alliance_id)
    = coalesce(${other}.sector_group_id, ${other}.area_group_id, ${other}.territory_id, ${other}.alliance_id)`;

/**
 * Action items that are to be done yet, of closed meetings, with the next meeting of the same scope, at which they have not
 * come up yet: the rows \`each\`, \`earlier\`, \`source\` (the agenda item that each came from) and \`ahead\`.
 */
export const TO_CARRY = `
  from action_items each
  join joint_meetings earlier on earlier.alliance_id = each.alliance_id and earlier.id = each.meeting_id and earlier.status = 'CLOSED'
  join agenda_items source on source.alliance_id = each.alliance_id and source.id = each.item_id and source.audience <= 2
  cross join lateral (
    select later.id
    from joint_meetings later
    where later.alliance_id = each.alliance_id
      and later.status in ('DRAFT', 'SCHEDULED')
      and ${SAME_SCOPE('later', 'earlier')}
      and later.starts_at > earlier.starts_at
    order by later.starts_at, later.id
    limit 1
  ) ahead
  where each.status in ('OPEN', 'OVERDUE')
    and not exists (
      select
      from carried_items carried
      where carried.alliance_id = each.alliance_id
        and carried.action_item_id = each.id
        and carried.meeting_id = ahead.id
    )`;

/** An action item that comes up again. */
export interface CarriedItem {
  readonly id: string;
  readonly text: string;
  /** The least access level that sees the agenda item that it came from. */
  readonly audience: number;
  /** The first of its units. */
  readonly unitId: string | null;
}

/** Those that come up at this meeting, oldest first. */
export function toCarry(manager: EntityManager, { allianceId, id }: MeetingKey): Promise<CarriedItem[]> {
  return query<CarriedItem>(
    manager,
    `select
       each.id,
       each.text,
       source.audience,
       (
         select doing.unit_id
         from action_item_units doing
         where doing.alliance_id = each.alliance_id
           and doing.action_item_id = each.id
         order by doing.unit_id
         limit 1
       ) as "unitId"
     ${TO_CARRY}
       and each.alliance_id = $1
       and ahead.id = $2
     order by each.id`,
    [allianceId, id],
  );
}

export function insertCarried(
  tx: Pick<WriteTransaction, 'send'>,
  { allianceId, id }: MeetingKey,
  carried: readonly { readonly actionItemId: string; readonly itemId: string }[],
): void {
  tx.send(
    `insert into carried_items (alliance_id, action_item_id, meeting_id, item_id)
     select $1, each."actionItemId", $2, each."itemId"
     from jsonb_to_recordset($3) as each ("actionItemId" uuid, "itemId" uuid)`,
    [allianceId, id, JSON.stringify(carried)],
  );
}

/** The audience of the agenda item that this one was carried over from; null where it was not. */
export async function carriedAudience(
  manager: EntityManager,
  { allianceId }: MeetingKey,
  itemId: string,
): Promise<number | null> {
  const [source] = await query<{ audience: number }>(
    manager,
    `select source.audience
     from carried_items carried
     join action_items each on each.alliance_id = carried.alliance_id and each.id = carried.action_item_id
     join agenda_items source on source.alliance_id = each.alliance_id and source.id = each.item_id
     where carried.alliance_id = $1
       and carried.item_id = $2`,
    [allianceId, itemId],
  );
  return source?.audience ?? null;
}
