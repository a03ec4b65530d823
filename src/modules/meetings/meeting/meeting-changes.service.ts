import { globalId } from '../../../platform/database/ids';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { AgendaDifference } from '../agenda/agenda-difference.rules';
import type { MeetingEvent } from '../agenda/agenda-events.rules';
import { writeMeeting } from '../agenda/agenda.queries';
import { emitConsultation } from '../consultation/consultation-updates.service';
import { closeTold, toldPart, writeTold, type ToldItem } from '../timeline/timeline.queries';
import type { Told } from '../timeline/timeline.rules';
import type { JointMeeting } from './meeting.entity';

const NO_DIFFERENCE = { removed: [], inserted: [], updated: [] };

type MeetingColumns = Pick<
  JointMeeting,
  | 'title'
  | 'status'
  | 'visibility'
  | 'audience'
  | 'startsAt'
  | 'endsAt'
  | 'venue'
  | 'openedAt'
  | 'closedAt'
  | 'cancelReason'
  | 'quorumRequired'
  | 'turnsPerUnit'
  | 'version'
>;

/** What one mutation does to an existing meeting. */
export interface MeetingChange {
  /** The mutation's name. */
  readonly action: string;
  /** What it acted on, as the audit log names it; the meeting when absent. */
  readonly subject?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly columns?: Partial<MeetingColumns>;
  /** Whether somebody's access to the meeting may have changed, so that watchers are reauthorised. */
  readonly changesAccess?: boolean;
  readonly agenda?: AgendaDifference;
  readonly event?: Pick<
    MeetingEvent,
    'meeting' | 'guests' | 'minutes' | 'attendances' | 'presenceKept' | 'speakers' | 'decisions' | 'subjects' | 'votes'
  >;
  /** What the timeline says of it, in order. */
  readonly told?: readonly Told[];
}

/**
 * Writes a change to a meeting that this transaction has locked: its rows, its next revision, one live event and one
 * audit entry. Every change goes through here, which is why revisions have no gaps.
 */
export function recordChange(tx: WriteTransaction, meeting: JointMeeting, change: MeetingChange): void {
  const { allianceId, id } = meeting;
  const { agenda } = change;
  const revision = meeting.revision + 1;
  const rights = change.changesAccess === true ? { rightsRevision: revision } : {};
  const lines = (change.told ?? []).map((told) => {
    const audience = Math.max(change.columns?.audience ?? meeting.audience, audienceOfItem(told, agenda));
    return { told, place: { revision, audience } };
  });
  const parts = lines.map(({ told, place }) => toldPart(tx, told, place, itemAfter(told, agenda)));
  // several are several statements, or each number of them would be a statement of its own
  const [also = null] = parts.length === 1 ? parts : [];
  const columns = { ...change.columns, ...rights, revision, changedAt: tx.now };
  writeMeeting(tx, meeting, columns, agenda ?? NO_DIFFERENCE, also === null ? [] : [also]);
  if (also === null) for (const { told, place } of lines) writeTold(tx, meeting, told, place);
  const gone = (agenda?.event.items ?? []).flatMap(({ id: item, was, is }) =>
    is === null && was !== null ? [{ id: item, audience: was }] : [],
  );
  closeTold(tx, meeting, gone);
  emitToExperts(tx, meeting, agenda);
  const content: MeetingEvent = { ...change.event, ...agenda?.event };
  tx.emit({ feed: 'agendaUpdates', allianceId, streamId: id, revision, content: { ...content } });
  tx.audit({
    allianceId,
    action: change.action,
    subject: change.subject ?? globalId('meeting', id),
    ...(change.details === undefined ? {} : { details: change.details }),
  });
}

/** Shows the experts of consultations what became of the agenda items that are about these. */
export function emitToExperts(
  tx: WriteTransaction,
  { allianceId }: Pick<JointMeeting, 'allianceId'>,
  agenda: AgendaDifference | undefined,
): void {
  for (const id of agenda?.consultations ?? []) emitConsultation(tx, { allianceId, id }, 'experts');
}

/** The least access level that saw the item that the timeline names before the change: a removed one has no row any more. */
function audienceOfItem({ item }: Told, agenda: AgendaDifference | undefined): number {
  return agenda?.event.items?.find(({ id }) => id === item?.id)?.was ?? 0;
}

/** The item that the timeline names, as the change leaves it; undefined where the change is not of its row. */
function itemAfter({ item }: Told, agenda: AgendaDifference | undefined): ToldItem | undefined {
  if (item === undefined || agenda === undefined) return undefined;
  if (agenda.removed.includes(item.id)) return {};
  return [...agenda.updated, ...agenda.inserted].find(({ id }) => id === item.id);
}
