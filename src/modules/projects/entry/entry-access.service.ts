import type { Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { unlessSecretariat } from '../../alliance/shared/authorisation';
import { actingFault } from '../shared/acting-unit';

/** What of a list: one unit's entries, or everybody's. */
export interface ListPart {
  readonly allianceId: string;
  readonly unitId: string | null;
}

/** Why the sender may not import or export it: a unit's staff may what is their own, the secretariat everything. */
export async function importFault(
  tx: WriteTransaction,
  { allianceId, unitId }: ListPart,
): Promise<Refused<'allianceId' | 'unitId'> | null> {
  return unitId === null
    ? unlessSecretariat(tx, allianceId, 'allianceId')
    : actingFault(tx, allianceId, unitId, 'unitId');
}
