import { RateLimiterMemory } from 'rate-limiter-flexible';
import { unitsFault, type NamedUnit } from '../../alliance/shared/named-units';
import type { Authority } from '../../alliance/shared/authority';
import { notFound, unlessMay } from '../../alliance/shared/refusals';
import { globalId } from '../../../platform/database/ids';
import { isRefused, place, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { isCheckInCode } from '../shared/check-in-code';
import { readGuests, readInvited, setGuestPresent, writeInvited } from './invitation.queries';
import { answered, checkedIn, takesAnswers, takesCheckIns, type Invited } from './invitation.rules';
import { recordChange } from '../meeting/meeting-changes.service';
import { endTurns } from '../speaker/speaker.queries';
import type { JointMeeting } from '../meeting/meeting.entity';
import type { CheckInInput, RespondToInvitationInput } from './invitation.inputs';
import { checkInSecret } from '../meeting/meeting.queries';
import {
  seesAttendance,
  lockMeeting,
  unlessMayDo,
  wrongStatus,
  type LockedMeeting,
} from '../meeting/meeting-lock.service';

/**
 * Wrong codes that a person may try in a meeting. They are counted in the memory of each server process: a count written
 * in the transaction would be rolled back with its refusal, and a second connection held beside it could starve the pool.
 * A handful of processes still leave a guesser only some ten tries each, at one in half a million.
 */
const wrongCodes = new RateLimiterMemory({ points: 10, duration: 10 * 60 });

/** Answers a unit's invitation: by the unit's people, or the secretariat in their place. */
export const respondToInvitation: Service<RespondToInvitationInput, { meeting: string }> = async (tx, input) => {
  const locked = await lockMeeting(tx, rowId(input.meetingId), 'meetingId');
  if (isRefused(locked)) return locked;
  const { meeting } = locked;
  const unitId = rowId(input.unitId);
  const attendances = await readInvited(tx.manager, meeting);
  const own = invitationOf(locked, attendances, unitId, (each) => each.actsForUnit(meeting.allianceId, unitId));
  if (isRefused(own)) return own;
  if (!takesAnswers(meeting.status)) return wrongStatus(meeting, 'meetingId');
  const { accept, representative, proxyUnitId } = input;
  const inactive = await unlessActive(tx, meeting, attendances, [
    ...(accept ? [{ id: unitId, path: place('unitId') }] : []),
    ...(proxyUnitId ? [{ id: rowId(proxyUnitId), path: place('proxyUnitId') }] : []),
  ]);
  if (inactive !== null) return inactive;
  const changed = answered(attendances, own, {
    accept,
    representative: representative === undefined ? undefined : cleaned(representative) || null,
    proxyUnitId: proxyUnitId ? rowId(proxyUnitId) : null,
  });
  if (isRefused(changed)) return changed;
  return recordAttendances(tx, locked, 'respondToInvitation', changed, {
    unit: input.unitId,
    accept,
    ...(proxyUnitId ? { proxy: proxyUnitId } : {}),
  });
};

/** Checks a unit or a guest in or out: by those who run the meeting, or by the unit's people with the room's code. */
export const checkIn: Service<CheckInInput, { meeting: string }> = async (tx, input) => {
  const { unitId, guestId } = input;
  if (Boolean(unitId) === Boolean(guestId)) return refuse('INVALID', 'meeting.checkInOne');
  const locked = await lockMeeting(tx, rowId(input.meetingId), 'meetingId');
  if (isRefused(locked)) return locked;
  return unitId ? checkInUnit(tx, locked, rowId(unitId), input) : checkInGuest(tx, locked, rowId(guestId ?? ''), input);
};

async function checkInUnit(
  tx: WriteTransaction,
  locked: LockedMeeting,
  unitId: string,
  input: CheckInInput,
): Promise<{ meeting: string } | Refused<'meetingId' | 'unitId' | 'code'>> {
  const { meeting, runs, may } = locked;
  const attendances = await readInvited(tx.manager, meeting);
  const own = invitationOf(
    locked,
    attendances,
    unitId,
    (each) => may(each).runs || each.actsForUnit(meeting.allianceId, unitId),
  );
  if (isRefused(own)) return own;
  if (!takesCheckIns(meeting, tx.now)) return refuse('WRONG_STATE', 'meeting.checkInClosed', 'meetingId');
  const fault =
    (runs ? null : await codeFault(tx, locked, input.code)) ??
    (input.present ? await unlessActive(tx, meeting, attendances, [{ id: unitId, path: place('unitId') }]) : null);
  if (fault !== null) return fault;
  return recordAttendances(tx, locked, 'checkIn', checkedIn(own, input.present, tx.now), {
    unit: globalId('unit', unitId),
    present: input.present,
  });
}

async function checkInGuest(
  tx: WriteTransaction,
  locked: LockedMeeting,
  guestId: string,
  { present }: CheckInInput,
): Promise<{ meeting: string } | Refused<'meetingId' | 'guestId'>> {
  const { meeting } = locked;
  const guest = seesAttendance(locked)
    ? (await readGuests(tx.manager, meeting)).find((each) => each.id === guestId)
    : undefined;
  if (guest === undefined) return notFound('guestId');
  const refused = unlessMayDo(locked, 'runs', 'guestId');
  if (refused !== null) return refused;
  if (!takesCheckIns(meeting, tx.now)) return refuse('WRONG_STATE', 'meeting.checkInClosed', 'meetingId');
  if (guest.present !== present) {
    await setGuestPresent(tx.manager, guest, present);
    recordChange(tx, meeting, {
      action: 'checkIn',
      details: { guest: globalId('guest', guestId), present },
      event: { meeting: true },
    });
  }
  return { meeting: meeting.id };
}

/** A unit's invitation, for somebody who acts for the unit; for whoever may not see it, there is none. */
function invitationOf(
  locked: LockedMeeting,
  attendances: readonly Invited[],
  unitId: string,
  acts: (authority: Authority) => boolean,
): Invited | Refused<'unitId'> {
  const own = attendances.find((each) => each.unitId === unitId);
  const refused = unlessMay(locked.authority, acts, 'unitId');
  if (own === undefined || (refused !== null && !seesAttendance(locked))) return notFound('unitId');
  return refused ?? own;
}

/** Refuses units that can neither come nor be a proxy, since they were suspended or have left after the invitation. */
function unlessActive<Field extends string>(
  tx: WriteTransaction,
  { allianceId }: JointMeeting,
  invited: readonly Invited[],
  named: readonly NamedUnit<Field>[],
): Promise<Refused<Field> | null> {
  return unitsFault(tx, allianceId, named, new Set(invited.map((each) => each.unitId)));
}

async function codeFault(
  tx: WriteTransaction,
  { meeting }: LockedMeeting,
  code: string | null | undefined,
): Promise<Refused<'code'> | null> {
  if (!code) return refuse('INVALID', 'meeting.codeNeeded', 'code');
  const tries = `${meeting.id} ${tx.viewer.personId ?? ''}`;
  const spent = await wrongCodes.get(tries);
  if (spent !== null && spent.remainingPoints <= 0) {
    return refuse('RATE_LIMITED', 'meeting.tooManyCodes', 'code', {
      minutes: Math.max(1, Math.ceil(spent.msBeforeNext / 60_000)),
    });
  }
  if (isCheckInCode(await checkInSecret(tx.manager, meeting), code, tx.now.getTime())) return null;
  await wrongCodes.penalty(tries);
  return refuse('INVALID', 'meeting.codeWrong', 'code');
}

async function recordAttendances(
  tx: WriteTransaction,
  { meeting }: LockedMeeting,
  action: string,
  changed: readonly Invited[],
  details: Readonly<Record<string, unknown>>,
): Promise<{ meeting: string }> {
  if (changed.length > 0) {
    await writeInvited(tx.manager, meeting, changed);
    const gone = changed.filter(({ present }) => !present).map(({ unitId }) => unitId);
    const speakers = await endTurns(tx, meeting, { units: gone }, tx.now);
    recordChange(tx, meeting, {
      action,
      details,
      event: { attendances: changed.map((each) => each.id), ...(speakers.length > 0 ? { speakers } : {}) },
    });
  }
  return { meeting: meeting.id };
}
