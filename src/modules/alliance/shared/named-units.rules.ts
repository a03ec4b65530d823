import { refusedFor, UserErrorCode, type Place, type Refusal, type Refused } from '../../../platform/writes/outcome';
import type { MembershipStatus } from '../member-unit/member-unit.entity';

/** A unit that an input names, and where. */
export interface NamedUnit<Field extends string> {
  readonly id: string;
  readonly path: Place<Field>;
}

/**
 * Only active units are named anew. One that has left is public and told as such; of any other state only the
 * secretariat and its own people may know, and whoever sees the unit named already, so to everybody else it is not there.
 */
export function unitFaults<Field extends string>(
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
