import { globalId } from '../../../platform/database/ids';
import type { Queryable } from '../../../platform/reads/statement';

/** An agreement whose history is not the one that the audit log knows. */
export interface HistoryBehindLog {
  readonly id: string;
  /** How many events it has by the log. */
  readonly logged: number;
  /** How many it has; null when it is gone. */
  readonly found: number | null;
}

const MOST_NAMED = 20;

/**
 * Histories that are shorter than the audit log says, or end differently. Entries that no server wrote are not believed; those
 * of the last second have no seal yet, so a history may be longer.
 */
const BEHIND = `
  with logged as (
    select distinct on (e.alliance_id, e.subject)
      e.alliance_id,
      replace(e.subject, $1, '')::uuid as id,
      (e.details #>> '{history,count}')::int as count,
      e.details #>> '{history,head}' as head
    from audit_entries e
    join audit_seals s on s.entry_id = e.id and s.vouched
    where e.details ? 'history'
    order by e.alliance_id, e.subject, (e.details #>> '{history,count}')::int desc
  )
  select logged.id, logged.count as logged, a.history_count as found
  from logged
  left join agreements a on a.alliance_id = logged.alliance_id and a.id = logged.id
  where a.id is null
    or a.history_count < logged.count
    or (a.history_count = logged.count and a.history_head <> logged.head)
  order by logged.id
  limit ${MOST_NAMED}`;

/** Agreements that were set back, rewritten or taken away. */
export async function historiesBehindLog(database: Queryable): Promise<HistoryBehindLog[]> {
  const { rows } = await database.query<HistoryBehindLog>(BEHIND, [globalId('agreement', '')]);
  return rows.map((row) => ({ ...row, id: globalId('agreement', row.id) }));
}
