import { place, type Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { Authority } from '../../alliance/shared/authority';
import { unitsFault } from '../../alliance/shared/named-units';
import { notAllowed } from '../../alliance/shared/refusals';

/**
 * Why the sender may not act for a unit that an input names: it is not there, not active, or not theirs; null when they may. A
 * host acts like any other unit.
 */
export async function actingFault<Field extends string>(
  tx: WriteTransaction,
  allianceId: string,
  unitId: string,
  path: Field,
): Promise<Refused<Field> | null> {
  const fault = await unitsFault(tx, allianceId, [{ id: unitId, path: place(path) }]);
  if (fault !== null) return fault;
  return new Authority(tx.viewer).actsForUnit(allianceId, unitId) ? null : notAllowed(path);
}

/**
 * The same for what a unit keeps on its lists: of a unit that is not active any more, the secretariat alone tidies it up; what
 * is no unit's is the secretariat's.
 */
export async function keepingFault<Field extends string>(
  tx: WriteTransaction,
  allianceId: string,
  unitId: string | null,
  path: Field,
): Promise<Refused<Field> | null> {
  if (new Authority(tx.viewer).isSecretariat(allianceId)) return null;
  return unitId === null ? notAllowed(path) : actingFault(tx, allianceId, unitId, path);
}
