import type { EntityManager } from 'typeorm';

/**
 * Waits until this transaction alone may change what belongs to the alliance as a whole: its tree of territories, its
 * roles, which units it has. Rows that only refer to the alliance can be written meanwhile.
 */
export async function lockAlliance(manager: EntityManager, allianceId: string): Promise<void> {
  await manager.query('select from alliances where id = $1 for no key update', [allianceId]);
}
