import { newId } from '../database/ids';
import { hasMessage } from '../i18n/messages';
import { INSTALLATION } from '../writes/audit-chain';
import type { WriteTransaction } from '../writes/transaction';
import type { NotificationKind } from './notification-kinds';

/** What a service has to tell some people. */
export interface Notice {
  readonly allianceId: string;
  /** Row ids; whoever stands here twice is told once. */
  readonly personIds: readonly string[];
  readonly kind: NotificationKind;
  /** The message and what it mentions; shown only while the person may see the subject. */
  readonly key: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The global id of what it is about; null for nothing that has one. */
  readonly subject: string | null;
  /** Tells no person twice what is known by this in the alliance: a reminder. */
  readonly once?: string;
}

/** The row lock on a person's stream keeps its revisions without gaps, in the order of the commits. */
const GIVE = `
  with added as (
    insert into notifications (alliance_id, id, person_id, at, kind, key, parameters, subject_id, once)
    select $3, given.id, given.person_id, $4, $5, $6, $7, $8, $9 from unnest($1::uuid[], $2::uuid[]) as given (id, person_id)
    on conflict on constraint notifications_once do nothing
    returning id, person_id
  ), moved as (
    insert into notification_streams as stream (person_id, revision) select person_id, 1 from added order by person_id
    on conflict (person_id) do update set revision = stream.revision + 1
    returning person_id, revision
  )
  select added.id, moved.person_id as "personId", moved.revision from added join moved using (person_id)`;

/** Gives each of these people a notification, in the transaction; their open sockets are told when it has committed. */
export async function notify(tx: Pick<WriteTransaction, 'manager' | 'now' | 'emit'>, notice: Notice): Promise<void> {
  const { allianceId, kind, key, parameters = {}, subject, once = null } = notice;
  if (!hasMessage(key)) throw new Error(`there is no message ${key}`);
  // in one order everywhere, so that two who tell the same people do not wait for each other
  const people = [...new Set(notice.personIds)].sort();
  if (people.length === 0) return;
  const given = await tx.manager.query<{ id: string; personId: string; revision: number }[]>(GIVE, [
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
  for (const { id, personId, revision } of given) {
    // the stream is a person's, who may be of several alliances
    tx.emit({ allianceId: INSTALLATION, streamId: personId, revision, content: { allianceId, notification: id } });
  }
}
