import { refusedFor, UserErrorCode, type Place, type Refusal, type Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { MembershipStatus } from '../member-unit/member-unit.entity';
import { Authority } from './authority';

/** A unit that an input names, and where. */
export interface NamedUnit<Field extends string> {
  readonly id: string;
  readonly path: Place<Field>;
}

/**
 * What is wrong with the units that an input names: only active ones can be named.
 * @param known units that the sender sees named already, in the object that the input is about
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
  return refuseInactive(
    named,
    new Map(rows.map(({ id, status }) => [id, status])),
    (id) => secretariat || known.has(id) || authority.actsForUnit(allianceId, id),
  );
}

/**
 * That a unit has left is public. Any other inactive status is known only to the secretariat, to the unit's own people
 * and to whoever sees the unit named already; for everybody else there is no such unit.
 */
function refuseInactive<Field extends string>(
  named: readonly NamedUnit<Field>[],
  statuses: ReadonlyMap<string, `${MembershipStatus}`>,
  seesHidden: (unitId: string) => boolean,
): Refused<Field> | null {
  const refusals = named.flatMap(({ id, path }): Refusal<Field>[] => {
    const status = statuses.get(id);
    if (status === 'ACTIVE') return [];
    const seen = status === 'LEFT' || (status !== undefined && seesHidden(id));
    return [
      seen
        ? { code: UserErrorCode.WRONG_STATE, key: 'unit.notActive', path }
        : { code: UserErrorCode.NOT_FOUND, key: 'input.notFound', path },
    ];
  });
  return refusedFor(refusals);
}
