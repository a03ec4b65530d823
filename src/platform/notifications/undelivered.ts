import { INSTALLATION } from '../database/ids';
import { GIVE_UP, type Undelivered } from '../mail';
import { query } from '../writes/statements';
import type { Service } from '../writes/transaction';
import { notify } from './notify';

/** In characters: mail servers may say a lot. */
const MOST_REASON = 200;

/** Gives a letter up, once, and notifies whoever it was sent for. Whether it was sent meanwhile is asked under its lock. */
export const giveUpLetter: Service<Undelivered, object> = async (tx, { id, reason, notice }) => {
  const given = await query<{ id: string }>(tx.manager, GIVE_UP, [id]);
  if (given.length === 0 || notice === null) return {};
  const { personId, allianceId, key, parameters, subject } = notice;
  await notify(tx, {
    allianceId,
    personIds: [personId],
    kind: 'OTHER',
    key,
    parameters: { ...parameters, reason: reason.slice(0, MOST_REASON) },
    subject,
  });
  tx.audit({ allianceId: allianceId === INSTALLATION ? null : allianceId, action: 'giveUpLetter', subject });
  return {};
};
