import { representativesOf } from '../../alliance';
import { globalId } from '../../../platform/database/ids';
import { notify } from '../../../platform/notifications';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { MeetingStatus, type JointMeeting } from '../meeting/meeting.entity';

/** Notifies the representatives of invited units, unless the meeting is still a draft. */
export async function notifyInvited(
  tx: WriteTransaction,
  { allianceId, id, title, status }: Pick<JointMeeting, 'allianceId' | 'id' | 'title' | 'status'>,
  unitIds: readonly string[],
): Promise<void> {
  if (status === MeetingStatus.DRAFT || unitIds.length === 0) return;
  await notify(tx, {
    allianceId,
    personIds: await representativesOf(tx.manager, allianceId, unitIds),
    kind: 'INVITATION',
    key: 'meeting.invited',
    parameters: { title },
    subject: globalId('meeting', id),
  });
}
