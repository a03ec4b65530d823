import { globalId } from '../../../platform/database/ids';
import type { MessageKey } from '../../../platform/i18n/messages';
import { notify } from '../../../platform/notifications';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { Alliance, representativesOf } from '../../alliance';
import { allianceMoment } from '../../alliance/shared/calendar';
import type { Resource } from '../resource/resource.entity';

export interface BookingNotice {
  readonly bookingId: string;
  readonly key: MessageKey & `booking.${string}`;
  readonly from: Date;
  readonly until: Date;
  /** Row ids of the units whose representatives are notified. */
  readonly unitIds: readonly (string | null)[];
  readonly once?: string;
}

/** Notifies the representatives of the units that a booking concerns. */
export async function notifyOfBooking(
  tx: Pick<WriteTransaction, 'manager' | 'now' | 'emit'>,
  { allianceId, title }: Pick<Resource, 'allianceId' | 'title'>,
  { bookingId, key, from, until, unitIds, once }: BookingNotice,
): Promise<void> {
  const units = unitIds.filter((unitId) => unitId !== null);
  if (units.length === 0) return;
  const { timeZone } = await tx.manager.findOneByOrFail(Alliance, { id: allianceId });
  await notify(tx, {
    allianceId,
    kind: 'BOOKING',
    key,
    parameters: { title, from: allianceMoment(from, timeZone), until: allianceMoment(until, timeZone) },
    subject: globalId('booking', bookingId),
    personIds: await representativesOf(tx.manager, allianceId, units),
    ...(once === undefined ? {} : { once }),
  });
}
