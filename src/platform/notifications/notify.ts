import { INSTALLATION, newId } from '../database/ids';
import type { MessageKey, MessageParameters } from '../i18n/messages';
import type { Accounts } from '../identity';
import type { WriteTransaction } from '../writes/transaction';
import type { NotificationKind } from './notification-kinds';

/** What a service notifies some people of. */
export interface Notice {
  readonly allianceId: string;
  /** Row ids; a person named twice is notified once. */
  readonly personIds: readonly string[];
  readonly kind: NotificationKind;
  /** The message and what it mentions; shown only while the person may see the subject. */
  readonly key: MessageKey;
  readonly parameters?: MessageParameters;
  /** The global id of what it is about; null for nothing that has one. */
  readonly subject: string | null;
  /** Makes it a reminder: in the alliance, no person is notified twice under this name. */
  readonly once?: string;
}

const INSERT_NOTIFICATIONS = `
  insert into notifications (alliance_id, id, person_id, at, kind, key, parameters, subject_id, once)
  select $3, recipient.id, recipient.person_id, $4, $5, $6, $7, $8, $9
  from unnest($1::uuid[], $2::uuid[]) as recipient (id, person_id)
  on conflict on constraint notifications_once do nothing
  returning id, person_id as "personId"`;

/** Notifies each of these people, in the transaction; their open sockets are notified when it has committed. */
export async function notify(tx: Pick<WriteTransaction, 'manager' | 'now' | 'emit'>, notice: Notice): Promise<void> {
  const { allianceId, kind, key, parameters = {}, subject, once = null } = notice;
  // in one order everywhere, so that two transactions that notify the same people do not wait for each other
  const people = [...new Set(notice.personIds)].sort();
  if (people.length === 0) return;
  const added = await tx.manager.query<{ id: string; personId: string }[]>(INSERT_NOTIFICATIONS, [
    people.map(newId),
    people,
    allianceId,
    tx.now,
    kind,
    key,
    JSON.stringify(parameters),
    subject,
    once,
  ]);
  for (const { id, personId } of added) {
    // the stream is a person's, who may be of several alliances
    tx.emit({
      feed: 'notificationAdded',
      allianceId: INSTALLATION,
      streamId: personId,
      content: { allianceId, notification: id },
    });
  }
}

/** Leaves a notification about the security of an account for its owner. */
export const notifyOfAccount: Accounts['notify'] = (transaction, { personId, key, parameters }) =>
  notify(transaction, {
    allianceId: INSTALLATION,
    personIds: [personId],
    kind: 'SECURITY',
    key,
    parameters,
    subject: null,
  });
