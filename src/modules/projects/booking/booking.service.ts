import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import { onConstraint } from '../../../platform/writes/writer';
import { Alliance } from '../../alliance';
import { MemberUnit, MembershipStatus } from '../../alliance/member-unit/member-unit.entity';
import { findVisible } from '../../alliance/shared/authorisation';
import { Authority } from '../../alliance/shared/authority';
import { allianceDay } from '../../alliance/shared/calendar';
import { notAllowed, notFound } from '../../alliance/shared/refusals';
import { cleanText } from '../../alliance/shared/roster';
import { JointProject, JointProjectStatus } from '../project/project.entity';
import { Resource, ResourceStatus } from '../resource/resource.entity';
import { lockResource } from '../resource/resource.queries';
import { actingFault, keepingFault } from '../shared/acting-unit';
import { Booking, BookingStatus } from './booking.entity';
import type { RequestBookingInput, SetBookingStatusInput } from './booking.inputs';
import { notifyOfBooking } from './booking.notices';
import { lockBooking, moveBookings, placedBookings, spanOf } from './booking.queries';
import {
  arranged,
  BOOKING_STEPS,
  freeSlot,
  FURTHEST_DAYS,
  hasRoom,
  LONGEST_DAYS,
  spanFault,
  stepFault,
  type Span,
} from './booking.rules';

const full = refuse('LIMIT_REACHED', 'booking.full', 'resourceId');
onConstraint<RequestBookingInput>('bookings_apart', full);

const OVER: readonly JointProjectStatus[] = [
  JointProjectStatus.COMPLETED,
  JointProjectStatus.EVALUATED,
  JointProjectStatus.CANCELLED,
];

/**
 * Books a resource for a time (申请预约): for a unit by its staff, for a resident by those who keep the resource. Where they
 * keep it themselves it is confirmed at once.
 */
export const requestBooking: Service<RequestBookingInput, { booking: string }> = async (tx, input) => {
  const { manager } = tx;
  const visible = await findVisible(tx, Resource, rowId(input.resourceId));
  if (visible === null) return notFound('resourceId');
  const { allianceId, id: resourceId } = visible;
  const keeps = new Authority(tx.viewer).actsForUnit(allianceId, visible.unitId);
  const unitId = typeof input.unitId === 'string' ? rowId(input.unitId) : null;
  const borrower = typeof input.borrower === 'string' ? cleanText(input.borrower) : null;
  const fault = unitId === null ? borrowerFault(keeps, borrower) : await actingFault(tx, allianceId, unitId, 'unitId');
  if (fault !== null) return fault;
  const projectId = await projectOf(tx, allianceId, input.projectId);
  if (isRefused(projectId)) return projectId;
  const resource = await lockResource(manager, allianceId, resourceId);
  if (resource === null) return notFound('resourceId');
  const wanted = spanOf(input);
  const unfit = (await offerFault(tx, resource)) ?? (await timeFault(tx, resource, wanted));
  if (unfit !== null) return unfit;
  const slot = await placeFor(tx, resource, wanted);
  if (slot === null) return full;
  const booking = {
    allianceId,
    id: newId(),
    resourceId,
    slot,
    from: input.from,
    until: input.until,
    unitId,
    borrower,
    projectId,
    status: keeps ? BookingStatus.CONFIRMED : BookingStatus.REQUESTED,
    createdAt: tx.now,
    returnedAt: null,
  };
  await manager.insert(Booking, booking);
  if (!keeps)
    await notifyOfBooking(tx, resource, {
      ...booking,
      bookingId: booking.id,
      key: 'booking.requested',
      unitIds: [resource.unitId],
    });
  tx.audit({
    allianceId,
    action: 'requestBooking',
    subject: globalId('booking', booking.id),
    details: {
      resource: globalId('resource', resourceId),
      from: input.from,
      until: input.until,
      status: booking.status,
      ...(unitId === null ? {} : { unit: globalId('unit', unitId) }),
    },
  });
  return { booking: booking.id };
};

/** A resident's booking is made by those who keep the resource, who know whom they lend it to. */
function borrowerFault(keeps: boolean, borrower: string | null): Refused<'unitId' | 'borrower'> | null {
  if (!keeps) return notAllowed('unitId');
  return borrower === null ? refuse('INVALID', 'booking.borrowerMissing', 'borrower') : null;
}

async function projectOf(
  tx: WriteTransaction,
  allianceId: string,
  id: string | null | undefined,
): Promise<string | null | Refused<'projectId'>> {
  if (typeof id !== 'string') return null;
  const project = await findVisible(tx, JointProject, rowId(id));
  if (project === null || project.allianceId !== allianceId) return notFound('projectId');
  return OVER.includes(project.status) ? refuse('WRONG_STATE', 'booking.projectOver', 'projectId') : project.id;
}

/** Why a resource is not to be had at all. */
async function offerFault(
  { manager }: WriteTransaction,
  { allianceId, unitId, status }: Resource,
): Promise<Refused<'resourceId'> | null> {
  if (status !== ResourceStatus.AVAILABLE) return refuse('WRONG_STATE', 'booking.notAvailable', 'resourceId');
  const keeper = await manager.findOneByOrFail(MemberUnit, { allianceId, id: unitId });
  return keeper.status === MembershipStatus.ACTIVE
    ? null
    : refuse('WRONG_STATE', 'booking.keeperNotActive', 'resourceId');
}

/** Why it is not to be had at this time, by its days in the alliance's time zone. */
async function timeFault(
  { manager, now }: WriteTransaction,
  { allianceId, availableFrom, availableUntil }: Resource,
  wanted: Span,
): Promise<Refused<'from' | 'until'> | null> {
  const fault = spanFault(wanted, now.getTime());
  if (fault !== null) {
    const days = fault.key === 'booking.tooLong' ? LONGEST_DAYS : FURTHEST_DAYS;
    return refuse('INVALID', fault.key, fault.at, { days });
  }
  const { timeZone } = await manager.findOneByOrFail(Alliance, { id: allianceId });
  if (availableFrom !== null && allianceDay(new Date(wanted.from), timeZone) < availableFrom)
    return refuse('INVALID', 'booking.beforeAvailable', 'from', { day: availableFrom });
  if (availableUntil !== null && allianceDay(new Date(wanted.until - 1), timeZone) > availableUntil)
    return refuse('INVALID', 'booking.afterAvailable', 'until', { day: availableUntil });
  return null;
}

/** The place that a booking takes, its resource locked; others ahead are moved where only that makes room. */
async function placeFor({ manager, now }: WriteTransaction, resource: Resource, wanted: Span): Promise<number | null> {
  const { quantity } = resource;
  const beside = await placedBookings(manager, resource, wanted);
  if (!hasRoom(beside, wanted, quantity)) return null;
  const free = freeSlot(beside, wanted, quantity);
  if (free !== null) return free;
  const ahead = await placedBookings(manager, resource, { from: now.getTime() });
  const slots = arranged([...ahead, { ...wanted, id: 'wanted', slot: 0 }], quantity, now.getTime());
  const slot = slots?.get('wanted');
  if (slots === null || slot === undefined) return null;
  await moveBookings(manager, resource.allianceId, ahead, slots);
  return slot;
}

const NOTICES = {
  CONFIRMED: 'booking.confirmed',
  DECLINED: 'booking.declined',
  CANCELLED: 'booking.cancelled',
  RETURNED: 'booking.returned',
} as const;

/** Takes a step of a booking (预约状态): the keeping unit confirms, declines and takes back; either side gives it up in time. */
export const setBookingStatus: Service<SetBookingStatusInput, { booking: string }> = async (tx, input) => {
  const { manager, now } = tx;
  const visible = await findVisible(tx, Booking, rowId(input.bookingId));
  if (visible === null) return notFound('bookingId');
  const { allianceId, id, resourceId, unitId } = visible;
  const { status: to } = input;
  const resource = await manager.findOneByOrFail(Resource, { allianceId, id: resourceId });
  const byKeeper = await keepingFault(tx, allianceId, resource.unitId, 'bookingId');
  const isEithers = to === BookingStatus.REQUESTED || BOOKING_STEPS[to].by === 'either';
  const byBorrower =
    isEithers && byKeeper !== null && unitId !== null
      ? await actingFault(tx, allianceId, unitId, 'bookingId')
      : byKeeper;
  if (byBorrower !== null) return notAllowed('bookingId');
  const booking = await lockBooking(manager, allianceId, id);
  if (booking === null) return notFound('bookingId');
  const { status: from } = booking;
  if (from === to) return { booking: id };
  const fault = stepFault({ ...spanOf(booking), status: from }, to, now.getTime());
  if (fault !== null || to === BookingStatus.REQUESTED)
    return refuse('WRONG_STATE', fault ?? 'booking.wrongStep', 'status', { from, to });
  const returnedAt = to === BookingStatus.RETURNED ? now : null;
  await manager.update(Booking, { allianceId, id }, { status: to, returnedAt });
  await notifyOfBooking(tx, resource, {
    ...booking,
    bookingId: id,
    key: NOTICES[to],
    // the other side, unless one unit is both
    unitIds: byKeeper !== null ? [resource.unitId] : unitId === resource.unitId ? [] : [unitId],
  });
  tx.audit({ allianceId, action: 'setBookingStatus', subject: globalId('booking', id), details: { from, to } });
  return { booking: id };
};

/** Tells both units of a booking (row id) that what was lent is not back; it repeats nothing. */
export async function keepBooking(tx: WriteTransaction, { id }: { readonly id: string }): Promise<object> {
  const { manager, now } = tx;
  const booking = await manager.findOneBy(Booking, { id });
  if (booking === null || booking.status !== BookingStatus.CONFIRMED || booking.until > now) return {};
  const resource = await manager.findOneByOrFail(Resource, { allianceId: booking.allianceId, id: booking.resourceId });
  await notifyOfBooking(tx, resource, {
    ...booking,
    bookingId: id,
    key: 'booking.late',
    unitIds: [resource.unitId, booking.unitId],
    once: `booking.late ${id}`,
  });
  return {};
}
