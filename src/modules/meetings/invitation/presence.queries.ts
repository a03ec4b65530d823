import type { EntityManager } from 'typeorm';
import { newId } from '../../../platform/database/ids';
import { query } from '../../../platform/writes/statements';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { JointMeeting } from '../meeting/meeting.entity';

/** Those who have come or gone, by the ids of their attendances or as guests. */
type Somebody = { readonly attendances: readonly string[] } | { readonly guests: readonly string[] };

/** Keeps when they came, or when they left: each stay is a row of its own, so that a later one takes nothing back. */
export function recordPresence(
  tx: Pick<WriteTransaction, 'send' | 'now'>,
  { allianceId, id }: JointMeeting,
  who: Somebody,
  present: boolean,
): void {
  const [column, ids] = 'guests' in who ? ['guest_id', who.guests] : ['attendance_id', who.attendances];
  if (ids.length === 0) return;
  if (present)
    tx.send(
      `insert into attendance_times (alliance_id, id, meeting_id, ${column}, arrived_at)
       select $1, stay.id, $2, stay.somebody, $5
       from unnest($3::uuid[], $4::uuid[]) as stay (id, somebody)`,
      [allianceId, id, ids.map(newId), ids, tx.now],
    );
  else
    tx.send(
      `update attendance_times
       set left_at = $4
       where alliance_id = $1
         and meeting_id = $2
         and ${column} = any($3)
         and left_at is null`,
      [allianceId, id, ids, tx.now],
    );
}

/** Whether any of these has been there at some time, so that it stays on the meeting's lists. */
export async function wasThere(
  manager: EntityManager,
  { allianceId, id }: JointMeeting,
  ids: readonly string[],
): Promise<boolean> {
  if (ids.length === 0) return false;
  const seen = await query(
    manager,
    `select
     from attendance_times
     where alliance_id = $1
       and meeting_id = $2
       and coalesce(attendance_id, guest_id) = any($3)
     limit 1`,
    [allianceId, id, ids],
  );
  return seen.length > 0;
}

/** How many invited units are there themselves, or were at a moment: what a quorum counts. A unit that another carries is not there. */
export async function unitsPresent(
  manager: Pick<EntityManager, 'query'>,
  { allianceId, id }: Pick<JointMeeting, 'allianceId' | 'id'>,
  at?: Date,
): Promise<number> {
  const [counted] = await manager.query<{ present: number }[]>(
    `select count(*)::int as present
     from attendance_times
     where alliance_id = $1
       and meeting_id = $2
       and attendance_id is not null
       and ${at === undefined ? 'left_at is null' : `arrived_at <= $3 and coalesce(left_at, 'infinity') > $3`}`,
    at === undefined ? [allianceId, id] : [allianceId, id, at],
  );
  return counted?.present ?? 0;
}
