import { NO_PAYLOAD } from '../../../platform/writes/writer';
import type { Pool } from 'pg';
import { anonymous } from '../../../platform/access/viewer';
import { globalId } from '../../../platform/database/ids';
import { timedOrigin, type TimedTask } from '../../../platform/timed-work';
import { REPORTED_IN } from '../commitment/commitment.rules';
import { DUE_DAYS, ENDING_DAYS, UNSIGNED_DAYS } from './term.rules';
import { keepTerm } from './term.service';

/** How many agreements are read at a time. */
const BATCH_SIZE = 200;

/**
 * Agreements that may have a step or a reminder due, in the order of their ids; each is checked again under its lock. Who
 * was reminded already is not asked here: a reminder is sent once only, so considering it again costs little.
 */
const DUE = `
  select a.id
  from agreements a
  join alliances on alliances.id = a.alliance_id
  cross join lateral (select ($1::timestamptz at time zone alliances.time_zone)::date as today) here
  where a.id > $2
    and (
      (a.status = 'SIGNED' and coalesce(a.starts_on, '-infinity') <= here.today)
      or (a.status = 'ACTIVE' and a.ends_on <= here.today + ${Math.max(...ENDING_DAYS)})
      or (a.status = 'OPEN_FOR_SIGNATURE' and a.step_opened_at <= $1::timestamptz - interval '${UNSIGNED_DAYS} days')
      or (
        a.status in (${REPORTED_IN.map((status) => `'${status}'`).join(', ')})
        and exists (
          select
          from commitments c
          join agreement_parties p on p.alliance_id = c.alliance_id and p.id = c.party_id and p.left_at is null
          where c.alliance_id = a.alliance_id
            and c.agreement_id = a.id
            and c.status in ('PENDING', 'IN_PROGRESS')
            and c.due_on <= here.today + ${DUE_DAYS}
        )
      )
    )
  order by a.id
  limit ${BATCH_SIZE}`;

const FIRST = '00000000-0000-0000-0000-000000000000';

async function dueAfter(database: Pool, now: Date, after: string): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(DUE, [now, after]);
  return rows.map(({ id }) => id);
}

/** So many failures are named in the log, each in so many characters: of thousands, the first tell what is wrong. */
const FAILURES_NAMED = 5;
const REASON_CHARACTERS = 400;

/**
 * Does what is due in agreements' terms: each in a transaction of its own, so that one failure does not stop the others. Nor does
 * it fail the task, which would be tried again at once, and again: what is broken waits for the next quarter of an hour.
 */
export const termTask: TimedTask = {
  name: 'agreements',
  async run({ writer, database, now, log }) {
    let failed = 0;
    const first: { id: string; reason: string }[] = [];
    for (
      let due = await dueAfter(database, now, FIRST);
      due.length > 0;
      due = await dueAfter(database, now, due.at(-1) ?? FIRST)
    ) {
      for (const agreementId of due) {
        await writer
          .perform(
            { viewer: anonymous, origin: timedOrigin(), repeatable: null },
            keepTerm,
            { agreementId },
            NO_PAYLOAD,
          )
          .catch((error: unknown) => {
            failed += 1;
            if (first.length < FAILURES_NAMED)
              first.push({ id: globalId('agreement', agreementId), reason: String(error).slice(0, REASON_CHARACTERS) });
          });
      }
    }
    if (failed > 0)
      log.error({ event: 'agreements.termFailed', failed, first }, 'agreements whose term could not be kept');
  },
};
