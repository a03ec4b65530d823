import type { EntityManager } from 'typeorm';

/**
 * Deletes sessions, with their refresh tokens, that were over so many days ago: used tokens, and the places that their owners
 * know, are of use for a while. What was counted of incidents is kept as long. By the database's clock, as they expire: one of
 * a server that is wrong by a month would end everybody's.
 */
export async function forgetSessions(
  manager: EntityManager,
  _before: Date,
  days: number,
): Promise<{ allianceId: null }[]> {
  const before = 'now() - make_interval(days => $1)';
  await manager.query(`delete from security_incidents where hour < ${before}`, [days]);
  await manager.query(`delete from password_resets where expires_at < ${before}`, [days]);
  const [sessions] = await manager.query<[unknown[], number]>(
    `delete from sessions where least(expires_at, ended_at) < ${before} returning id`,
    [days],
  );
  return sessions.map(() => ({ allianceId: null }));
}
