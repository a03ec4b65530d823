import { MoreThanOrEqual, type EntityManager } from 'typeorm';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { Authority } from '../../alliance/shared/authority';
import { ListRound } from './list-round.entity';

/**
 * Notes that a unit's own people have brought its entries up to date, which answers every round that waits for it. What the
 * secretariat writes in its place says nothing of what the unit was asked: it answers for it by `answerListRound`.
 */
export async function answerRounds(
  { manager, viewer, now }: Pick<WriteTransaction, 'manager' | 'viewer' | 'now'>,
  allianceId: string,
  unitId: string,
): Promise<void> {
  if (!new Authority(viewer).isOfUnit(unitId)) return;
  await manager.query(
    `update list_round_units
     set answered_at = $3
     where alliance_id = $1
       and unit_id = $2
       and answered_at is null`,
    [allianceId, unitId, now],
  );
}

/** The round that still waits for answers today; null when there is none. */
export function openRound(manager: EntityManager, allianceId: string, today: string): Promise<ListRound | null> {
  return manager.findOneBy(ListRound, { allianceId, dueOn: MoreThanOrEqual(today) });
}

/** Asks all active units, and tells how many they are. */
export async function askEveryUnit(
  manager: EntityManager,
  { allianceId, id }: Pick<ListRound, 'allianceId' | 'id'>,
): Promise<number> {
  const asked = await manager.query<unknown[]>(
    `insert into list_round_units (alliance_id, round_id, unit_id)
     select alliance_id, $2, id
     from member_units
     where alliance_id = $1
       and status = 'ACTIVE'
     returning unit_id`,
    [allianceId, id],
  );
  return asked.length;
}

/** Row ids of the units that were asked, are still active, and have not answered. */
export async function outstandingUnits(
  manager: EntityManager,
  { allianceId, id }: Pick<ListRound, 'allianceId' | 'id'>,
): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `select unit.id
     from list_round_units asked
     join member_units unit on unit.alliance_id = asked.alliance_id and unit.id = asked.unit_id and unit.status = 'ACTIVE'
     where asked.alliance_id = $1
       and asked.round_id = $2
       and asked.answered_at is null`,
    [allianceId, id],
  );
  return rows.map((row) => row.id);
}
