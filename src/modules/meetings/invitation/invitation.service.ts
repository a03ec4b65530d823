import { unitsFault, type NamedUnit } from '../../alliance/shared/named-units';
import type { Authority } from '../../alliance/shared/authority';
import { notFound, unlessMay } from '../../alliance/shared/refusals';
import { globalId } from '../../../platform/database/ids';
import { refusing } from '../../../platform/identity';
import { isRefused, place, refuse, Refused } from '../../../platform/writes/outcome';
import type { Preparation } from '../../../platform/writes/declarations';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { isCheckInCode } from '../shared/check-in-code';
import { readGuests, readInvited, setGuestPresent, writeInvited } from './invitation.queries';
import { answered, checkedIn, takesAnswers, takesCheckIns, type Invited } from './invitation.rules';
import { recordPresence } from './presence.queries';
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

/** Answers a unit's invitation: by the unit's people, or the secretariat in their place. */
export const respondToInvitation: Service<RespondToInvitationInput, { meeting: string }> = async (tx, input) => {
  const locked = await lockMeeting(tx, rowId(input.meetingId), 'meetingId');
  if (isRefused(locked)) return locked;
  const { meeting } = locked;
  const unitId = rowId(input.unitId);
  const attendances = await readInvited(tx.manager, meeting);
  const own = invitationOf(locked, attendances, { id: unitId, path: place('unitId') }, (each) =>
    each.actsForUnit(meeting.allianceId, unitId),
  );
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
  if (changed.length > 0) {
    await writeInvited(tx.manager, meeting, changed);
    recordChange(tx, meeting, {
      action: 'respondToInvitation',
      details: { unit: input.unitId, accept, ...(proxyUnitId ? { proxy: proxyUnitId } : {}) },
      event: { attendances: changed.map((each) => each.id), presenceKept: true },
      told: [{ kind: accept ? 'INVITATION_ACCEPTED' : 'INVITATION_DECLINED', units: [unitId] }],
    });
  }
  return { meeting: meeting.id };
};

/**
 * Counts tries with a room's code before the transaction, so that all servers count them together and a refusal takes no trace of
 * them back; all but wrong codes are given back after it, when its connection is free.
 */
export const checkInByCode: Preparation<CheckInInput, { meeting: string }> = async (
  { identity, origin, viewer },
  input,
) => {
  if (!input.code || viewer.personId === null) return checkIn;
  const attempt = identity.limits.attempt(origin);
  const limited = await attempt.withCode(viewer.personId, input.meetingId);
  if (limited !== null)
    return refusing(new Refused(limited.refusals.map((each) => ({ ...each, path: place('code') }))));
  return async (tx, given) => {
    const answer = await checkIn(tx, given);
    if (!isRefused(answer)) tx.afterCommit(() => attempt.succeeded());
    else if (!answer.refusals.some(({ key }) => key === 'meeting.codeWrong'))
      tx.afterRefusal(() => attempt.succeeded());
    return answer;
  };
};

/** Checks units or a guest in or out: by those who run the meeting, or by the unit's people with the room's code. */
export const checkIn: Service<CheckInInput, { meeting: string }> = async (tx, input) => {
  const { unitId, unitIds, guestId, representative, present } = input;
  const several = (unitIds ?? []).length > 0;
  if ([Boolean(unitId), several, Boolean(guestId)].filter(Boolean).length !== 1)
    return refuse('INVALID', 'meeting.checkInOne');
  if (typeof representative === 'string' && !(unitId && present))
    return refuse('INVALID', 'meeting.representativeOfOne', 'representative');
  const locked = await lockMeeting(tx, rowId(input.meetingId), 'meetingId');
  if (isRefused(locked)) return locked;
  if (guestId) return checkInGuest(tx, locked, rowId(guestId), input);
  const named: NamedUnit<BlamedUnit>[] = several
    ? (unitIds ?? []).map((id, index) => ({ id: rowId(id), path: place('unitIds', index) }))
    : [{ id: rowId(unitId ?? ''), path: place('unitId') }];
  return checkInUnits(tx, locked, named, input);
};

type BlamedUnit = 'unitId' | 'unitIds';

async function checkInUnits(
  tx: WriteTransaction,
  locked: LockedMeeting,
  named: readonly NamedUnit<BlamedUnit>[],
  { present, representative, code }: CheckInInput,
): Promise<{ meeting: string } | Refused<'meetingId' | BlamedUnit | 'code'>> {
  const { meeting, runs, may } = locked;
  const attendances = await readInvited(tx.manager, meeting);
  const invited: Invited[] = [];
  for (const unit of named) {
    const own = invitationOf(
      locked,
      attendances,
      unit,
      (each) => may(each).runs || each.actsForUnit(meeting.allianceId, unit.id),
    );
    if (isRefused(own)) return own;
    invited.push(own);
  }
  if (!takesCheckIns(meeting, tx.now)) return refuse('WRONG_STATE', 'meeting.checkInClosed', 'meetingId');
  const fault =
    (runs ? null : await codeFault(tx, locked, code)) ??
    (present ? await unlessActive(tx, meeting, attendances, named) : null);
  if (fault !== null) return fault;
  const name = typeof representative === 'string' ? cleaned(representative) || null : undefined;
  const changed = invited.flatMap((own) => checkedIn(own, present, tx.now, name));
  if (changed.length > 0) {
    await writeInvited(tx.manager, meeting, changed);
    const before = new Set(attendances.filter((each) => each.present).map((each) => each.id));
    const moved = changed.filter((each) => before.has(each.id) !== present);
    recordPresence(tx, meeting, { attendances: moved.map((each) => each.id) }, present);
    const gone = changed.filter((each) => !each.present).map(({ unitId }) => unitId);
    const ended = await endTurns(tx, meeting, { units: gone }, tx.now);
    recordChange(tx, meeting, {
      action: 'checkIn',
      details: { units: changed.map((each) => globalId('unit', each.unitId)), present },
      event: {
        attendances: changed.map((each) => each.id),
        ...(moved.length === 0 ? { presenceKept: true as const } : {}),
        ...ended.event,
      },
      told: [
        ...ended.told,
        {
          kind: moved.length === 0 ? 'REPRESENTED' : present ? 'ARRIVED' : 'LEFT',
          units: (moved.length === 0 ? changed : moved).map((each) => each.unitId),
        },
      ],
    });
  }
  return { meeting: meeting.id };
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
    recordPresence(tx, meeting, { guests: [guest.id] }, present);
    recordChange(tx, meeting, {
      action: 'checkIn',
      details: { guest: globalId('guest', guestId), present },
      event: { guests: true },
      told: [{ kind: present ? 'GUEST_ARRIVED' : 'GUEST_LEFT', guest: guest.name }],
    });
  }
  return { meeting: meeting.id };
}

/** A unit's invitation, for somebody who acts for the unit; for whoever may not see it, there is none. */
function invitationOf<Field extends string>(
  locked: LockedMeeting,
  attendances: readonly Invited[],
  { id, path }: NamedUnit<Field>,
  acts: (authority: Authority) => boolean,
): Invited | Refused<Field> {
  const own = attendances.find((each) => each.unitId === id);
  const refused = unlessMay(locked.authority, acts, path[0]);
  if (own === undefined || (refused !== null && !seesAttendance(locked))) return notFound(path);
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
  // by the clock that the room's code is shown by
  if (isCheckInCode(await checkInSecret(tx.manager, meeting), code, Date.now())) return null;
  return refuse('INVALID', 'meeting.codeWrong', 'code');
}
