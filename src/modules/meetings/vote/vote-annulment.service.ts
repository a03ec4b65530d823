import { globalId } from '../../../platform/database/ids';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { VoteChange } from '../agenda/agenda-events.rules';
import { VoteAnnulment } from './vote.entity';
import { readOpenVotes, writeAnnulled } from './vote.queries';

interface MeetingKey {
  readonly allianceId: string;
  readonly id: string;
}

/** Annuls the votes that are open on items that have ended. Answers what the step's event says of them. */
export function annulOnItems(
  tx: WriteTransaction,
  meeting: MeetingKey,
  itemIds: readonly string[],
  at: Date,
): Promise<{ votes?: readonly VoteChange[] }> {
  return annul(tx, meeting, itemIds, VoteAnnulment.ITEM_ENDED, at);
}

/** The same, of a meeting that has ended. */
export function annulInMeeting(
  tx: WriteTransaction,
  meeting: MeetingKey,
  at: Date,
): Promise<{ votes?: readonly VoteChange[] }> {
  return annul(tx, meeting, null, VoteAnnulment.MEETING_ENDED, at);
}

async function annul(
  tx: WriteTransaction,
  meeting: MeetingKey,
  itemIds: readonly string[] | null,
  annulment: VoteAnnulment,
  closedAt: Date,
): Promise<{ votes?: readonly VoteChange[] }> {
  const { allianceId } = meeting;
  const open = await readOpenVotes(tx.manager, meeting, itemIds);
  if (open.length === 0) return {};
  const ids = open.map(({ id }) => id);
  writeAnnulled(tx, allianceId, ids, { annulment, annulmentReason: null, closedAt });
  for (const { id, itemId } of open) {
    const details = { meeting: globalId('meeting', meeting.id), item: globalId('item', itemId), annulment };
    tx.audit({ allianceId, action: 'annulVote', subject: globalId('vote', id), details });
  }
  return { votes: open.map(({ id, itemId }) => ({ id, item: itemId })) };
}
