import { declareAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { or, sql, type Sql } from '../../../platform/database/sql';
import { byMembers, bySecretariat, ownUnits } from '../../alliance/shared/rights';
import { seesResource } from '../resource/resource.access';
import type { Resource } from '../resource/resource.entity';
import { Booking } from './booking.entity';

declare module '../../../platform/database/ids' {
  interface IdPrefixes {
    booking: Booking;
  }
}

/* Who sees what of bookings: docs/visibility.md, "booking". */

/** The people of the unit that books and of the one that keeps the resource, and the secretariat. */
const byBothUnits: Rule<Booking> = (booking) =>
  or(
    sql`${booking.unitId} = any(${ownUnits})`,
    sql`${booking.$within['unitId'] as Sql} = any(${ownUnits})`,
    bySecretariat(booking),
  );

/** And people of a suspended unit, who are no members, of what it books. */
const byMembersAndBoth: Rule<Booking> = (booking) => or(byMembers(booking), byBothUnits(booking));

declareAccess<Booking>(Booking, {
  id: 'booking',
  within: 'resource',
  row: ({ $within }) => seesResource($within as unknown as Row<Resource>),
  open: ['id', 'resource', 'from', 'until', 'status', 'late'],
  rules: { unit: byMembersAndBoth, project: byMembersAndBoth, borrower: byBothUnits, returnedAt: byBothUnits },
});
