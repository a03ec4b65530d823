import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, refuse } from '../../../platform/writes/outcome';
import type { Service } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { todayIn } from '../alliance/alliance.queries';
import { MembershipStatus, MemberUnit } from '../member-unit/member-unit.entity';
import { cleanText } from '../shared/roster';
import { findForSecretariat } from '../shared/authorisation';
import { Visit } from './visit.entity';
import type { RecordVisitInput } from './visit.inputs';

/** Records a visit to a unit (走访). By the secretariat. */
export const recordVisit: Service<RecordVisitInput, { memberUnit: string }> = async (tx, input) => {
  const id = rowId(input.unitId);
  const unit = await findForSecretariat(tx, MemberUnit, id, 'unitId');
  if (isRefused(unit)) return unit;
  const { allianceId, status } = unit;
  if (status !== MembershipStatus.ACTIVE && status !== MembershipStatus.SUSPENDED)
    return refuse('WRONG_STATE', 'membership.wrongStatus', 'unitId', { status });
  if (input.visitedOn > (await todayIn(tx.manager, allianceId, tx.now)))
    return refuse('INVALID', 'membership.visitInFuture', 'visitedOn');
  const visit = {
    allianceId,
    id: newId(),
    unitId: id,
    visitedOn: input.visitedOn,
    visitor: cleanText(input.visitor),
    note: cleaned(input.note) || null,
  };
  await tx.manager.insert(Visit, visit);
  tx.audit({
    allianceId,
    action: 'recordVisit',
    subject: globalId('unit', id),
    details: { visit: globalId('visit', visit.id), visitedOn: visit.visitedOn },
  });
  return { memberUnit: id };
};
