import type { Forgettable } from '../../writes/forgettable';

const LONG_AGO = 'now() - make_interval(days => $1)';
const RAN_OUT = `accepted_at is null and expires_at < ${LONG_AGO}`;
const ADDRESSED = `accepted_at < ${LONG_AGO} and email is not null`;

type OfAlliance = { readonly allianceId: string | null };

/**
 * Invitations that ran out, and what those that were taken up were addressed to: by whom and when somebody was invited stands in
 * the evidence of what they sign, and is kept. By the database's clock, by which they run out.
 */
export const invitations: Forgettable = {
  due: async (on, _before, days) =>
    (await on.query(`select from invitations where ${RAN_OUT} or ${ADDRESSED} limit 1`, [days])).rowCount === 1,
  async forget(manager, _before, days) {
    const returning = 'returning alliance_id as "allianceId"';
    const [gone] = await manager.query<[OfAlliance[], number]>(
      `delete from invitations where ${RAN_OUT} ${returning}`,
      [days],
    );
    const [cleared] = await manager.query<[OfAlliance[], number]>(
      `update invitations set email = null where ${ADDRESSED} ${returning}`,
      [days],
    );
    return [...gone, ...cleared];
  },
};
