import { dueTask } from '../../../platform/timed-work';
import { LENT } from './booking.rules';
import { keepBooking } from './booking.service';

/** What was lent and is not back; after a month it is told no more, and stays `late`. */
const LATE = `
  select booking.id
  from bookings booking
  join resources resource on resource.alliance_id = booking.alliance_id and resource.id = booking.resource_id
  where booking.id > $2
    and booking.status = 'CONFIRMED'
    and booking.ends_at <= $1
    and booking.ends_at > $1::timestamptz - interval '30 days'
    and resource.kind in (${LENT.map((kind) => `'${kind}'`).join(', ')})
    and not exists (
      select
      from notifications told
      where told.alliance_id = booking.alliance_id
        and told.once = 'booking.late ' || booking.id
    )`;

/** Tells both units what was lent and is not back, once. */
export const bookingTask = dueTask({ name: 'bookings', prefix: 'booking', due: LATE, keep: keepBooking });
