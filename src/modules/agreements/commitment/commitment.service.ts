import { notAllowed, notFound, unlessMay } from '../../alliance/shared/refusals';
import { findVisible } from '../../alliance/shared/authorisation';
import { globalId } from '../../../platform/database/ids';
import { isRefused, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { recordStep } from '../history/history.service';
import { readCommitments, type StoredCommitment } from '../agreement/agreement.queries';
import { isSigningParty } from '../agreement/agreement.rules';
import {
  foundationFault,
  leftFault,
  partyOf,
  lockAgreement,
  type LockedAgreement,
} from '../agreement/agreement-lock.service';
import { Commitment, CommitmentRating, CommitmentStatus } from './commitment.entity';
import type { RateCommitmentInput, UpdateCommitmentInput } from './commitment.inputs';
import { COMMITMENT_TRANSITIONS, isJudged, RATED_IN, REPORTED_IN } from './commitment.rules';
import { commitmentDetails, ratingDetails } from '../history/history.rules';

interface Found extends LockedAgreement {
  readonly commitment: StoredCommitment;
}

/** A commitment that the sender may see, its agreement locked. */
async function findCommitment(
  tx: WriteTransaction,
  id: string,
  unitId: string | null = null,
): Promise<Found | Refused<'commitmentId'>> {
  const visible = await findVisible(tx, Commitment, id);
  if (visible === null) return notFound('commitmentId');
  const locked = await lockAgreement(tx, visible.agreementId, 'commitmentId', unitId);
  if (isRefused(locked)) return locked;
  const commitment = (await readCommitments(tx.manager, locked.agreement)).find((each) => each.id === id);
  return commitment === undefined ? notFound('commitmentId') : { ...locked, commitment };
}

/** Reports on a commitment (承诺进展): by the staff of the unit that undertook it; the secretariat alone waives. */
export const updateCommitment: Service<UpdateCommitmentInput, { commitment: string }> = async (tx, input) => {
  const found = await findCommitment(tx, rowId(input.commitmentId));
  if (isRefused(found)) return found;
  const { agreement, authority, commitment } = found;
  const { allianceId } = agreement;
  const refused = unlessMay(authority, (each) => each.actsForUnit(allianceId, commitment.unitId), 'commitmentId');
  if (refused !== null) return refused;
  if (!REPORTED_IN.includes(agreement.status))
    return refuse('WRONG_STATE', 'agreement.wrongStatus', 'commitmentId', { status: agreement.status });
  // a party that has left owes nothing any more
  const party = partyOf(found, commitment.unitId, 'commitmentId');
  const left = isRefused(party) ? party : leftFault(party, 'commitmentId');
  if (left !== null) return left;
  const { status } = input;
  const waives = status === CommitmentStatus.WAIVED;
  const unwaived = waives ? unlessMay(authority, (each) => each.isSecretariat(allianceId), 'status') : null;
  if (unwaived !== null) return unwaived;
  const from = commitment.status as CommitmentStatus;
  if (status !== from && !COMMITMENT_TRANSITIONS[from].includes(status))
    return refuse('WRONG_STATE', 'commitment.wrongStep', 'status', { from, to: status });
  const altered = await foundationFault(tx, found, 'commitmentId');
  if (altered !== null) return altered;
  const evidence = input.evidence === undefined ? commitment.evidence : cleaned(input.evidence) || null;
  if (status === from && evidence === commitment.evidence) return { commitment: commitment.id };
  const fulfilledOn = status !== CommitmentStatus.FULFILLED ? null : (commitment.fulfilledOn ?? found.today);
  await tx.manager.update(Commitment, { allianceId, id: commitment.id }, { status, evidence, fulfilledOn });
  recordOn(
    tx,
    found,
    'updateCommitment',
    'COMMITMENT_UPDATED',
    commitment.unitId,
    commitmentDetails({ ...commitment, status, evidence, fulfilledOn }),
  );
  return { commitment: commitment.id };
};

/** Judges how another party kept a commitment (双向监督): by a representative of a signing party, once a unit. */
export const rateCommitment: Service<RateCommitmentInput, { commitment: string }> = async (tx, input) => {
  const found = await findCommitment(tx, rowId(input.commitmentId), rowId(input.byUnitId));
  if (isRefused(found)) return found;
  const { agreement, commitment } = found;
  const { allianceId, id: agreementId } = agreement;
  const by = partyOf(found, rowId(input.byUnitId), 'byUnitId');
  if (isRefused(by)) return by;
  if (found.signer === null) return notAllowed('byUnitId');
  const left = leftFault(by, 'byUnitId');
  if (left !== null) return left;
  if (!isSigningParty(by) || by.unitId === commitment.unitId)
    return refuse('INVALID', 'commitment.ratedByOthers', 'byUnitId');
  if (by.unitStatus !== 'ACTIVE') return refuse('WRONG_STATE', 'agreement.unitNotActive', 'byUnitId');
  if (!RATED_IN.includes(agreement.status))
    return refuse('WRONG_STATE', 'agreement.wrongStatus', 'commitmentId', { status: agreement.status });
  const altered = await foundationFault(tx, found, 'commitmentId');
  if (altered !== null) return altered;
  if (!isJudged(commitment.status as CommitmentStatus))
    return refuse('WRONG_STATE', 'commitment.nothingToRate', 'commitmentId');
  const { rating } = input;
  const comment = cleaned(input.comment) || null;
  const key = { allianceId, commitmentId: commitment.id, unitId: by.unitId };
  const before = await tx.manager.findOneBy(CommitmentRating, key);
  if (before !== null && before.rating === rating && before.comment === comment) return { commitment: commitment.id };
  await tx.manager.upsert(CommitmentRating, { ...key, agreementId, rating, comment, ratedAt: tx.now }, [
    'allianceId',
    'commitmentId',
    'unitId',
  ]);
  recordOn(
    tx,
    found,
    'rateCommitment',
    'COMMITMENT_RATED',
    by.unitId,
    ratingDetails({ commitmentId: commitment.id, place: commitment.place, rating, comment }),
  );
  return { commitment: commitment.id };
};

function recordOn(
  tx: WriteTransaction,
  found: Found,
  action: string,
  kind: 'COMMITMENT_UPDATED' | 'COMMITMENT_RATED',
  unitId: string,
  details: Readonly<Record<string, unknown>>,
): void {
  const { parties, commitment } = found;
  recordStep(tx, found, {
    action,
    details: { commitment: globalId('commitment', commitment.id), unit: globalId('unit', unitId) },
    events: [{ kind, unitId, details }],
    unitIds: parties.map((party) => party.unitId),
  });
}
