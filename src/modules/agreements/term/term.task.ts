import { dueTask } from '../../../platform/timed-work';
import { REPORTED_IN } from '../commitment/commitment.rules';
import { DUE_DAYS, ENDING_DAYS, UNSIGNED_DAYS } from './term.rules';
import { keepTerm } from './term.service';

/**
 * Agreements that may have a step or a reminder due. Who was reminded already is not asked here: a reminder is sent once only, so
 * considering it again costs little.
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
    )`;

/** Does what is due in agreements' terms. */
export const termTask = dueTask({ name: 'agreements', prefix: 'agreement', due: DUE, keep: keepTerm });
