import type { Pool } from 'pg';
import { anonymous } from '../access/viewer';
import { globalId, type IdPrefix } from '../database/ids';
import type { WriteTransaction } from '../writes/transaction';
import { NO_PAYLOAD } from '../writes/writer';
import { timedOrigin, type TimedTask } from './timed-work';

/** How many objects are read at a time. */
const BATCH_SIZE = 200;
const FIRST = '00000000-0000-0000-0000-000000000000';
/** So many failures are named in the log, each in so many characters, which in Chinese are 3 KB: of thousands, the first tell what is wrong. */
const FAILURES_NAMED = 5;
const REASON_CHARACTERS = 200;

export interface DueWork {
  readonly name: string;
  /** What the objects are. */
  readonly prefix: IdPrefix;
  /** Selects the ids of those that may have something due at $1, of ids above $2; in whatever order, and however many. */
  readonly due: string;
  /** Looks at one again under its lock, and does what is due. */
  readonly keep: (tx: WriteTransaction, object: { readonly id: string }) => Promise<object>;
}

/**
 * Does what is due of many objects: each in a transaction of its own, so that one failure does not stop the others. Nor does
 * it fail the task, which would be tried again at once, and again: what is broken waits for the next quarter of an hour.
 */
export function dueTask({ name, prefix, due, keep }: DueWork): TimedTask {
  const next = async (database: Pool, now: Date, after: string): Promise<string[]> => {
    const { rows } = await database.query<{ id: string }>(
      `select due.id
       from (${due}) due
       order by due.id
       limit ${BATCH_SIZE}`,
      [now, after],
    );
    return rows.map(({ id }) => id);
  };
  return {
    name,
    async run({ writer, database, now, log }) {
      let failed = 0;
      const first: { id: string; reason: string }[] = [];
      for (
        let ids = await next(database, now, FIRST);
        ids.length > 0;
        ids = await next(database, now, ids.at(-1) ?? FIRST)
      ) {
        for (const id of ids) {
          await writer
            .perform({ viewer: anonymous, origin: timedOrigin(), repeatable: null }, keep, { id }, NO_PAYLOAD)
            .catch((error: unknown) => {
              failed += 1;
              if (first.length < FAILURES_NAMED)
                first.push({ id: globalId(prefix, id), reason: String(error).slice(0, REASON_CHARACTERS) });
            });
        }
      }
      if (failed > 0) log.error({ event: `${name}.dueFailed`, failed, first }, 'what was due could not be done');
    },
  };
}
