import { changesBetween } from '../../alliance/shared/changes';
import { unitsFault } from '../../alliance/shared/named-units';
import { globalId } from '../../../platform/database/ids';
import { isRefused, place, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { stale } from '../../../platform/writes/writer';
import { differenceBetween, type AgendaDifference } from '../agenda/agenda-difference.rules';
import { layOut } from '../agenda/agenda-layout.rules';
import { afterStep } from '../agenda/agenda.rules';
import { readItems } from '../agenda/agenda.queries';
import { notifyInvited } from '../invitation/invitation.notices';
import {
  addGuests,
  addOrganisers,
  invite,
  readGuests,
  readInvited,
  readOrganisers,
  removeGuests,
  removeOrganisers,
  uninvite,
  writeInvited,
} from '../invitation/invitation.queries';
import { wasThere } from '../invitation/presence.queries';
import { withoutProxies, type Invited } from '../invitation/invitation.rules';
import { recordChange } from './meeting-changes.service';
import type { JointMeeting } from './meeting.entity';
import type {
  CancelMeetingInput,
  CloseMeetingInput,
  OpenMeetingInput,
  PublishMeetingInput,
  SuspendMeetingInput,
  UpdateMeetingInput,
} from './meeting.inputs';
import {
  after,
  audienceOfMeeting,
  isOver,
  replaced,
  replacedGuests,
  TRANSITIONS,
  type MeetingStep,
} from './meeting.rules';
import { lockMeeting, unlessMayDo, wrongStatus, type LockedMeeting } from './meeting-lock.service';
import { STEP_KINDS } from '../timeline/timeline.rules';
import { frameFault } from '../schedule/schedule.rules';
import { endTurns } from '../speaker/speaker.queries';
import { stopsBetween } from '../speaker/speaker.rules';
import { peopleFault, unlessNamesOrganisers } from '../schedule/schedule.service';
import { annulInMeeting } from '../vote/vote-annulment.service';

/** Publishes a draft: from now on everybody whom its visibility lets in sees it. */
export const publishMeeting: Service<PublishMeetingInput, { meeting: string }> = async (tx, input) => {
  return take(tx, 'publish', input.meetingId);
};

/** Opens a meeting, or resumes it after a recess. */
export const openMeeting: Service<OpenMeetingInput, { meeting: string }> = async (tx, input) => {
  return take(tx, 'open', input.meetingId);
};

/** Goes into recess; the running item is paused. */
export const suspendMeeting: Service<SuspendMeetingInput, { meeting: string }> = async (tx, input) => {
  return take(tx, 'suspend', input.meetingId);
};

/** Closes a meeting; what is not done is postponed. */
export const closeMeeting: Service<CloseMeetingInput, { meeting: string }> = async (tx, input) => {
  return take(tx, 'close', input.meetingId);
};

/** Cancels a meeting that has not been opened. A cancelled draft stays hidden. */
export const cancelMeeting: Service<CancelMeetingInput, { meeting: string }> = async (tx, input) => {
  return take(tx, 'cancel', input.meetingId, cleaned(input.reason));
};

async function take(
  tx: WriteTransaction,
  step: MeetingStep,
  meetingId: string,
  reason: string | null = null,
): Promise<{ meeting: string } | Refused<'meetingId'>> {
  const locked = await lockMeeting(tx, rowId(meetingId), 'meetingId');
  if (isRefused(locked)) return locked;
  const { meeting } = locked;
  const refused = unlessMayDo(locked, TRANSITIONS[step].by, 'meetingId');
  if (refused !== null) return refused;
  const status = after(step, meeting.status);
  if (status === null) return wrongStatus(meeting, 'meetingId');
  const items = await readItems(tx.manager, meeting);
  const columns = {
    status,
    ...(step === 'publish' ? { audience: audienceOfMeeting(status, meeting.visibility) } : {}),
    ...(step === 'open' && meeting.openedAt === null ? { openedAt: tx.now } : {}),
    ...(step === 'close' ? { closedAt: tx.now } : {}),
    ...(step === 'cancel' ? { cancelReason: reason } : {}),
  };
  const next = afterStep(step, items, tx.now);
  const ended = await endTurns(tx, meeting, stopsBetween(items, next), tx.now);
  recordChange(tx, meeting, {
    action: `${step}Meeting`,
    details: { from: meeting.status, to: status, ...(reason === null ? {} : { reason }) },
    columns: { ...columns, version: meeting.version + 1 },
    changesAccess: step === 'publish',
    agenda: differenceBetween(items, layOut({ ...meeting, ...columns }, next)),
    event: {
      meeting: true,
      ...ended.event,
      ...(step === 'close' ? await annulInMeeting(tx, meeting, tx.now) : {}),
    },
    told: [...ended.told, { kind: STEP_KINDS[step] }],
  });
  if (step === 'publish')
    await notifyInvited(
      tx,
      { ...meeting, ...columns },
      (await readInvited(tx.manager, meeting)).map((each) => each.unitId),
    );
  return { meeting: meeting.id };
}

/** Changes what the input has of a meeting that is not over; lists replace the previous ones. */
export const updateMeeting: Service<UpdateMeetingInput, { meeting: string }> = async (tx, input) => {
  const locked = await lockMeeting(tx, rowId(input.meetingId), 'meetingId');
  if (isRefused(locked)) return locked;
  const { meeting } = locked;
  const refused = unlessMayDo(locked, 'prepares', 'meetingId');
  if (refused !== null) return refused;
  if (isOver(meeting.status)) return wrongStatus(meeting, 'meetingId');
  if (typeof input.expectedVersion === 'number' && input.expectedVersion !== meeting.version)
    return stale(meeting.version);
  const frame = frameAfter(meeting, input);
  const invited = await readInvited(tx.manager, meeting);
  const fault = frameFault(
    frame,
    input.inviteUnitIds === undefined ? invited.length : (input.inviteUnitIds?.length ?? 0),
    input,
  );
  if (fault !== null) return fault;
  const lists = await replaceLists(tx, locked, invited, input);
  if (isRefused(lists)) return lists;
  const changes = changesBetween(framePart(meeting), frame);
  if (changes === null && lists.changes === null) return { meeting: meeting.id };
  const audience = audienceOfMeeting(meeting.status, frame.visibility);
  recordChange(tx, meeting, {
    action: 'updateMeeting',
    details: { changes: { ...changes, ...lists.changes } },
    columns: {
      ...frame,
      audience,
      version: meeting.version + 1,
    },
    changesAccess: lists.changesAccess || changes?.['visibility'] !== undefined,
    agenda: await layOutAgain(tx, { ...meeting, ...frame, audience }),
    told: [{ kind: 'CHANGED' }],
    event: {
      meeting: true,
      ...(lists.attendances.length > 0 ? { attendances: lists.attendances, presenceKept: true as const } : {}),
    },
  });
  await notifyInvited(tx, { ...meeting, ...frame }, lists.invited);
  return { meeting: meeting.id };
};

/** What an update may change of a meeting's own row. */
type Frame = Pick<
  JointMeeting,
  'title' | 'startsAt' | 'endsAt' | 'venue' | 'visibility' | 'quorumRequired' | 'turnsPerUnit'
>;

function framePart({ title, startsAt, endsAt, venue, visibility, quorumRequired, turnsPerUnit }: Frame): Frame {
  return { title, startsAt, endsAt, venue, visibility, quorumRequired, turnsPerUnit };
}

function frameAfter(meeting: Frame, input: UpdateMeetingInput): Frame {
  const { title, startsAt, endsAt, venue, visibility, quorum, turnsPerUnit } = input;
  return {
    title: title === undefined ? meeting.title : cleaned(title),
    startsAt: startsAt ?? meeting.startsAt,
    endsAt: endsAt === undefined ? meeting.endsAt : endsAt,
    venue: venue === undefined ? meeting.venue : cleaned(venue) || null,
    visibility: visibility ?? meeting.visibility,
    quorumRequired: quorum === undefined ? meeting.quorumRequired : quorum,
    turnsPerUnit: turnsPerUnit === undefined ? meeting.turnsPerUnit : turnsPerUnit,
  };
}

async function layOutAgain(tx: WriteTransaction, meeting: JointMeeting): Promise<AgendaDifference> {
  const items = await readItems(tx.manager, meeting);
  return differenceBetween(items, layOut(meeting, items));
}

interface ReplacedLists {
  /** For the audit log; null when nothing was replaced. */
  readonly changes: Readonly<Record<string, unknown>> | null;
  readonly changesAccess: boolean;
  /** Attendances that lost their proxy. */
  readonly attendances: readonly string[];
  /** Units that were not invited before. */
  readonly invited: readonly string[];
}

async function replaceLists(
  tx: WriteTransaction,
  locked: LockedMeeting,
  invited: readonly Invited[],
  input: UpdateMeetingInput,
): Promise<ReplacedLists | Refused<'organiserIds' | 'inviteUnitIds' | 'guests'>> {
  const organisers = await replaceOrganisers(tx, locked, input.organiserIds);
  if (isRefused(organisers)) return organisers;
  const units = await replaceInvitations(tx, locked, invited, input.inviteUnitIds);
  if (isRefused(units)) return units;
  const guests = await replaceGuests(tx, locked, input.guests);
  if (isRefused(guests)) return guests;
  const changes = { ...organisers, ...units.changes, ...guests };
  return {
    changes: Object.keys(changes).length === 0 ? null : changes,
    changesAccess: organisers !== null || units.changes !== null,
    attendances: units.attendances,
    invited: units.added,
  };
}

type ListChange = Readonly<Record<string, unknown>> | null;

async function replaceOrganisers(
  tx: WriteTransaction,
  { meeting, authority, may }: LockedMeeting,
  organiserIds: string[] | null | undefined,
): Promise<ListChange | Refused<'organiserIds'>> {
  if (organiserIds === undefined) return null;
  const wanted = (organiserIds ?? []).map(rowId);
  const present = await readOrganisers(tx.manager, meeting);
  const { added, removed } = replaced(present, wanted);
  if (added.length + removed.length === 0) return null;
  const refused = unlessNamesOrganisers(authority, may);
  if (refused !== null) return refused;
  const fault = await peopleFault(tx, meeting.allianceId, wanted, present);
  if (fault !== null) return fault;
  await removeOrganisers(tx.manager, meeting, removed);
  await addOrganisers(tx.manager, meeting, added);
  return {
    organisers: {
      added: added.map((id) => globalId('person', id)),
      removed: removed.map((id) => globalId('person', id)),
    },
  };
}

async function replaceInvitations(
  tx: WriteTransaction,
  { meeting }: LockedMeeting,
  invited: readonly Invited[],
  unitIds: string[] | null | undefined,
): Promise<{ changes: ListChange; attendances: string[]; added: string[] } | Refused<'inviteUnitIds'>> {
  if (unitIds === undefined) return { changes: null, attendances: [], added: [] };
  const wanted = (unitIds ?? []).map(rowId);
  const { added, removed } = replaced(
    invited.map((each) => each.unitId),
    wanted,
  );
  if (added.length + removed.length === 0) return { changes: null, attendances: [], added };
  const gone = invited.filter((each) => removed.includes(each.unitId)).map((each) => each.id);
  if (await wasThere(tx.manager, meeting, gone)) return refuse('WRONG_STATE', 'meeting.unitWasThere', 'inviteUnitIds');
  const named = wanted
    .map((id, index) => ({ id, path: place('inviteUnitIds', index) }))
    .filter(({ id }) => added.includes(id));
  const fault = await unitsFault(tx, meeting.allianceId, named);
  if (fault !== null) return fault;
  const left = withoutProxies(
    invited.filter((each) => !removed.includes(each.unitId)),
    removed,
  );
  if (left.length > 0) await writeInvited(tx.manager, meeting, left);
  await uninvite(tx.manager, meeting, removed);
  await invite(tx.manager, meeting, added);
  const changes = {
    invitations: { added: added.map((id) => globalId('unit', id)), removed: removed.map((id) => globalId('unit', id)) },
  };
  return { changes, attendances: left.map((each) => each.id), added };
}

async function replaceGuests(
  tx: WriteTransaction,
  { meeting }: LockedMeeting,
  guests: UpdateMeetingInput['guests'],
): Promise<ListChange | Refused<'guests'>> {
  if (guests === undefined) return null;
  const wanted = (guests ?? []).map((guest) => ({ name: cleaned(guest.name), capacity: guest.capacity }));
  const { added, removed } = replacedGuests(await readGuests(tx.manager, meeting), wanted);
  if (added.length + removed.length === 0) return null;
  const gone = removed.map((guest) => guest.id);
  if (await wasThere(tx.manager, meeting, gone)) return refuse('WRONG_STATE', 'meeting.guestWasThere', 'guests');
  await removeGuests(tx.manager, meeting, gone);
  await addGuests(tx.manager, meeting, added);
  return { guests: { added: added.length, removed: removed.length } };
}
