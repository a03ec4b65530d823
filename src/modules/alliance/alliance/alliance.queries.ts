import type { EntityManager } from 'typeorm';
import { allianceDay, DEFAULT_TIME_ZONE } from '../shared/calendar';

/**
 * Waits until this transaction alone may change what belongs to the alliance as a whole: its tree of territories, its
 * roles, which units it has. Rows that only refer to the alliance can be written meanwhile.
 */
export async function lockAlliance(manager: EntityManager, allianceId: string): Promise<void> {
  await manager.query('select from alliances where id = $1 for no key update', [allianceId]);
}

/** The day that it is in the alliance (YYYY-MM-DD). */
export async function todayIn(manager: EntityManager, allianceId: string, now: Date): Promise<string> {
  const [row] = await manager.query<{ zone: string }[]>('select time_zone as zone from alliances where id = $1', [
    allianceId,
  ]);
  return allianceDay(now, row?.zone ?? DEFAULT_TIME_ZONE);
}
