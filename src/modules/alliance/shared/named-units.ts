import type { Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { Authority } from './authority';
import type { MembershipStatus } from '../member-unit/member-unit.entity';
import { unitFaults, type NamedUnit } from './named-units.rules';

export type { NamedUnit } from './named-units.rules';

/**
 * What is wrong with the units that an input names.
 * @param known units that the sender sees named where they stand already
 */
export async function unitsFault<Field extends string>(
  tx: WriteTransaction,
  allianceId: string,
  named: readonly NamedUnit<Field>[],
  known: ReadonlySet<string> = new Set(),
): Promise<Refused<Field> | null> {
  if (named.length === 0) return null;
  const rows = await tx.manager.query<{ id: string; status: `${MembershipStatus}` }[]>(
    'select id, status from member_units where alliance_id = $1 and id = any($2)',
    [allianceId, named.map(({ id }) => id)],
  );
  const authority = new Authority(tx.viewer);
  const secretariat = authority.isSecretariat(allianceId);
  return unitFaults(
    named,
    new Map(rows.map(({ id, status }) => [id, status])),
    (id) => secretariat || known.has(id) || authority.actsForUnit(allianceId, id),
  );
}
