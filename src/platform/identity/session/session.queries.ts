import type { EntityManager } from 'typeorm';

/**
 * Deletes sessions, with their refresh tokens, that were over before a moment: used tokens, and the places that their owners
 * know, are of use for a while. What was counted of incidents is kept as long.
 */
export async function forgetSessions(manager: EntityManager, before: Date): Promise<{ allianceId: null }[]> {
  await manager.query('delete from security_incidents where hour < $1', [before]);
  await manager.query('delete from password_resets where expires_at < $1', [before]);
  const [sessions] = await manager.query<[unknown[], number]>(
    'delete from sessions where least(expires_at, ended_at) < $1 returning id',
    [before],
  );
  return sessions.map(() => ({ allianceId: null }));
}
