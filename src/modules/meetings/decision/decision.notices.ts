import { globalId } from '../../../platform/database/ids';
import type { MessageKey } from '../../../platform/i18n/messages';
import { shortened } from '../../../platform/i18n/shortened';
import { notify } from '../../../platform/notifications';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { representativesOf } from '../../alliance';
import type { JointMeeting } from '../meeting/meeting.entity';
import type { StoredActionItem } from './decision.queries';

/** Reminds the representatives of an action item's units, once for each day that it is due on. */
export async function remindOfActionItem(
  tx: WriteTransaction,
  { allianceId, title }: Pick<JointMeeting, 'allianceId' | 'title'>,
  { id, text, dueOn, unitIds }: StoredActionItem,
  key: MessageKey & `actionItem.${string}`,
): Promise<void> {
  await notify(tx, {
    allianceId,
    kind: 'ACTION_ITEM_DUE',
    key,
    parameters: { title, text: shortened(text), dueOn },
    subject: globalId('actionItem', id),
    personIds: await representativesOf(tx.manager, allianceId, unitIds),
    once: `${key} ${id} ${dueOn ?? ''}`,
  });
}
