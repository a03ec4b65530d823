import { NO_PAYLOAD } from '../../../platform/writes/writer';
import { anonymous } from '../../../platform/access/viewer';
import { timedOrigin, type TimedTask } from '../../../platform/timed-work';
import { LENT } from './booking.rules';
import { keepBooking } from './booking.service';

/** What was lent and is not back; after a month it is told no more, and stays `late`. */
const LATE = `
  select booking.id
  from bookings booking
  join resources resource on resource.alliance_id = booking.alliance_id and resource.id = booking.resource_id
  where booking.status = 'CONFIRMED'
    and booking.ends_at <= $1
    and booking.ends_at > $1::timestamptz - interval '30 days'
    and resource.kind in (${LENT.map((kind) => `'${kind}'`).join(', ')})
    and not exists (
      select
      from notifications told
      where told.alliance_id = booking.alliance_id
        and told.once = 'booking.late ' || booking.id
    )
  order by booking.ends_at`;

/** Tells both units what was lent and is not back, once. */
export const bookingTask: TimedTask = {
  name: 'bookings',
  async run({ writer, database, now }) {
    const { rows } = await database.query<{ id: string }>(LATE, [now]);
    for (const { id: bookingId } of rows)
      await writer.perform(
        { viewer: anonymous, origin: timedOrigin(), repeatable: null },
        keepBooking,
        { bookingId },
        NO_PAYLOAD,
      );
  },
};
