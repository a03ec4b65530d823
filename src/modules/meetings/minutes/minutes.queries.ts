import type { EntityManager } from 'typeorm';
import { columnsOf, query } from '../../../platform/writes/statements';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { JointMeeting } from '../meeting/meeting.entity';
import { Minutes } from './minutes.entity';
import type { Sealed } from './minutes-seal.rules';

type MeetingKey = Pick<JointMeeting, 'allianceId' | 'id'>;
type Sending = Pick<WriteTransaction, 'send'>;

/** The latest edition of a meeting's minutes, approved or not. */
export async function readLatestEdition(
  manager: EntityManager,
  { allianceId, id }: MeetingKey,
): Promise<Minutes | null> {
  const [latest] = await query<Minutes>(
    manager,
    `select ${columnsOf(manager, Minutes, 'm')}
     from minutes m
     where m.alliance_id = $1
       and m.meeting_id = $2
     order by m.edition desc
     limit 1`,
    [allianceId, id],
  );
  return latest ?? null;
}

export type NewEdition = Pick<
  Minutes,
  'id' | 'edition' | 'version' | 'body' | 'closedBody' | 'correctsId' | 'correctsHash'
>;

export function insertEdition(tx: Sending, { allianceId, id }: MeetingKey, edition: NewEdition): void {
  tx.send(
    `insert into minutes (alliance_id, meeting_id, id, edition, version, body, closed_body, corrects_id, corrects_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      allianceId,
      id,
      edition.id,
      edition.edition,
      edition.version,
      edition.body,
      edition.closedBody,
      edition.correctsId,
      edition.correctsHash,
    ],
  );
}

export function updateEdition(
  tx: Sending,
  { allianceId }: MeetingKey,
  { id, version, body, closedBody }: Pick<Minutes, 'id' | 'version' | 'body' | 'closedBody'>,
): void {
  tx.send('update minutes set version = $3, body = $4, closed_body = $5 where alliance_id = $1 and id = $2', [
    allianceId,
    id,
    version,
    body,
    closedBody,
  ]);
}

export function approveEdition(tx: Sending, { allianceId }: MeetingKey, sealed: Sealed): void {
  tx.send(
    `update minutes
     set version = $3, approved_at = $4, approved_by_id = $5, content_hash = $6, seal = $7, closed_seal = $8, key_id = $9
     where alliance_id = $1
       and id = $2`,
    [
      allianceId,
      sealed.id,
      sealed.version,
      sealed.approvedAt,
      sealed.approvedById,
      sealed.contentHash,
      sealed.seal,
      sealed.closedSeal,
      sealed.keyId,
    ],
  );
}
