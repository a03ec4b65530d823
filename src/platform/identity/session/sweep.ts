import type { Queryable } from '../../reads/statement';

/**
 * How long sessions are kept when they are over: their used refresh tokens, and the places that their owners know, are
 * of use that long. What was counted of incidents is kept as long.
 */
const KEPT_DAYS = 30;

/** Deletes sessions, with their refresh tokens, that have long been over. To be called now and then. */
export async function sweepSessions(on: Queryable): Promise<number> {
  const { rowCount } = await on.query(
    'delete from sessions where least(expires_at, ended_at) < now() - make_interval(days => $1)',
    [KEPT_DAYS],
  );
  await on.query(`delete from security_incidents where hour < now() - make_interval(days => $1)`, [KEPT_DAYS]);
  await on.query(`delete from password_resets where expires_at < now() - make_interval(days => $1)`, [KEPT_DAYS]);
  return rowCount ?? 0;
}
