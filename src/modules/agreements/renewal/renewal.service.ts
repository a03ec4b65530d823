import { globalId } from '../../../platform/database/ids';
import { isRefused, refuse } from '../../../platform/writes/outcome';
import type { Service } from '../../../platform/writes/transaction';
import { rowId } from '../../../platform/writes/validation';
import type { Authority } from '../../alliance/shared/authority';
import { notAllowed, unlessMay } from '../../alliance/shared/refusals';
import { lockAgreement, stepFault } from '../agreement/agreement-lock.service';
import { isRenewedFor, readCommitments, type StoredParty } from '../agreement/agreement.queries';
import { isSigningParty } from '../agreement/agreement.rules';
import { termFault, type Draft } from '../drafting/drafting.rules';
import { createAgreement, draftOf } from '../drafting/drafting.service';
import { recordStep } from '../history/history.service';
import type { RenewAgreementInput } from './renewal.inputs';

/**
 * Drafts the follow-up (续签) with the text, the parties that remain and the commitments that are open: by the staff of
 * any of these parties. The initiator stays the initiator if its staff renews; otherwise the renewing unit becomes it. A
 * unit renews an agreement only while it is party to no other follow-up of it.
 */
export const renewAgreement: Service<RenewAgreementInput, { agreement: string }> = async (tx, input) => {
  const locked = await lockAgreement(tx, rowId(input.agreementId), 'agreementId');
  if (isRefused(locked)) return locked;
  const { agreement, authority } = locked;
  const { allianceId } = agreement;
  const remaining = locked.parties.filter((party) => party.leftAt === null && party.unitStatus === 'ACTIVE');
  const of = (each: Authority): StoredParty[] =>
    remaining.filter((party) => isSigningParty(party) && each.actsForUnit(allianceId, party.unitId));
  const mine = of(authority);
  const initiator = mine.find((party) => party.role === 'INITIATOR') ?? mine[0];
  if (initiator === undefined)
    return unlessMay(authority, (each) => of(each).length > 0, 'agreementId') ?? notAllowed('agreementId');
  const wrong = await stepFault(tx, locked, 'renew', 'agreementId');
  if (wrong !== null) return wrong;
  // only follow-ups that the unit is party to count: it may not be allowed to see any other
  if (await isRenewedFor(tx.manager, agreement, initiator.unitId))
    return refuse('WRONG_STATE', 'agreement.renewedAlready', 'agreementId');
  const open = (await readCommitments(tx.manager, agreement)).filter(
    ({ status, unitId }) =>
      status !== 'FULFILLED' && status !== 'WAIVED' && remaining.some((party) => party.unitId === unitId),
  );
  const draft: Draft = {
    ...(await draftOf(tx, locked)),
    startsOn: input.startsOn,
    endsOn: input.endsOn,
    parties: remaining.map(({ unitId, role, representative, signingStep }) => ({
      unitId,
      representative,
      signingStep,
      role: unitId === initiator.unitId ? 'INITIATOR' : role === 'INITIATOR' ? 'PARTY' : role,
    })),
    // a due day before the follow-up begins has to be agreed on again
    commitments: open.map(({ unitId, text, category, dueOn }) => ({
      unitId,
      text,
      category,
      dueOn: dueOn !== null && dueOn < input.startsOn ? null : dueOn,
    })),
  };
  if (draft.parties.filter(isSigningParty).length < 2)
    return refuse('WRONG_STATE', 'agreement.noSecondParty', 'agreementId');
  // the parties and commitments that remain were checked when they were drafted; only the days are new
  const fault = termFault(draft);
  if (fault !== null) return fault;
  const { agreement: renewal } = await createAgreement(tx, allianceId, {
    draft,
    territoryId: agreement.territoryId,
    renews: agreement,
  });
  recordStep(tx, locked, {
    action: 'renewAgreement',
    details: { renewal: globalId('agreement', renewal.id) },
    events: [{ kind: 'RENEWED', unitId: initiator.unitId, details: { renewal: globalId('agreement', renewal.id) } }],
    unitIds: locked.parties.map((party) => party.unitId),
  });
  return { agreement: renewal.id };
};
