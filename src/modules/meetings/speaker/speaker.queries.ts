import type { EntityManager } from 'typeorm';
import { query } from '../../../platform/writes/statements';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { MeetingEvent } from '../agenda/agenda-events.rules';
import type { Told } from '../timeline/timeline.rules';
import { SpeakerState } from './speaker.entity';
import { toldOf, type Turn } from './speaker.rules';

interface MeetingKey {
  readonly allianceId: string;
  readonly id: string;
}

/** The turns of an item, and the one of its meeting that is speaking. */
export function readTurns(manager: EntityManager, { allianceId, id }: MeetingKey, itemId: string): Promise<Turn[]> {
  return query<Turn>(
    manager,
    `select
       id,
       item_id as "itemId",
       unit_id as "unitId",
       speaker,
       point_of_order as "pointOfOrder",
       state,
       position,
       requested_at as "requestedAt",
       started_at as "startedAt",
       ended_at as "endedAt",
       limit_seconds as "limitSeconds"
     from speaker_turns
     where alliance_id = $1
       and meeting_id = $2
       and (item_id = $3 or state = 'SPEAKING')
     order by position, id`,
    [allianceId, id, itemId],
  );
}

/** The item that a turn is of; null where there is no such turn. */
export async function itemOfTurn(manager: EntityManager, turnId: string): Promise<string | null> {
  const [turn] = await query<{ itemId: string }>(
    manager,
    'select item_id as "itemId" from speaker_turns where id = $1',
    [turnId],
  );
  return turn?.itemId ?? null;
}

/** Adds a turn; one of the same unit and sort that was taken back before makes room for it. */
export function insertTurn(tx: Pick<WriteTransaction, 'send'>, { allianceId, id }: MeetingKey, turn: Turn): void {
  tx.send(
    `delete from speaker_turns
     where alliance_id = $1
       and meeting_id = $2
       and item_id = $3
       and unit_id = $4
       and point_of_order = $5
       and state = 'WITHDRAWN'`,
    [allianceId, id, turn.itemId, turn.unitId, turn.pointOfOrder],
  );
  tx.send(
    `insert into speaker_turns (alliance_id, id, meeting_id, item_id, unit_id, speaker, point_of_order, state, position, requested_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[allianceId, turn.id, id, turn.itemId, turn.unitId, turn.speaker, turn.pointOfOrder, turn.state],
      ...[turn.position, turn.requestedAt],
    ],
  );
}

/** Writes turns that changed; the one that begins after all others, so that two are never speaking at once. */
export function writeTurns(
  tx: Pick<WriteTransaction, 'send'>,
  { allianceId }: MeetingKey,
  turns: readonly Turn[],
): void {
  const isSpeaking = ({ state }: Turn): boolean => state === SpeakerState.SPEAKING;
  for (const rows of [turns.filter((turn) => !isSpeaking(turn)), turns.filter(isSpeaking)])
    if (rows.length > 0)
      tx.send(
        `update speaker_turns
         set
           state = turn.state,
           position = turn.position,
           started_at = turn."startedAt",
           ended_at = turn."endedAt",
           limit_seconds = turn."limitSeconds"
         from jsonb_to_recordset($2) as turn (
           id uuid,
           state text,
           position int,
           "startedAt" timestamptz,
           "endedAt" timestamptz,
           "limitSeconds" int
         )
         where speaker_turns.alliance_id = $1
           and speaker_turns.id = turn.id`,
        [allianceId, JSON.stringify(rows)],
      );
}

/** Turns that end by themselves: of items that stop, of items that are over, and of units that are there no more. */
export interface Endings {
  /** Items whose speaker stops. */
  readonly stopped?: readonly string[];
  /** Items to which nobody speaks any more. */
  readonly ended?: readonly string[];
  readonly units?: readonly string[];
}

/** What ends by itself: the items whose queues that changes, and what the timeline says of whoever was speaking. */
export interface Ended {
  readonly event: Pick<MeetingEvent, 'speakers'>;
  readonly told: readonly Told[];
}

/** Ends turns by themselves. That those who waited do not speak is told by what ended. */
export async function endTurns(
  { manager }: Pick<WriteTransaction, 'manager'>,
  { allianceId, id }: MeetingKey,
  { stopped = [], ended = [], units = [] }: Endings,
  at: Date,
): Promise<Ended> {
  if (stopped.length + ended.length + units.length === 0) return { event: {}, told: [] };
  const rows = await query<Pick<Turn, 'itemId' | 'unitId' | 'speaker' | 'state' | 'endedAt'>>(
    manager,
    `update speaker_turns
     set
       state = case state when 'SPEAKING' then 'DONE' else 'WITHDRAWN' end,
       ended_at = $6
     where alliance_id = $1
       and meeting_id = $2
       and (
         (state = 'SPEAKING' and (item_id = any($3) or unit_id = any($5)))
         or (state = 'WAITING' and (item_id = any($4) or unit_id = any($5)))
       )
     returning item_id as "itemId", unit_id as "unitId", speaker, state, ended_at as "endedAt"`,
    [allianceId, id, stopped, ended, units, at],
  );
  if (rows.length === 0) return { event: {}, told: [] };
  return {
    event: { speakers: [...new Set(rows.map(({ itemId }) => itemId))] },
    told: rows.filter(({ state }) => state === SpeakerState.DONE).map(toldOf),
  };
}
