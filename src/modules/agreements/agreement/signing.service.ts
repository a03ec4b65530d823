import { notAllowed } from '../../alliance/shared/refusals';
import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, refuse, type FieldOf, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { onConstraint } from '../../../platform/writes/writer';
import { AgreementStatus } from './agreement.entity';
import { recordStep, type StepEvent } from '../history/history.service';
import type { DeclineAgreementInput, SignAgreementInput, TerminateAgreementInput } from './signing.inputs';
import { mailConclusion, notifyRepresentatives, notifyWhoseTurn } from './agreement.notices';
import type { Signer, StoredParty } from './agreement.queries';
import { afterSignature, isSigningParty, survivesLeaving, whoseTurn } from './agreement.rules';
import { leftFault, partyOf, lockAgreement, stepFault, type LockedAgreement } from './agreement-lock.service';
import { hashOf } from '../../../platform/sealing/canonical.rules';
import { canonicalText } from '../proof/canonical.rules';
import { AgreementParty } from './party.entity';

// the agreement's lock prevents a second signature already; this is the database's own guarantee
onConstraint<SignAgreementInput>('agreement_signatures_once', refuse('CONFLICT', 'agreement.signedAlready', 'unitId'));

/** A locked agreement, with the party that the sender may sign for. */
interface Acting extends LockedAgreement {
  readonly party: StoredParty;
  readonly signer: Signer;
}

async function actingFor(
  tx: WriteTransaction,
  input: { readonly agreementId: string; readonly unitId: string },
): Promise<Acting | Refused<'agreementId' | 'unitId'>> {
  const locked = await lockAgreement(tx, rowId(input.agreementId), 'agreementId', rowId(input.unitId));
  if (isRefused(locked)) return locked;
  const party = partyOf(locked, rowId(input.unitId), 'unitId');
  if (isRefused(party)) return party;
  const { signer } = locked;
  if (signer === null) return notAllowed('unitId');
  return leftFault(party, 'unitId') ?? { ...locked, party, signer };
}

/**
 * Signs for a unit (签署): by one of its representatives in person, under the text that was seen. A unit signs once: when
 * it signs again, by the same or another representative, nothing changes. The last signature activates the agreement.
 */
export const signAgreement: Service<SignAgreementInput, { agreement: string }> = async (tx, input) => {
  const acting = await actingFor(tx, input);
  if (isRefused(acting)) return acting;
  const { agreement, parties, party, revision, signed } = acting;
  const { id } = agreement;
  const contentHash = input.contentHash.trim().toLowerCase();
  if (signed.has(party.unitId) && contentHash === revision.contentHash && agreement.status !== AgreementStatus.DRAFT)
    return { agreement: id };
  const fault = (await stepFault(tx, acting, 'sign', 'agreementId')) ?? signingFault(acting, contentHash);
  if (fault !== null) return fault;
  const statement = statementOf(tx, acting);
  const all = new Set([...signed, party.unitId]);
  const concluded = afterSignature(parties, all, agreement.startsOn, acting.today);
  const binding = { revision: revision.ordinal, contentHash };
  const events: StepEvent[] = [
    { kind: 'SIGNED', unitId: party.unitId, details: { ...binding, statement: hashOf(statement) } },
  ];
  if (concluded === 'activate') events.push({ kind: 'ACTIVATED', details: binding });
  const stepComplete = whoseTurn(parties, signed).length === 1;
  recordStep(tx, acting, {
    action: 'signAgreement',
    details: { unit: input.unitId, contentHash },
    columns: {
      ...(concluded === 'activate' ? { status: AgreementStatus.ACTIVE, activatedAt: tx.now } : {}),
      ...(concluded === 'conclude' ? { status: AgreementStatus.SIGNED } : {}),
      ...(stepComplete ? { stepOpenedAt: concluded === null ? tx.now : null } : {}),
    },
    events,
    signature: { id: newId(), unitId: party.unitId, personId: tx.viewer.personId ?? '', contentHash, statement },
    unitIds: parties.map((each) => each.unitId),
  });
  if (concluded !== null) {
    await notifyRepresentatives(tx, agreement, [...all], {
      kind: 'OTHER',
      key: 'agreement.signedByAll',
    });
    await mailConclusion(tx, agreement, [...all]);
  } else if (stepComplete) await notifyWhoseTurn(tx, agreement, parties, all);
  return { agreement: id };
};

function signingFault(
  { agreement, parties, party, revision, signed, today }: Acting,
  contentHash: string,
): Refused<FieldOf<SignAgreementInput>> | null {
  if (contentHash !== revision.contentHash)
    return refuse('CONFLICT', 'agreement.textChanged', 'contentHash', { ordinal: revision.ordinal });
  if (signed.has(party.unitId)) return refuse('CONFLICT', 'agreement.signedAlready', 'unitId');
  if (party.unitStatus !== 'ACTIVE') return refuse('WRONG_STATE', 'agreement.unitNotActive', 'unitId');
  if (agreement.endsOn !== null && agreement.endsOn < today)
    return refuse('WRONG_STATE', 'agreement.overBefore', 'agreementId');
  if (!whoseTurn(parties, signed).includes(party)) return refuse('WRONG_STATE', 'agreement.notYourTurn', 'unitId');
  return null;
}

/** What the signature says: the text, the unit, and the signer with their authority. */
function statementOf(tx: WriteTransaction, { agreement, party, signer, revision }: Acting): string {
  return canonicalText({
    agreement: globalId('agreement', agreement.id),
    number: agreement.number,
    revision: revision.ordinal,
    contentHash: revision.contentHash,
    unit: { id: globalId('unit', party.unitId), name: party.unitName },
    signedBy: { id: globalId('person', tx.viewer.personId ?? ''), name: signer.name },
    signedAt: tx.now.toISOString(),
    authority: signer.authority,
  });
}

/** Declines for a unit that has not signed (拒签): the agreement is closed for all, and units that had signed are notified. */
export const declineAgreement: Service<DeclineAgreementInput, { agreement: string }> = async (tx, input) => {
  const acting = await actingFor(tx, input);
  if (isRefused(acting)) return acting;
  const { agreement, parties, party, signed } = acting;
  const fault = await stepFault(tx, acting, 'decline', 'agreementId');
  if (fault !== null) return fault;
  if (signed.has(party.unitId)) return refuse('WRONG_STATE', 'agreement.signedAlready', 'unitId');
  recordStep(tx, acting, {
    action: 'declineAgreement',
    details: { unit: input.unitId },
    columns: { status: AgreementStatus.DECLINED, stepOpenedAt: null },
    events: [{ kind: 'DECLINED', unitId: party.unitId, note: cleaned(input.reason) }],
    unitIds: parties.map((each) => each.unitId),
  });
  const initiators = parties.filter((each) => each.role === 'INITIATOR').map((each) => each.unitId);
  await notifyRepresentatives(
    tx,
    agreement,
    [...signed, ...initiators].filter((unitId) => unitId !== party.unitId),
    {
      kind: 'SIGNATURE_VOIDED',
      key: 'agreement.declinedBy',
      parameters: { unit: party.unitName },
    },
  );
  return { agreement: agreement.id };
};

/** Ends an agreement for one unit (退出); for all when fewer than two signing parties remain. */
export const terminateAgreement: Service<TerminateAgreementInput, { agreement: string }> = async (tx, input) => {
  const acting = await actingFor(tx, input);
  if (isRefused(acting)) return acting;
  const { agreement, parties, party } = acting;
  const fault = await stepFault(tx, acting, 'leave', 'agreementId');
  if (fault !== null) return fault;
  if (!isSigningParty(party)) return refuse('INVALID', 'agreement.witnessLeaves', 'unitId');
  const survives = survivesLeaving(parties, party.unitId);
  await tx.manager.update(AgreementParty, { allianceId: agreement.allianceId, id: party.id }, { leftAt: tx.now });
  const events: StepEvent[] = [{ kind: 'PARTY_LEFT', unitId: party.unitId, note: cleaned(input.reason) }];
  if (!survives) events.push({ kind: 'TERMINATED' });
  recordStep(tx, acting, {
    action: 'terminateAgreement',
    details: { unit: input.unitId },
    columns: survives ? {} : { status: AgreementStatus.TERMINATED },
    events,
    unitIds: parties.map((each) => each.unitId),
  });
  const others = parties.filter((each) => each.leftAt === null && each !== party).map((each) => each.unitId);
  await notifyRepresentatives(tx, agreement, others, {
    kind: 'OTHER',
    key: survives ? 'agreement.leftBy' : 'agreement.terminatedBy',
    parameters: { unit: party.unitName },
  });
  return { agreement: agreement.id };
};
