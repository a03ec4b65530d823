import { representativesOf, secretariat } from '../../alliance';
import type { MessageKey, MessageParameters } from '../../../platform/i18n/messages';
import { globalId } from '../../../platform/database/ids';
import { notify, type NotificationKind } from '../../../platform/notifications';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { JointProject } from './project.entity';

type Transaction = Pick<WriteTransaction, 'manager' | 'now' | 'emit'>;

export interface ProjectNotice {
  readonly kind: NotificationKind;
  readonly key: MessageKey;
  readonly parameters?: MessageParameters;
  readonly once?: string;
}

interface Recipients {
  /** Units whose representatives are notified. */
  readonly units?: readonly (string | null)[];
  readonly secretariat?: boolean;
}

/** Notifies people of a project: the representatives of units, the secretariat, or both. */
export async function notifyOf(
  tx: Transaction,
  { allianceId, id, title }: Pick<JointProject, 'allianceId' | 'id' | 'title'>,
  { units = [], secretariat: theSecretariat = false }: Recipients,
  { parameters, ...notice }: ProjectNotice,
): Promise<void> {
  const named = units.filter((unit) => unit !== null);
  const people = [
    ...(named.length === 0 ? [] : await representativesOf(tx.manager, allianceId, named)),
    ...(theSecretariat ? (await secretariat(tx.manager, allianceId)).map(({ personId }) => personId) : []),
  ];
  await notify(tx, {
    ...notice,
    allianceId,
    parameters: { title, ...parameters },
    subject: globalId('project', id),
    personIds: people,
  });
}
