import { declareMutations, mutation } from '../../../platform/writes/declarations';
import { Booking } from './booking.entity';
import { RequestBookingInput, SetBookingStatusInput } from './booking.inputs';
import { requestBooking, setBookingStatus } from './booking.service';

declareMutations({
  requestBooking: mutation(requestBooking, {
    input: RequestBookingInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Books a resource for a time (申请预约): for a unit by its staff; for a resident by the staff of the unit that keeps ' +
      'it; by the secretariat. LIMIT_REACHED where as many are booked already as there are. Confirmed at once where the ' +
      'sender acts for the unit that keeps it.',
    payload: { booking: () => Booking },
    payloadDescription: 'The booking (预约).',
  }),
  setBookingStatus: mutation(setBookingStatus, {
    input: SetBookingStatusInput,
    by: 'person',
    who: ['secretariat', 'unit'],
    token: ['MANAGE_UNIT', 'MANAGE_ALLIANCE'],
    description:
      'Takes a step of a booking (预约状态). The staff of the unit that keeps the resource confirm and decline what is asked ' +
      'for, and take back what was lent; those of either unit cancel it, a confirmed one before it begins; the secretariat ' +
      'may do either.',
    payload: { booking: () => Booking },
    payloadDescription: 'The booking as it is now (预约).',
  }),
});
