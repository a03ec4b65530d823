import { Authority } from '../alliance/authority';
import { notFound } from '../alliance/refusals';
import { findVisible } from '../alliance/visible';
import { refuse, type Refused } from '../platform/writes/outcome';
import type { WriteTransaction } from '../platform/writes/transaction';
import { Agreement } from './agreement.entity';
import { lockAgreement, readParties, signingAuthority, type SigningGround, type StoredParty } from './agreement.queries';
import { allows, type AgreementStep } from './agreement.rules';

/** An agreement that this transaction has locked, and what its sender is to it. */
export interface Standing {
  readonly agreement: Agreement;
  readonly parties: readonly StoredParty[];
  readonly authority: Authority;
}

/** Locks an agreement that the sender may see. */
export async function standingIn(tx: WriteTransaction, id: string, path = 'agreementId'): Promise<Standing | Refused> {
  await tx.lock(() => lockAgreement(tx.manager, id));
  const agreement = await findVisible(tx, Agreement, id);
  if (agreement === null) return notFound(path);
  return { agreement, parties: await readParties(tx.manager, agreement), authority: new Authority(tx.viewer) };
}

/** The party that a unit is, if it has not left. */
export function partyOf({ parties }: Pick<Standing, 'parties'>, unitId: string, path = 'unitId'): StoredParty | Refused {
  const party = parties.find((each) => each.unitId === unitId);
  if (party === undefined) return notFound(path);
  return party.leftAt === null ? party : refuse('WRONG_STATE', 'agreement.partyHasLeft', path);
}

/**
 * On what ground the sender acts for a unit in person, as one of its representatives; null for everybody else. The role
 * is locked besides: a revocation comes before the step or after it.
 */
export async function groundOf({ manager, viewer }: WriteTransaction, { agreement, authority }: Standing, unitId: string): Promise<SigningGround | null> {
  const { personId } = viewer;
  if (personId === null || !authority.represents(unitId)) return null;
  return signingAuthority(manager, agreement.allianceId, unitId, personId);
}

/** The unit that drew the agreement up. */
export function initiatorOf({ parties }: Pick<Standing, 'parties'>): StoredParty {
  const initiator = parties.find((party) => party.role === 'INITIATOR');
  if (initiator === undefined) throw new Error('an agreement has no initiator');
  return initiator;
}

/** A step that the agreement's status does not allow; null when it does. */
export function stepFault({ agreement }: Standing, step: AgreementStep, path = 'agreementId'): Refused | null {
  return allows(step, agreement.status) ? null : refuse('WRONG_STATE', 'agreement.wrongStatus', path, { status: agreement.status });
}

