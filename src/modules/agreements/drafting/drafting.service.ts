import { kept } from '../../alliance/shared/changes';
import { Authority } from '../../alliance/shared/authority';
import { todayIn } from '../../alliance';
import { unitsFault, type NamedUnit } from '../../alliance/shared/named-units';
import { InputReferences } from '../../alliance/shared/input-references';
import { notAllowed } from '../../alliance/shared/refusals';
import { cleanText } from '../../alliance/shared/roster';
import { Territory } from '../../alliance/territory/territory.entity';
import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, place, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { stale } from '../../../platform/writes/writer';
import { Agreement, AgreementStatus, type AgreementTier } from '../agreement/agreement.entity';
import { recordStep, type StepEvent } from '../history/history.service';
import type {
  AgreementPartyInput,
  CommitmentInput,
  DraftAgreementInput,
  OpenAgreementForSignatureInput,
  RenewAgreementInput,
  ReviseAgreementInput,
  WithdrawAgreementInput,
} from './drafting.inputs';
import { notifyRepresentatives, notifyWhoseTurn } from '../agreement/agreement.notices';
import {
  isRenewedFor,
  readCommitments,
  readParties,
  replaceContent,
  signedUnits,
  takeNumber,
  unitNames,
} from '../agreement/agreement.queries';
import { isSigningParty } from '../agreement/agreement.rules';
import { initiatorOf, lockAgreement, stepFault, type LockedAgreement } from '../agreement/agreement-lock.service';
import { canonicalText, hashOf, NO_EVENT, type Named } from '../proof/canonical.rules';
import {
  agreementNumber,
  cleanBody,
  contentOf,
  draftFault,
  isSameDraft,
  renewalFault,
  termFault,
  type Draft,
  type DraftedCommitment,
  type DraftedParty,
} from './drafting.rules';
import { AgreementRevision } from '../revision/revision.entity';

/** Texts of an agreement: all of them are looked at whenever it is checked, which every step does. */
const MOST_REVISIONS = 200;

/** Drafts an agreement (起草): by the staff of the unit that initiates it, or the secretariat in their place. */
export const draftAgreement: Service<DraftAgreementInput, { agreement: string }> = async (tx, input) => {
  const allianceId = rowId(input.allianceId);
  const draft: Draft = {
    title: cleanText(input.title),
    purpose: cleaned(input.purpose) || null,
    tier: input.tier,
    startsOn: input.startsOn ?? null,
    endsOn: input.endsOn ?? null,
    body: cleanBody(input.body),
    parties: partiesOf(input.parties),
    commitments: commitmentsOf(input.commitments ?? []),
  };
  const initiator = draft.parties.find((party) => party.role === 'INITIATOR');
  const authority = new Authority(tx.viewer);
  if (
    !authority.isSecretariat(allianceId) &&
    (initiator === undefined || !authority.actsForUnit(allianceId, initiator.unitId))
  ) {
    return draftFault(draft) ?? notAllowed('parties');
  }
  const references = new InputReferences<DraftAgreementInput>(tx.manager, allianceId);
  const territoryId = (await references.one(Territory, input.territoryId, 'territoryId')) ?? null;
  const fault = references.refused ?? (await unitsFault(tx, allianceId, namedIn(draft))) ?? draftFault(draft);
  if (fault !== null) return fault;
  const { agreement } = await create(tx, allianceId, { draft, territoryId, renews: null });
  return { agreement: agreement.id };
};

/** Writes a new revision (修订); while open for signature it voids the signatures so far, and the steps begin again. */
export const reviseAgreement: Service<ReviseAgreementInput, { agreement: string }> = async (tx, input) => {
  const locked = await lockAgreement(tx, rowId(input.agreementId), 'agreementId');
  if (isRefused(locked)) return locked;
  const { agreement, parties, authority } = locked;
  const { allianceId, id } = agreement;
  const initiator = initiatorOf(locked);
  if (initiator === undefined || !authority.actsForUnit(allianceId, initiator.unitId)) return notAllowed('agreementId');
  const fault = (await stepFault(tx, locked, 'revise', 'agreementId')) ?? versionFault(locked, input.expectedVersion);
  if (fault !== null) return fault;
  if (initiator.unitStatus !== 'ACTIVE') return refuse('WRONG_STATE', 'agreement.unitNotActive', 'agreementId');
  const before = await draftOf(tx, locked);
  const draft = draftAfter(before, input);
  if (isSameDraft(before, draft)) return { agreement: id };
  const known = new Set(parties.map((party) => party.unitId));
  const renewed = await partiesBefore(tx, agreement);
  // where the parties stay, they are named with the agreement
  const named: NamedUnit<'parties' | 'agreementId'>[] =
    input.parties === undefined
      ? draft.parties.map(({ unitId }) => ({ id: unitId, path: place('agreementId') }))
      : namedIn(draft);
  const wrong =
    (await unitsFault(tx, allianceId, named, known)) ??
    draftFault(draft) ??
    initiatorFault(draft, initiator.unitId) ??
    (renewed === null ? null : renewalFault(draft, renewed));
  if (wrong !== null) return wrong;
  const signed = [...(await signedUnits(tx.manager, agreement))];
  const ordinal = 1 + (await tx.manager.countBy(AgreementRevision, { allianceId, agreementId: id }));
  if (ordinal > MOST_REVISIONS)
    return refuse('LIMIT_REACHED', 'agreement.tooManyRevisions', 'agreementId', { max: MOST_REVISIONS });
  const revision = await writeRevision(tx, agreement, draft, { id: newId(), ordinal });
  await replaceContent(tx.manager, agreement, draft.parties, draft.commitments);
  const added = draft.parties.map((party) => party.unitId).filter((unitId) => !known.has(unitId));
  const removed = [...known].filter((unitId) => !draft.parties.some((party) => party.unitId === unitId));
  const open = agreement.status === AgreementStatus.OPEN_FOR_SIGNATURE;
  await recordStep(tx, agreement, {
    action: 'reviseAgreement',
    details: { revision: revision.ordinal, contentHash: revision.contentHash, voided: signed.length },
    columns: {
      title: draft.title,
      purpose: draft.purpose,
      tier: draft.tier as AgreementTier,
      startsOn: draft.startsOn,
      endsOn: draft.endsOn,
      revisionId: revision.id,
      stepOpenedAt: open ? tx.now : null,
    },
    events: [
      { kind: 'REVISED', details: { revision: revision.ordinal, contentHash: revision.contentHash } },
      ...added.map((unitId): StepEvent => ({ kind: 'PARTY_ADDED', unitId })),
      ...removed.map((unitId): StepEvent => ({ kind: 'PARTY_REMOVED', unitId })),
    ],
    unitIds: [...known, ...added],
    changesParties: added.length + removed.length > 0,
  });
  const now = { ...agreement, title: draft.title };
  await notifyRepresentatives(
    tx,
    now,
    signed.filter((unitId) => !removed.includes(unitId)),
    { kind: 'SIGNATURE_VOIDED', key: 'agreement.voided' },
  );
  // what they may not see any more is told with nothing but what they knew
  await notifyRepresentatives(
    tx,
    agreement,
    removed.filter((unitId) => signed.includes(unitId)),
    {
      kind: 'SIGNATURE_VOIDED',
      key: 'agreement.signatoryRemoved',
      subject: null,
    },
  );
  await notifyRepresentatives(
    tx,
    agreement,
    removed.filter((unitId) => !signed.includes(unitId)),
    {
      kind: 'OTHER',
      key: 'agreement.partyRemoved',
      subject: null,
    },
  );
  if (open) await notifyWhoseTurn(tx, now, signatories(draft.parties), new Set());
  else await notifyRepresentatives(tx, now, added, { kind: 'OTHER', key: 'agreement.drafted' });
  return { agreement: id };
};

/** Opens a draft for signature (开放签署): by the initiator's representatives, or the secretariat. */
export const openAgreementForSignature: Service<OpenAgreementForSignatureInput, { agreement: string }> = async (
  tx,
  input,
) => {
  const locked = await lockAgreement(tx, rowId(input.agreementId), 'agreementId');
  if (isRefused(locked)) return locked;
  const { agreement, parties } = locked;
  if (!mayConclude(locked)) return notAllowed('agreementId');
  const wrong = (await stepFault(tx, locked, 'open', 'agreementId')) ?? versionFault(locked, input.expectedVersion);
  if (wrong !== null) return wrong;
  const gone = parties.find((party) => party.unitStatus !== 'ACTIVE');
  if (gone !== undefined)
    return refuse('WRONG_STATE', 'agreement.partyNotActive', 'agreementId', { unit: gone.unitName });
  if (agreement.endsOn !== null && agreement.endsOn < (await todayIn(tx.manager, agreement.allianceId, tx.now))) {
    return refuse('WRONG_STATE', 'agreement.overBefore', 'agreementId');
  }
  const revision = await tx.manager.findOneByOrFail(AgreementRevision, {
    allianceId: agreement.allianceId,
    id: agreement.revisionId,
  });
  await recordStep(tx, agreement, {
    action: 'openAgreementForSignature',
    columns: { status: AgreementStatus.OPEN_FOR_SIGNATURE, stepOpenedAt: tx.now },
    events: [{ kind: 'OPENED', details: { revision: revision.ordinal, contentHash: revision.contentHash } }],
    unitIds: parties.map((party) => party.unitId),
  });
  await notifyWhoseTurn(tx, agreement, parties, new Set());
  return { agreement: agreement.id };
};

/** Withdraws what was not signed by all yet (撤回): by the initiator's representatives, or the secretariat. */
export const withdrawAgreement: Service<WithdrawAgreementInput, { agreement: string }> = async (tx, input) => {
  const locked = await lockAgreement(tx, rowId(input.agreementId), 'agreementId');
  if (isRefused(locked)) return locked;
  const { agreement, parties } = locked;
  if (!mayConclude(locked)) return notAllowed('agreementId');
  const wrong = await stepFault(tx, locked, 'withdraw', 'agreementId');
  if (wrong !== null) return wrong;
  const signed = await signedUnits(tx.manager, agreement);
  await recordStep(tx, agreement, {
    action: 'withdrawAgreement',
    columns: { status: AgreementStatus.WITHDRAWN, stepOpenedAt: null },
    events: [{ kind: 'WITHDRAWN', note: cleaned(input.reason) || null }],
    unitIds: parties.map((party) => party.unitId),
  });
  await notifyRepresentatives(tx, agreement, [...signed], {
    kind: 'SIGNATURE_VOIDED',
    key: 'agreement.withdrawn',
  });
  return { agreement: agreement.id };
};

/**
 * Drafts the follow-up (续签) with the text, the parties that remain and the commitments that are open: by the staff of
 * any of these parties. Whose unit renews is the follow-up's initiator, unless that of before acts. A unit is party to one
 * follow-up at a time, unless others renew with it besides.
 */
export const renewAgreement: Service<RenewAgreementInput, { agreement: string }> = async (tx, input) => {
  const locked = await lockAgreement(tx, rowId(input.agreementId), 'agreementId');
  if (isRefused(locked)) return locked;
  const { agreement, authority } = locked;
  const { allianceId } = agreement;
  const remaining = locked.parties.filter((party) => party.leftAt === null && party.unitStatus === 'ACTIVE');
  const mine = remaining.filter((party) => isSigningParty(party) && authority.actsForUnit(allianceId, party.unitId));
  const initiator = mine.find((party) => party.role === 'INITIATOR') ?? mine[0];
  if (initiator === undefined) return notAllowed('agreementId');
  const wrong = await stepFault(tx, locked, 'renew', 'agreementId');
  if (wrong !== null) return wrong;
  // a follow-up that the unit is no party to may be hidden from it, and says nothing of what it may do
  if (await isRenewedFor(tx.manager, agreement, initiator.unitId))
    return refuse('WRONG_STATE', 'agreement.renewedAlready', 'agreementId');
  const before = await draftOf(tx, locked);
  const open = (await readCommitments(tx.manager, agreement)).filter(
    ({ status, unitId }) =>
      status !== 'FULFILLED' && status !== 'WAIVED' && remaining.some((party) => party.unitId === unitId),
  );
  const draft: Draft = {
    ...before,
    startsOn: input.startsOn,
    endsOn: input.endsOn,
    parties: remaining.map(({ unitId, role, representative, signingStep }) => ({
      unitId,
      representative,
      signingStep,
      role: unitId === initiator.unitId ? 'INITIATOR' : role === 'INITIATOR' ? 'PARTY' : role,
    })),
    // a day that lies before the follow-up begins is to be agreed on anew
    commitments: open.map(({ unitId, text, category, dueOn }) => ({
      unitId,
      text,
      category,
      dueOn: dueOn !== null && dueOn < input.startsOn ? null : dueOn,
    })),
  };
  if (draft.parties.filter(isSigningParty).length < 2)
    return refuse('WRONG_STATE', 'agreement.noSecondParty', 'agreementId');
  // what remains of parties and commitments was right before; only the days are new
  const fault = termFault(draft);
  if (fault !== null) return fault;
  const { agreement: renewal } = await create(tx, allianceId, {
    draft,
    territoryId: agreement.territoryId,
    renews: agreement,
  });
  await recordStep(tx, agreement, {
    action: 'renewAgreement',
    details: { renewal: globalId('agreement', renewal.id) },
    events: [{ kind: 'RENEWED', unitId: initiator.unitId, details: { renewal: globalId('agreement', renewal.id) } }],
    unitIds: locked.parties.map((party) => party.unitId),
  });
  return { agreement: renewal.id };
};

interface Founding {
  readonly draft: Draft;
  readonly territoryId: string | null;
  readonly renews: Agreement | null;
}

async function create(
  tx: WriteTransaction,
  allianceId: string,
  { draft, territoryId, renews }: Founding,
): Promise<{ agreement: Agreement }> {
  const { manager, now } = tx;
  const year = Number((await todayIn(manager, allianceId, now)).slice(0, 4));
  const agreement = manager.create(Agreement, {
    allianceId,
    id: newId(),
    number: agreementNumber(year, await takeNumber(manager, allianceId, year)),
    title: draft.title,
    tier: draft.tier as AgreementTier,
    status: AgreementStatus.DRAFT,
    purpose: draft.purpose,
    startsOn: draft.startsOn,
    endsOn: draft.endsOn,
    territoryId,
    revisionId: newId(),
    createdAt: now,
    stepOpenedAt: null,
    activatedAt: null,
    renewsId: renews?.id ?? null,
    version: 0,
    historyCount: 0,
    historyHead: NO_EVENT,
    headSeal: '',
    headKeyId: '',
    rightsRevision: 0,
  });
  await manager.insert(Agreement, agreement);
  const revision = await writeRevision(tx, agreement, draft, { id: agreement.revisionId, ordinal: 1 });
  await replaceContent(manager, agreement, draft.parties, draft.commitments);
  const units = draft.parties.map((party) => party.unitId);
  await recordStep(tx, agreement, {
    action: 'draftAgreement',
    details: { number: agreement.number, title: agreement.title, contentHash: revision.contentHash },
    events: [
      {
        kind: 'DRAFTED',
        details: {
          revision: revision.ordinal,
          contentHash: revision.contentHash,
          number: agreement.number,
          alliance: globalId('alliance', allianceId),
          ...(renews === null ? {} : { renews: globalId('agreement', renews.id) }),
        },
      },
    ],
    unitIds: units,
  });
  const others = draft.parties.filter((party) => party.role !== 'INITIATOR').map((party) => party.unitId);
  await notifyRepresentatives(tx, agreement, others, { kind: 'OTHER', key: 'agreement.drafted' });
  return { agreement };
}

/** A revision, immutable from here on. */
async function writeRevision(
  tx: WriteTransaction,
  agreement: Agreement,
  draft: Draft,
  { id, ordinal }: Pick<AgreementRevision, 'id' | 'ordinal'>,
): Promise<AgreementRevision> {
  const { manager, now } = tx;
  const { allianceId } = agreement;
  const territory = await territoryOf(tx, agreement);
  const names = await unitNames(
    manager,
    allianceId,
    draft.parties.map((party) => party.unitId),
  );
  const text = canonicalText(
    contentOf(
      draft,
      { agreement: globalId('agreement', agreement.id), number: agreement.number, ordinal, territory },
      (unitId) => ({ id: globalId('unit', unitId), name: names.get(unitId) ?? '' }),
    ),
  );
  const revision = manager.create(AgreementRevision, {
    allianceId,
    id,
    agreementId: agreement.id,
    ordinal,
    body: draft.body,
    canonicalText: text,
    contentHash: hashOf(text),
    authorId: tx.viewer.personId,
    createdAt: now,
  });
  await manager.insert(AgreementRevision, revision);
  return revision;
}

async function territoryOf(tx: WriteTransaction, { allianceId, territoryId }: Agreement): Promise<Named | null> {
  if (territoryId === null) return null;
  const { name } = await tx.manager.findOneByOrFail(Territory, { allianceId, id: territoryId });
  return { id: globalId('territory', territoryId), name };
}

async function draftOf(tx: WriteTransaction, { agreement, parties }: LockedAgreement): Promise<Draft> {
  const { allianceId, revisionId, title, purpose, tier, startsOn, endsOn } = agreement;
  const { body } = await tx.manager.findOneByOrFail(AgreementRevision, { allianceId, id: revisionId });
  return {
    title,
    purpose,
    tier,
    startsOn,
    endsOn,
    body,
    parties: parties.map(({ unitId, role, representative, signingStep }) => ({
      unitId,
      role,
      representative,
      signingStep,
    })),
    commitments: (await readCommitments(tx.manager, agreement)).map(({ unitId, text, category, dueOn }) => ({
      unitId,
      text,
      category,
      dueOn,
    })),
  };
}

function draftAfter(before: Draft, input: ReviseAgreementInput): Draft {
  return {
    title: input.title === undefined ? before.title : cleanText(input.title),
    purpose: input.purpose === undefined ? before.purpose : cleaned(input.purpose) || null,
    tier: kept(input.tier, before.tier),
    startsOn: kept(input.startsOn, before.startsOn),
    endsOn: kept(input.endsOn, before.endsOn),
    body: input.body === undefined ? before.body : cleanBody(input.body),
    parties: input.parties === undefined ? before.parties : partiesOf(input.parties),
    commitments: input.commitments === undefined ? before.commitments : commitmentsOf(input.commitments ?? []),
  };
}

function partiesOf(inputs: readonly AgreementPartyInput[]): DraftedParty[] {
  return inputs.map(({ unitId, role, representative, signingStep }) => ({
    unitId: rowId(unitId),
    role,
    representative: representative === undefined || representative === null ? null : cleanText(representative),
    signingStep: signingStep ?? 1,
  }));
}

function commitmentsOf(inputs: readonly CommitmentInput[]): DraftedCommitment[] {
  return inputs.map(({ unitId, text, category, dueOn }) => ({
    unitId: rowId(unitId),
    text: cleanBody(text),
    category,
    dueOn: dueOn ?? null,
  }));
}

/** The units of a draft, each named in the list of parties. */
function namedIn({ parties }: Draft): NamedUnit<'parties'>[] {
  return parties.map(({ unitId }, index) => ({ id: unitId, path: place('parties', index, 'unitId') }));
}

function signatories(parties: readonly DraftedParty[]) {
  return parties.map((party) => ({ ...party, leftAt: null }));
}

/** Whose draft it is does not change: it would be taken out of its unit's hands. */
function initiatorFault({ parties }: Draft, unitId: string): Refused<'parties'> | null {
  return parties.some((party) => party.unitId === unitId && party.role === 'INITIATOR')
    ? null
    : refuse('INVALID', 'agreement.initiatorStays', 'parties');
}

/** The signing parties of what an agreement renews; null when it renews none. */
async function partiesBefore(
  { manager }: WriteTransaction,
  { allianceId, renewsId }: Agreement,
): Promise<string[] | null> {
  return renewsId === null
    ? null
    : (await readParties(manager, { allianceId, id: renewsId })).filter(isSigningParty).map(({ unitId }) => unitId);
}

function versionFault(
  { agreement: { version } }: LockedAgreement,
  expected: number | null | undefined,
): Refused<'expectedVersion'> | null {
  return typeof expected === 'number' && expected !== version ? stale(version) : null;
}

/** Opens and withdraws: the initiator's representatives, and the secretariat. */
function mayConclude(locked: LockedAgreement): boolean {
  const {
    agreement: { allianceId },
    authority,
  } = locked;
  const initiator = initiatorOf(locked);
  return authority.isSecretariat(allianceId) || (initiator !== undefined && authority.represents(initiator.unitId));
}
