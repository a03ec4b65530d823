import { refuse, type Refused } from '../../../platform/writes/outcome';
import { AttendanceResponse, MeetingStatus, type Attendance } from '../meeting/meeting.entity';

/** An attendance as it is stored, without its relations. */
export type Invited = Readonly<Omit<Attendance, 'allianceId' | 'meetingId' | 'meeting' | 'unit' | 'proxy'>>;

/** How long before a meeting's planned start people may check in, in milliseconds. */
const DOORS_OPEN = 60 * 60_000;

/** How many others a unit may carry (代行). */
export const MOST_CARRIED = 2;

/** A unit's answer to its invitation. */
export interface Answer {
  readonly accept: boolean;
  /** Who comes; undefined keeps the person named before. */
  readonly representative: string | null | undefined;
  readonly proxyUnitId: string | null;
}

/** Whether an invitation can be answered: once it is out, and before the meeting is over. */
export function takesAnswers(status: MeetingStatus): boolean {
  return status === MeetingStatus.SCHEDULED || isUnderWay(status);
}

/** Whether people can check in: while the meeting is on, and shortly before it. */
export function takesCheckIns(
  meeting: { readonly status: MeetingStatus; readonly startsAt: Date },
  now: Date,
): boolean {
  if (meeting.status === MeetingStatus.SCHEDULED) return now.getTime() >= meeting.startsAt.getTime() - DOORS_OPEN;
  return isUnderWay(meeting.status);
}

/** Whether a meeting has been opened and is not over. */
export function isUnderWay(status: MeetingStatus): boolean {
  return status === MeetingStatus.IN_SESSION || status === MeetingStatus.RECESS;
}

type BlamedInAnswer = 'unitId' | 'representative' | 'proxyUnitId';

/** The attendances that an answer changes, with their new values: the unit's own, and those that lose it as proxy. */
export function answered(
  attendances: readonly Invited[],
  own: Invited,
  answer: Answer,
): Invited[] | Refused<BlamedInAnswer> {
  return answer.accept ? accepted(own, answer) : declined(attendances, own, answer);
}

function accepted(own: Invited, { representative, proxyUnitId }: Answer): Invited[] | Refused<'proxyUnitId'> {
  if (proxyUnitId !== null) return refuse('INVALID', 'meeting.proxyWhenAccepting', 'proxyUnitId');
  return changed(own, {
    response: AttendanceResponse.ACCEPTED,
    proxyUnitId: null,
    representative: representative === undefined ? own.representative : representative,
  });
}

function declined(
  attendances: readonly Invited[],
  own: Invited,
  { representative, proxyUnitId }: Answer,
): Invited[] | Refused<BlamedInAnswer> {
  if (own.present) return refuse('WRONG_STATE', 'meeting.presentAlready', 'unitId');
  if (typeof representative === 'string')
    return refuse('INVALID', 'meeting.representativeWhenDeclining', 'representative');
  if (proxyUnitId === own.unitId) return refuse('INVALID', 'meeting.ownProxy', 'proxyUnitId');
  const proxy = proxyUnitId === null ? null : attendances.find((each) => each.unitId === proxyUnitId);
  if (proxy === undefined) return refuse('NOT_FOUND', 'input.notFound', 'proxyUnitId');
  if (proxy?.response === AttendanceResponse.DECLINED)
    return refuse('WRONG_STATE', 'meeting.proxyDeclined', 'proxyUnitId');
  const carried = attendances.filter((each) => each.proxyUnitId === proxyUnitId && each.unitId !== own.unitId);
  if (proxyUnitId !== null && carried.length >= MOST_CARRIED)
    return refuse('LIMIT_REACHED', 'meeting.proxyCarriesEnough', 'proxyUnitId', { max: MOST_CARRIED });
  return [
    ...changed(own, { response: AttendanceResponse.DECLINED, representative: null, proxyUnitId }),
    // a unit that does not come is nobody's proxy, and proxies never form a chain
    ...withoutProxies(attendances, [own.unitId]),
  ];
}

/** The attendances that named one of these units as their proxy, without it. */
export function withoutProxies(attendances: readonly Invited[], unitIds: readonly string[]): Invited[] {
  return attendances.flatMap((each) =>
    each.proxyUnitId !== null && unitIds.includes(each.proxyUnitId) ? changed(each, { proxyUnitId: null }) : [],
  );
}

/**
 * The attendance with the unit present or absent, or with somebody else who has come for it; nothing when that is no change. A unit
 * that arrives after all comes, and takes its proxy back. One that leaves is still named by those that it carries: it may come back,
 * and until then they are carried by nobody who is there.
 * @param representative who has come for it; undefined keeps the person named before
 */
export function checkedIn(
  own: Invited,
  present: boolean,
  now: Date,
  representative: string | null = own.representative,
): Invited[] {
  if (own.present === present && own.representative === representative) return [];
  if (!present) return [{ ...own, present, checkedInAt: null }];
  const response = own.response === AttendanceResponse.DECLINED ? AttendanceResponse.ACCEPTED : own.response;
  const checkedInAt = own.present ? own.checkedInAt : now;
  return [{ ...own, present, checkedInAt, response, proxyUnitId: null, representative }];
}

function changed(own: Invited, to: Partial<Invited>): Invited[] {
  const next = { ...own, ...to };
  const same =
    next.response === own.response &&
    next.representative === own.representative &&
    next.proxyUnitId === own.proxyUnitId;
  return same ? [] : [next];
}
