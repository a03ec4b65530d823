import { INSTALLATION } from '../database/ids';
import type { Forgettable } from '../writes/forgettable';

/** So many at a time: the others follow a quarter of an hour later, and nobody waits for a long transaction. */
const AT_ONCE = 10_000;

/** Notifications that were read before a moment. */
export const notifications: Forgettable = {
  due: async (on, before) =>
    (await on.query('select from notifications where read_at < $1 limit 1', [before])).rowCount === 1,
  async forget(manager, before) {
    const [gone] = await manager.query<[{ allianceId: string }[], number]>(
      `delete from notifications
       where (alliance_id, id) in (
         select alliance_id, id
         from notifications
         where read_at < $1
         order by read_at
         limit ${AT_ONCE}
       )
       returning alliance_id as "allianceId"`,
      [before],
    );
    return gone.map(({ allianceId }) => ({ allianceId: allianceId === INSTALLATION ? null : allianceId }));
  },
};
