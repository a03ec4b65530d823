import { dueTask } from '../../../platform/timed-work';
import { REMINDED_DAYS } from './list-round.rules';
import { keepRound } from './list-round.service';

/** Rounds of which a reminder may be due; a day wider on both sides, since each alliance has a day of its own. */
const DUE = `
  select id
  from list_rounds
  where id > $2
    and due_on between ($1::timestamptz at time zone 'UTC')::date - 1
      and ($1::timestamptz at time zone 'UTC')::date + ${REMINDED_DAYS + 1}`;

/** Reminds the units that have not answered, three days before a round's last day and on it, each once. */
export const listRoundTask = dueTask({ name: 'list-rounds', prefix: 'listRound', due: DUE, keep: keepRound });
