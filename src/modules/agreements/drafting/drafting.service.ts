import { todayIn } from '../../alliance';
import { Authority } from '../../alliance/shared/authority';
import { unitsFault, type NamedUnit } from '../../alliance/shared/named-units';
import { InputReferences } from '../../alliance/shared/input-references';
import { notAllowed, unlessMay } from '../../alliance/shared/refusals';
import { Territory } from '../../alliance/territory/territory.entity';
import { LIMITS } from '../../../platform/budgets';
import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, place, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { clientOf, stale } from '../../../platform/writes/writer';
import { Agreement, AgreementStatus, type AgreementTier } from '../agreement/agreement.entity';
import { initiatorOf, lockAgreement, stepFault, type LockedAgreement } from '../agreement/agreement-lock.service';
import { notifyRepresentatives, notifyWhoseTurn } from '../agreement/agreement.notices';
import { readCommitments, replaceContent, signingUnits, takeNumber } from '../agreement/agreement.queries';
import { MOST_REVISIONS } from '../agreement/agreement.rules';
import { recordStep, type StepEvent } from '../history/history.service';
import { NO_EVENT } from '../proof/canonical.rules';
import { readWeights } from '../proof/stored.queries';
import { AgreementRevision } from '../revision/revision.entity';
import { writeRevision } from '../revision/revision.service';
import type {
  DraftAgreementInput,
  OpenAgreementForSignatureInput,
  ReviseAgreementInput,
  WithdrawAgreementInput,
} from './drafting.inputs';
import { draftAfter, draftFrom, namedIn } from './drafting-input.rules';
import {
  agreementNumber,
  draftFault,
  isSameDraft,
  renewalFault,
  type Draft,
  type DraftedParty,
} from './drafting.rules';

/** So that what comes after the last text can be read with all of them. */
const MOST_TEXT_BYTES = LIMITS.computedBytes - 4 * 1_024 ** 2;

/** Drafts an agreement (起草): by the staff of the unit that initiates it, or the secretariat in their place. */
export const draftAgreement: Service<DraftAgreementInput, { agreement: string }> = async (tx, input) => {
  const allianceId = rowId(input.allianceId);
  const draft = draftFrom(input);
  const initiator = draft.parties.find((party) => party.role === 'INITIATOR');
  const refused = unlessMay(
    new Authority(tx.viewer),
    (each) =>
      each.isSecretariat(allianceId) || (initiator !== undefined && each.actsForUnit(allianceId, initiator.unitId)),
    'parties',
  );
  if (refused !== null) return draftFault(draft) ?? refused;
  const references = new InputReferences<DraftAgreementInput>(tx.manager, allianceId);
  const territoryId = (await references.one(Territory, input.territoryId, 'territoryId')) ?? null;
  const fault = references.refused ?? (await unitsFault(tx, allianceId, namedIn(draft))) ?? draftFault(draft);
  if (fault !== null) return fault;
  const { agreement } = await createAgreement(tx, allianceId, { draft, territoryId, renews: null });
  return { agreement: agreement.id };
};

/** Writes a new revision (修订); while open for signature it voids the signatures so far, and the steps begin again. */
export const reviseAgreement: Service<ReviseAgreementInput, { agreement: string }> = async (tx, input) => {
  const locked = await lockAgreement(tx, rowId(input.agreementId), 'agreementId');
  if (isRefused(locked)) return locked;
  const { agreement, parties, authority } = locked;
  const { allianceId, id } = agreement;
  const initiator = initiatorOf(locked);
  if (initiator === undefined) return notAllowed('agreementId');
  const refused = unlessMay(authority, (each) => each.actsForUnit(allianceId, initiator.unitId), 'agreementId');
  if (refused !== null) return refused;
  const [bytes = 0] = await readWeights(clientOf(tx.manager), [agreement]);
  if (bytes > MOST_TEXT_BYTES) return refuse('LIMIT_REACHED', 'agreement.textsTooLong', 'agreementId');
  const fault = (await stepFault(tx, locked, 'revise', 'agreementId')) ?? versionFault(locked, input.expectedVersion);
  if (fault !== null) return fault;
  if (initiator.unitStatus !== 'ACTIVE') return refuse('WRONG_STATE', 'agreement.unitNotActive', 'agreementId');
  const before = await draftOf(tx, locked);
  const draft = draftAfter(before, input);
  if (isSameDraft(before, draft)) return { agreement: id };
  const known = new Set(parties.map((party) => party.unitId));
  const renewed = await partiesBefore(tx, agreement);
  // parties that the input does not list are named by the agreement's own field
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
  const signed = [...locked.signed];
  const ordinal = 1 + (await tx.manager.countBy(AgreementRevision, { allianceId, agreementId: id }));
  if (ordinal > MOST_REVISIONS)
    return refuse('LIMIT_REACHED', 'agreement.tooManyRevisions', 'agreementId', { max: MOST_REVISIONS });
  const revision = await writeRevision(tx, agreement, draft, { id: newId(), ordinal });
  await replaceContent(tx.manager, agreement, draft.parties, draft.commitments);
  const added = draft.parties.map((party) => party.unitId).filter((unitId) => !known.has(unitId));
  const removed = [...known].filter((unitId) => !draft.parties.some((party) => party.unitId === unitId));
  const open = agreement.status === AgreementStatus.OPEN_FOR_SIGNATURE;
  recordStep(tx, locked, {
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
  // units that were removed may not see the agreement any more: their notices name it as they knew it, without a link
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
  const refused = unlessConcludes(locked);
  if (refused !== null) return refused;
  const wrong = (await stepFault(tx, locked, 'open', 'agreementId')) ?? versionFault(locked, input.expectedVersion);
  if (wrong !== null) return wrong;
  const gone = parties.find((party) => party.unitStatus !== 'ACTIVE');
  if (gone !== undefined)
    return refuse('WRONG_STATE', 'agreement.partyNotActive', 'agreementId', { unit: gone.unitName });
  if (agreement.endsOn !== null && agreement.endsOn < locked.today) {
    return refuse('WRONG_STATE', 'agreement.overBefore', 'agreementId');
  }
  const { revision } = locked;
  recordStep(tx, locked, {
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
  const refused = unlessConcludes(locked);
  if (refused !== null) return refused;
  const wrong = await stepFault(tx, locked, 'withdraw', 'agreementId');
  if (wrong !== null) return wrong;
  const { signed } = locked;
  recordStep(tx, locked, {
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

/** How an agreement begins: by itself, or as the follow-up of another. */
interface Founding {
  readonly draft: Draft;
  readonly territoryId: string | null;
  readonly renews: Agreement | null;
}

/** Writes a new agreement as a draft, with its first revision. */
export async function createAgreement(
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
  recordStep(
    tx,
    { agreement, keys: [] },
    {
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
    },
  );
  const others = draft.parties.filter((party) => party.role !== 'INITIATOR').map((party) => party.unitId);
  await notifyRepresentatives(tx, agreement, others, { kind: 'OTHER', key: 'agreement.drafted' });
  return { agreement };
}

/** The draft that an agreement's present text was made from. */
export async function draftOf(tx: WriteTransaction, { agreement, parties }: LockedAgreement): Promise<Draft> {
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

function signatories(parties: readonly DraftedParty[]) {
  return parties.map((party) => ({ ...party, leftAt: null }));
}

/** The initiator does not change: its unit would lose its own draft. */
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
  return renewsId === null ? null : signingUnits(manager, { allianceId, id: renewsId });
}

function versionFault(
  { agreement: { version } }: LockedAgreement,
  expected: number | null | undefined,
): Refused<'expectedVersion'> | null {
  return typeof expected === 'number' && expected !== version ? stale(version) : null;
}

/** Refuses to open or withdraw for all but the initiator's representatives and the secretariat. */
function unlessConcludes(locked: LockedAgreement): Refused<'agreementId'> | null {
  const { allianceId } = locked.agreement;
  const initiator = initiatorOf(locked);
  return unlessMay(
    locked.authority,
    (each) => each.isSecretariat(allianceId) || (initiator !== undefined && each.represents(initiator.unitId)),
    'agreementId',
  );
}
