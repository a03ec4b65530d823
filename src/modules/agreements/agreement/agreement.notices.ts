import { representativesOf } from '../../alliance';
import type { MessageKey, MessageParameters } from '../../../platform/i18n/messages';
import { globalId } from '../../../platform/database/ids';
import { notify, type NotificationKind } from '../../../platform/notifications';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { Agreement } from './agreement.entity';
import { whoseTurn, type Signatory } from './agreement.rules';

type Transaction = Pick<WriteTransaction, 'manager' | 'now' | 'emit'>;
type About = Pick<Agreement, 'allianceId' | 'id' | 'title' | 'number'>;

export interface AgreementNotice {
  readonly kind: NotificationKind;
  readonly key: MessageKey;
  readonly parameters?: MessageParameters;
  readonly once?: string;
  /** The agreement when absent; null for units that may not see it any more. */
  readonly subject?: string | null;
}

/** Notifies the representatives of these units. */
export async function notifyRepresentatives(
  tx: Transaction,
  about: About,
  unitIds: readonly string[],
  notice: AgreementNotice,
): Promise<void> {
  if (unitIds.length === 0) return;
  const { allianceId, id, title, number } = about;
  await notify(tx, {
    subject: globalId('agreement', id),
    ...notice,
    allianceId,
    parameters: { title, number, ...notice.parameters },
    personIds: await representativesOf(tx.manager, allianceId, unitIds),
  });
}

/** Notifies the representatives of the parties whose turn it is to sign. */
export async function notifyWhoseTurn(
  tx: Transaction,
  about: About,
  parties: readonly Signatory[],
  signed: ReadonlySet<string>,
): Promise<void> {
  await notifyRepresentatives(
    tx,
    about,
    whoseTurn(parties, signed).map((party) => party.unitId),
    {
      kind: 'TO_SIGN',
      key: 'agreement.toSign',
    },
  );
}
