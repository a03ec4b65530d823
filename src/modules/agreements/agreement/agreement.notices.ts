import { In, IsNull, Not } from 'typeorm';
import { representativesOf } from '../../alliance';
import type { MessageKey, MessageParameters } from '../../../platform/i18n/messages';
import { globalId } from '../../../platform/database/ids';
import { Person } from '../../../platform/identity/person/person.entity';
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

/**
 * Mails the representatives of these units that the agreement is concluded, with the audit log's head over the conclusion: what
 * lies in a mailbox elsewhere shows a platform that was set back.
 */
export async function mailConclusion(
  tx: Pick<WriteTransaction, 'manager' | 'mail' | 'origin'>,
  { allianceId, id, title, number }: About,
  unitIds: readonly string[],
): Promise<void> {
  const { mail, origin, manager } = tx;
  if (mail === null) return;
  const people = await manager.find(Person, {
    select: { name: true, email: true, locale: true },
    where: { id: In(await representativesOf(manager, allianceId, unitIds)), email: Not(IsNull()) },
  });
  for (const { name, email, locale } of people) {
    mail.send({
      to: email ?? '',
      locale: locale ?? origin.locale,
      subject: 'agreement.concluded.subject',
      text: 'agreement.concluded.text',
      parameters: { name, title, number, id: globalId('agreement', id) },
      withCheckpoint: true,
      requestId: origin.requestId,
      whenLost: 'a conclusion could not be mailed: the notification stands',
    });
  }
}
