import { Authority } from '../../alliance/shared/authority';
import { notFound, unlessMay } from '../../alliance/shared/refusals';
import { isRefused, refuse, type Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { JointMeeting } from './meeting.entity';
import {
  lockMeetingRow,
  readDependencies,
  type AgendaPart,
  type MeetingAccess,
  type MeetingWanted,
  type Scope,
} from './meeting.queries';
import type { Item } from '../agenda/agenda-difference.rules';
import { isAhead, SEES_ATTENDANCE } from './meeting.rules';

/** What somebody may do with a meeting; whoever runs it also prepares it. */
export interface MayDo {
  readonly runs: boolean;
  readonly prepares: boolean;
}

/** A locked meeting, and what the sender of a mutation may do with it. */
export interface LockedMeeting extends MayDo {
  readonly meeting: JointMeeting;
  readonly authority: Authority;
  /** What somebody may do with it: see `runs` and `prepares`. */
  readonly may: (authority: Authority) => MayDo;
  /** From 1, the public, to 4, those who run it (see meeting.access). */
  readonly accessLevel: number;
  /** Whether the sender may open, suspend, close and cancel it, and prepare it. */
  readonly runs: boolean;
  /** Whether the sender may change the meeting and its agenda: those who run it, and its liaison until it opens. */
  readonly prepares: boolean;
}

/**
 * Locks the meeting and only then looks at who is asking, so that what is decided holds until the commit. For whoever
 * may not see the meeting, there is none.
 */
export async function lockMeeting<Field extends string>(
  tx: WriteTransaction,
  meetingId: string,
  path: Field,
): Promise<LockedMeeting | Refused<Field>> {
  return lockMeetingOf(tx, { meetingId }, path);
}

/** The same, by the id of something in it. */
export async function lockMeetingOf<Field extends string>(
  tx: WriteTransaction,
  wanted: MeetingWanted,
  path: Field,
): Promise<LockedMeeting | Refused<Field>> {
  return lockedWith(tx, wanted, 'none', path);
}

/** The same, with its whole agenda, by the meeting's id or by that of an item. */
export async function lockWithAgenda<Field extends string>(
  tx: WriteTransaction,
  wanted: MeetingWanted,
  path: Field,
): Promise<WithItems | Refused<Field>> {
  return lockedWith(tx, wanted, 'whole', path);
}

/** The same, with one item of its agenda, which the sender sees. */
export async function lockWithItem<Field extends string>(
  tx: WriteTransaction,
  itemId: string,
  path: Field,
): Promise<(LockedMeeting & { readonly item: Item }) | Refused<Field>> {
  const locked = await lockedWith(tx, { itemId }, 'item', path);
  if (isRefused(locked)) return locked;
  const [item] = locked.items;
  return item === undefined || item.audience > locked.accessLevel ? notFound(path) : { ...locked, item };
}

type WithItems = LockedMeeting & { readonly items: readonly Item[] };

/** Both statements go to the database at once: the second begins when the first has the lock, and sees what is there then. */
async function lockedWith<Field extends string>(
  tx: WriteTransaction,
  wanted: MeetingWanted,
  part: AgendaPart,
  path: Field,
): Promise<WithItems | Refused<Field>> {
  const [meeting, dependencies] = await Promise.all([
    lockMeetingRow(tx, wanted),
    readDependencies(tx.manager, tx.viewer, wanted, part),
  ]);
  if (meeting === null || dependencies === null) return notFound(path);
  const { items, ...access } = dependencies;
  const locked = lockedFor(tx, meeting, access, path);
  return isRefused(locked) ? locked : { ...locked, items };
}

function lockedFor<Field extends string>(
  { viewer }: WriteTransaction,
  meeting: JointMeeting,
  { accessLevel, organiser }: MeetingAccess,
  path: Field,
): LockedMeeting | Refused<Field> {
  if (meeting.audience > accessLevel) return notFound(path);
  const authority = new Authority(viewer);
  const scope = scopeIdOf(meeting);
  const may = (each: Authority): MayDo => {
    const runs = maySchedule(each, meeting.allianceId, scope).runs || (organiser && each.coversMeetings);
    return { runs, prepares: runs || (isAhead(meeting.status) && each.isLiaison(meeting.allianceId, scope)) };
  };
  return { meeting, authority, accessLevel, may, ...may(authority) };
}

/** Refuses whoever may not do this with the meeting; null for those who may. */
export function unlessMayDo<Field extends string>(
  { authority, may }: LockedMeeting,
  what: keyof MayDo,
  path: Field,
): Refused<Field> | null {
  return unlessMay(authority, (each) => may(each)[what], path);
}

/** Who may schedule a meeting of a scope, and whether such a person also runs it. */
export function maySchedule(authority: Authority, allianceId: string, scopeId: string | null): MayDo {
  const runs = authority.isOrganiser(allianceId) || authority.convenes(allianceId, scopeId);
  return { runs, prepares: runs || authority.isLiaison(allianceId, scopeId) };
}

/** Whether the sender sees who is invited. */
export function seesAttendance({ accessLevel }: LockedMeeting): boolean {
  return accessLevel >= SEES_ATTENDANCE;
}

export function scopeIdOf({ sectorGroupId, areaGroupId, territoryId }: Scope): string | null {
  return sectorGroupId ?? areaGroupId ?? territoryId;
}

export function wrongStatus<Field extends string>({ status }: JointMeeting, path: Field): Refused<Field> {
  return refuse('WRONG_STATE', 'meeting.wrongStatus', path, { status });
}
