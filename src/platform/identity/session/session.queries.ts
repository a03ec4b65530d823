import type { Forgettable } from '../../writes/forgettable';

const LONG_AGO = 'now() - make_interval(days => $1)';
const OVER = `least(expires_at, ended_at) < ${LONG_AGO}`;

/**
 * Sessions that are over, with their refresh tokens: used tokens, and the places that their owners know, are of use for a while.
 * What was counted of incidents, and spent links to reset a password, go with them. By the database's clock, as they expire: one
 * of a server that is wrong by a month would end everybody's.
 */
export const sessions: Forgettable = {
  due: async (on, _before, days) =>
    (await on.query(`select from sessions where ${OVER} limit 1`, [days])).rowCount === 1,
  async forget(manager, _before, days) {
    await manager.query(`delete from security_incidents where hour < ${LONG_AGO}`, [days]);
    await manager.query(`delete from password_resets where expires_at < ${LONG_AGO}`, [days]);
    const [gone] = await manager.query<[unknown[], number]>(`delete from sessions where ${OVER} returning id`, [days]);
    return gone.map(() => ({ allianceId: null }));
  },
};
