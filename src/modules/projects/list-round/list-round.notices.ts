import { globalId } from '../../../platform/database/ids';
import type { MessageKey } from '../../../platform/i18n/messages';
import { notify } from '../../../platform/notifications';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { representativesOf } from '../../alliance';
import type { ListRound } from './list-round.entity';
import { outstandingUnits } from './list-round.queries';

/** Notifies the representatives of the units that have not answered a round. */
export async function notifyOutstanding(
  tx: Pick<WriteTransaction, 'manager' | 'now' | 'emit'>,
  { allianceId, id, dueOn }: Pick<ListRound, 'allianceId' | 'id' | 'dueOn'>,
  notice: { readonly key: MessageKey; readonly once?: string },
): Promise<void> {
  const unitIds = await outstandingUnits(tx.manager, { allianceId, id });
  await notify(tx, {
    ...notice,
    allianceId,
    kind: 'LIST_ROUND',
    parameters: { dueOn },
    subject: globalId('listRound', id),
    personIds: await representativesOf(tx.manager, allianceId, unitIds),
  });
}
