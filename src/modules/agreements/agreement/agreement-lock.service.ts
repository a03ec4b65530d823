import { Authority } from '../../alliance/shared/authority';
import { notFound } from '../../alliance/shared/refusals';
import { refuse, type Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { clientOf } from '../../../platform/writes/writer';
import { type Agreement } from './agreement.entity';
import { problemsIn } from '../proof/integrity.queries';
import { lockAgreementRow, readDependencies, type AgreementDependencies, type StoredParty } from './agreement.queries';
import { allows, type AgreementStep } from './agreement.rules';
import { isOfSeals } from '../proof/evidence.rules';

/** An agreement that this transaction has locked, what its steps are decided by, and what the sender may do. */
export interface LockedAgreement extends Omit<AgreementDependencies, 'visible'> {
  readonly agreement: Agreement;
  readonly authority: Authority;
}

/**
 * Locks an agreement that the sender may see.
 * @param unitId the unit that the sender wants to sign for: `signer` tells whether they may
 */
export async function lockAgreement<Field extends string>(
  tx: WriteTransaction,
  id: string,
  path: Field,
  unitId: string | null = null,
): Promise<LockedAgreement | Refused<Field>> {
  const authority = new Authority(tx.viewer);
  const { personId } = tx.viewer;
  const signing = personId !== null && unitId !== null && authority.represents(unitId) ? { unitId, personId } : null;
  // both go to the database at once: the second begins when the first has the lock, and sees what is there then
  const [agreement, dependencies] = await Promise.all([
    lockAgreementRow(tx.manager, id, signing),
    readDependencies(tx, id, signing),
  ]);
  return agreement !== null && dependencies?.visible === true
    ? { ...dependencies, agreement, authority }
    : notFound(path);
}

/** The party that a unit is, or was until it left. */
export function partyOf<Field extends string>(
  { parties }: Pick<LockedAgreement, 'parties'>,
  unitId: string,
  path: Field,
): StoredParty | Refused<Field> {
  return parties.find((each) => each.unitId === unitId) ?? notFound(path);
}

/** Refuses steps of a party that has left; checked after rights, since not everybody may know that it has left. */
export function leftFault<Field extends string>({ leftAt }: StoredParty, path: Field): Refused<Field> | null {
  return leftAt === null ? null : refuse('WRONG_STATE', 'agreement.partyHasLeft', path);
}

/** The party that drew the agreement up; there is always one, unless its row was altered. */
export function initiatorOf({ parties }: Pick<LockedAgreement, 'parties'>): StoredParty | undefined {
  return parties.find((party) => party.role === 'INITIATOR');
}

/** Why a step may not be taken: the agreement's status, or altered rows; null when it may. */
export async function stepFault<Field extends string>(
  tx: WriteTransaction,
  locked: Checkable,
  step: AgreementStep,
  path: Field,
): Promise<Refused<Field> | null> {
  const { status } = locked.agreement;
  if (!allows(step, status)) return refuse('WRONG_STATE', 'agreement.wrongStatus', path, { status });
  return foundationFault(tx, locked, path, step === 'sign');
}

type Checkable = Pick<LockedAgreement, 'agreement' | 'keys'>;

/**
 * Refuses steps on rows that are not as signed and chained: by those rows the step may be right, and it would stay when
 * they are restored. When only seals do not hold (keys that were lost), all steps but signing stay possible.
 */
export async function foundationFault<Field extends string>(
  tx: WriteTransaction,
  { agreement, keys }: Checkable,
  path: Field,
  withSeals = false,
): Promise<Refused<Field> | null> {
  const { manager, workers, now, viewer } = tx;
  const checking = { database: clientOf(manager), workers, personId: viewer.personId, now };
  const problems = await problemsIn(checking, agreement, keys);
  return problems.some((problem) => withSeals || !isOfSeals(problem))
    ? refuse('WRONG_STATE', 'agreement.altered', path)
    : null;
}
