import { NO_PAYLOAD } from '../../../platform/writes/writer';
import { anonymous } from '../../../platform/access/viewer';
import { timedOrigin, type TimedTask } from '../../../platform/timed-work';
import { REMINDED_DAYS } from './list-round.rules';
import { keepRound } from './list-round.service';

/** Rounds of which a reminder may be due; a day wider on both sides, since each alliance has a day of its own. */
const DUE = `
  select id
  from list_rounds
  where due_on between ($1::timestamptz at time zone 'UTC')::date - 1
    and ($1::timestamptz at time zone 'UTC')::date + ${REMINDED_DAYS + 1}
  order by id`;

/** Reminds the units that have not answered, three days before a round's last day and on it, each once. */
export const listRoundTask: TimedTask = {
  name: 'list-rounds',
  async run({ writer, database, now }) {
    const { rows } = await database.query<{ id: string }>(DUE, [now]);
    for (const { id: roundId } of rows)
      await writer.perform(
        { viewer: anonymous, origin: timedOrigin(), repeatable: null },
        keepRound,
        { roundId },
        NO_PAYLOAD,
      );
  },
};
