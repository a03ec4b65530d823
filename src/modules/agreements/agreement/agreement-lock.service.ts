import { Authority } from '../../alliance/shared/authority';
import { notFound } from '../../alliance/shared/refusals';
import { findVisible } from '../../alliance/shared/authorisation';
import { refuse, type Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { clientOf } from '../../../platform/writes/writer';
import { Agreement } from './agreement.entity';
import { problemsIn } from '../proof/integrity.queries';
import { lockAgreementRow, readParties, readSigner, type Signer, type StoredParty } from './agreement.queries';
import { allows, type AgreementStep } from './agreement.rules';
import { isOfSeals } from '../proof/evidence.rules';

/** An agreement that this transaction has locked, its parties, and what the sender may do. */
export interface LockedAgreement {
  readonly agreement: Agreement;
  readonly parties: readonly StoredParty[];
  readonly authority: Authority;
}

/** Locks an agreement that the sender may see. */
export async function lockAgreement<Field extends string>(
  tx: WriteTransaction,
  id: string,
  path: Field,
): Promise<LockedAgreement | Refused<Field>> {
  await lockAgreementRow(tx.manager, id);
  const agreement = await findVisible(tx, Agreement, id);
  if (agreement === null) return notFound(path);
  return { agreement, parties: await readParties(tx.manager, agreement), authority: new Authority(tx.viewer) };
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

/**
 * The sender with their authority to sign for a unit; null when they are none of its representatives. The role is locked
 * too: a revocation comes before the step or after it.
 */
export async function signerFor(
  { manager, viewer }: WriteTransaction,
  { agreement, authority }: LockedAgreement,
  unitId: string,
): Promise<Signer | null> {
  const { personId } = viewer;
  if (personId === null || !authority.represents(unitId)) return null;
  return readSigner(manager, agreement.allianceId, unitId, personId);
}

/** The party that drew the agreement up; there is always one, unless its row was altered. */
export function initiatorOf({ parties }: Pick<LockedAgreement, 'parties'>): StoredParty | undefined {
  return parties.find((party) => party.role === 'INITIATOR');
}

/** Why a step may not be taken: the agreement's status, or altered rows; null when it may. */
export async function stepFault<Field extends string>(
  tx: WriteTransaction,
  { agreement }: LockedAgreement,
  step: AgreementStep,
  path: Field,
): Promise<Refused<Field> | null> {
  if (!allows(step, agreement.status))
    return refuse('WRONG_STATE', 'agreement.wrongStatus', path, { status: agreement.status });
  return foundationFault(tx, agreement, path, step === 'sign');
}

/**
 * Refuses steps on rows that are not as signed and chained: by those rows the step may be right, and it would stay when
 * they are restored. When only seals do not hold (keys that were lost), all steps but signing stay possible.
 */
export async function foundationFault<Field extends string>(
  tx: WriteTransaction,
  agreement: Agreement,
  path: Field,
  withSeals = false,
): Promise<Refused<Field> | null> {
  const { manager, sealer, workers, now, viewer } = tx;
  const problems = await problemsIn(
    { database: clientOf(manager), sealer, workers, personId: viewer.personId, now },
    agreement,
  );
  return problems.some((problem) => withSeals || !isOfSeals(problem))
    ? refuse('WRONG_STATE', 'agreement.altered', path)
    : null;
}
