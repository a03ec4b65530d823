import { raw, sql, type Sql } from '../../../platform/database/sql';
import { declareFields } from '../../../platform/reads/declarations';
import { Booking } from './booking.entity';
import { LENT } from './booking.rules';

const lent = LENT.map((kind) => `'${kind}'`).join(', ');

declareFields(Booking, (field) => ({
  late: field.expression(
    () => Boolean,
    'boolean',
    (booking) =>
      sql`(${booking.status} = 'CONFIRMED' and ${booking.until} <= now() and ${booking.$within['kind'] as Sql} in (${raw(lent)}))`,
    { description: 'Lent goods, equipment or know-how that is not back after its time (逾期未还).' },
  ),
}));
