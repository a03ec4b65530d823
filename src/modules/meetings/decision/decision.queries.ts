import type { EntityManager } from 'typeorm';
import { query } from '../../../platform/writes/statements';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { VoteOutcome } from '../vote/vote.entity';
import type { ActionItemStatus, DecisionOutcome } from './decision.entity';

interface MeetingKey {
  readonly allianceId: string;
  readonly id: string;
}

/** How many decisions and action items a meeting has. */
export async function countDecided(
  manager: EntityManager,
  { allianceId, id }: MeetingKey,
): Promise<{ decisions: number; actionItems: number }> {
  const [counts] = await query<{ decisions: number; actionItems: number }>(
    manager,
    `select
       (
         select count(*)
         from decisions
         where alliance_id = $1
           and meeting_id = $2
       )::int as decisions,
       (
         select count(*)
         from action_items
         where alliance_id = $1
           and meeting_id = $2
       )::int as "actionItems"`,
    [allianceId, id],
  );
  return counts ?? { decisions: 0, actionItems: 0 };
}

/** What a vote on an item came to, null while it is open and when it was annulled; null when there is no such vote. */
export async function readVoteOn(
  manager: EntityManager,
  { allianceId }: Pick<MeetingKey, 'allianceId'>,
  itemId: string,
  voteId: string,
): Promise<{ readonly outcome: VoteOutcome | null } | null> {
  const [found] = await query<{ outcome: VoteOutcome | null }>(
    manager,
    `select outcome
     from votes
     where alliance_id = $1
       and item_id = $2
       and id = $3`,
    [allianceId, itemId, voteId],
  );
  return found ?? null;
}

export interface NewDecision {
  readonly id: string;
  readonly itemId: string;
  readonly voteId: string | null;
  readonly text: string;
  readonly outcome: DecisionOutcome;
  readonly actionItems: readonly {
    readonly id: string;
    readonly text: string;
    readonly dueOn: string | null;
    readonly unitIds: readonly string[];
  }[];
}

export function insertDecision(
  tx: Pick<WriteTransaction, 'send' | 'now'>,
  { allianceId, id: meetingId }: MeetingKey,
  { id, itemId, voteId, text, outcome, actionItems }: NewDecision,
): void {
  tx.send(
    `insert into decisions (alliance_id, id, meeting_id, item_id, text, outcome, decided_at, vote_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [allianceId, id, meetingId, itemId, text, outcome, tx.now, voteId],
  );
  if (actionItems.length === 0) return;
  tx.send(
    `insert into action_items (alliance_id, id, meeting_id, item_id, decision_id, position, text, due_on, status, created_at)
     select $1, each.id, $2, $3, $4, each.position, each.text, each."dueOn", 'OPEN', $5
     from jsonb_to_recordset($6) as each (id uuid, position int, text text, "dueOn" date)`,
    [
      ...[allianceId, meetingId, itemId, id, tx.now],
      JSON.stringify(actionItems.map((each, position) => ({ ...each, position }))),
    ],
  );
  const units = actionItems.flatMap((each) => each.unitIds.map((unitId) => ({ id: each.id, unitId })));
  tx.send(
    `insert into action_item_units (alliance_id, action_item_id, unit_id)
     select $1, each.id, each."unitId"
     from jsonb_to_recordset($2) as each (id uuid, "unitId" uuid)`,
    [allianceId, JSON.stringify(units)],
  );
}

/** An action item with what it belongs to. */
export interface StoredActionItem {
  readonly id: string;
  readonly allianceId: string;
  readonly meetingId: string;
  readonly itemId: string;
  readonly decisionId: string;
  readonly text: string;
  readonly status: ActionItemStatus;
  readonly dueOn: string | null;
  readonly unitIds: readonly string[];
}

/** An action item; its meeting's lock is what keeps it as it is. */
export async function readActionItem(manager: EntityManager, id: string): Promise<StoredActionItem | null> {
  const [found] = await query<StoredActionItem>(
    manager,
    `select
       id,
       alliance_id as "allianceId",
       meeting_id as "meetingId",
       item_id as "itemId",
       decision_id as "decisionId",
       text,
       status,
       due_on::text as "dueOn",
       array(
         select doing.unit_id
         from action_item_units doing
         where doing.alliance_id = action_items.alliance_id
           and doing.action_item_id = action_items.id
         order by doing.unit_id
       ) as "unitIds"
     from action_items
     where id = $1`,
    [id],
  );
  return found ?? null;
}

export function writeStatus(
  tx: Pick<WriteTransaction, 'send'>,
  { allianceId, id }: Pick<StoredActionItem, 'allianceId' | 'id'>,
  status: ActionItemStatus,
  doneAt: Date | null,
): void {
  tx.send('update action_items set status = $3, done_at = $4 where alliance_id = $1 and id = $2', [
    allianceId,
    id,
    status,
    doneAt,
  ]);
}
