import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { stale } from '../../../platform/writes/writer';
import { recordChange } from '../meeting/meeting-changes.service';
import { lockMeeting, unlessMayDo, wrongStatus } from '../meeting/meeting-lock.service';
import { MeetingStatus, type JointMeeting } from '../meeting/meeting.entity';
import type { Minutes } from './minutes.entity';
import type { ApproveMinutesInput, WriteMinutesInput } from './minutes.inputs';
import { minutesDraft, type MinutesText } from './minutes-draft.rules';
import { approveEdition, insertEdition, readLatestEdition, updateEdition } from './minutes.queries';
import { readRecord } from './minutes-record.queries';
import { closedSealedText, contentHashOf, sealedText } from './minutes-seal.rules';

/** Writes the minutes of a closed meeting: its first edition, another text of the one that is being written, or a correction. */
export const writeMinutes: Service<WriteMinutesInput, { meeting: string }> = async (tx, input) => {
  const meeting = await lockClosed(tx, input.meetingId);
  if (isRefused(meeting)) return meeting;
  const latest = await readLatestEdition(tx.manager, meeting);
  const version = latest?.version ?? 0;
  if (typeof input.expectedVersion === 'number' && input.expectedVersion !== version) return stale(version);
  const text = await textOf(tx, meeting, input, latest);
  const isSame = text.body === latest?.body && text.closedBody === latest.closedBody;
  if (isSame && latest.approvedAt !== null) return refuse('INVALID', 'minutes.correctsNothing', 'body');
  if (isSame) return { meeting: meeting.id };
  const isBeingWritten = latest !== null && latest.approvedAt === null;
  const edition = isBeingWritten
    ? { ...latest, ...text, version: version + 1 }
    : {
        ...text,
        id: newId(),
        edition: (latest?.edition ?? 0) + 1,
        version: version + 1,
        correctsId: latest?.id ?? null,
        correctsHash: latest?.contentHash ?? null,
      };
  if (isBeingWritten) updateEdition(tx, meeting, edition);
  else insertEdition(tx, meeting, edition);
  recordChange(tx, meeting, {
    action: 'writeMinutes',
    subject: globalId('minutes', edition.id),
    details: { edition: edition.edition, version: edition.version, drafted: !isGiven(input.body) },
    event: { minutes: true },
  });
  return { meeting: meeting.id };
};

/** Approves the edition that was read: from now on it stays as it is, sealed, and is for everybody who sees the meeting. */
export const approveMinutes: Service<ApproveMinutesInput, { meeting: string }> = async (tx, input) => {
  const meeting = await lockClosed(tx, input.meetingId);
  if (isRefused(meeting)) return meeting;
  const latest = await readLatestEdition(tx.manager, meeting);
  if (latest === null) return refuse('WRONG_STATE', 'minutes.none', 'meetingId');
  if (latest.approvedAt !== null) return refuse('WRONG_STATE', 'minutes.approved', 'meetingId');
  if (!isGiven(input.expectedVersion)) return refuse('INVALID', 'minutes.unnamed', 'expectedVersion');
  if (input.expectedVersion !== latest.version) return stale(latest.version);
  const { personId } = tx.viewer;
  if (personId === null) throw new Error('somebody approves minutes without being anybody');
  const approved = { ...latest, version: latest.version + 1, approvedAt: tx.now, approvedById: personId };
  const contentHash = contentHashOf(approved);
  const { signature: seal, keyId } = tx.sealer.seal(sealedText(contentHash));
  const { signature: closedSeal } = tx.sealer.seal(closedSealedText(contentHash, approved.closedBody));
  approveEdition(tx, meeting, { ...approved, contentHash, seal, closedSeal, keyId });
  recordChange(tx, meeting, {
    action: 'approveMinutes',
    subject: globalId('minutes', latest.id),
    // what the log's checkpoints then hold of the minutes
    details: { edition: approved.edition, version: approved.version, contentHash },
    columns: { version: meeting.version + 1 },
    event: { meeting: true },
  });
  return { meeting: meeting.id };
};

/** A closed meeting, locked, of which the sender may write the minutes. */
async function lockClosed(tx: WriteTransaction, meetingId: string): Promise<JointMeeting | Refused<'meetingId'>> {
  const locked = await lockMeeting(tx, rowId(meetingId), 'meetingId');
  if (isRefused(locked)) return locked;
  const refused = unlessMayDo(locked, 'runs', 'meetingId');
  if (refused !== null) return refused;
  return locked.meeting.status === MeetingStatus.CLOSED ? locked.meeting : wrongStatus(locked.meeting, 'meetingId');
}

/** What the minutes are to say: as given, or drafted. */
async function textOf(
  tx: WriteTransaction,
  meeting: JointMeeting,
  { body, closedBody }: WriteMinutesInput,
  latest: Minutes | null,
): Promise<MinutesText> {
  const given = closedBody === undefined ? {} : { closedBody: cleaned(closedBody) };
  if (isGiven(body)) return { closedBody: latest?.closedBody ?? null, ...given, body: cleaned(body) };
  return { ...minutesDraft(await readRecord(tx.manager, meeting), tx.origin.locale), ...given };
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}
