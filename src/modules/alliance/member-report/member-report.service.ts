import { globalId, newId } from '../../../platform/database/ids';
import { refuse } from '../../../platform/writes/outcome';
import type { Service } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { todayIn } from '../alliance/alliance.queries';
import { Authority } from '../shared/authority';
import { MemberReport } from './member-report.entity';
import { MembershipStatus, MemberUnit } from '../member-unit/member-unit.entity';
import { InputReferences } from '../shared/input-references';
import { notFound, unlessMay } from '../shared/refusals';
import { cleanText } from '../shared/roster';
import type { ReportMemberInput, ReviewMemberReportInput } from './member-report.inputs';
import { Territory } from '../territory/territory.entity';
import { lineOf } from '../territory/territory.queries';
import { findVisible } from '../shared/authorisation';

/** An in-service member reports to a territory (在职党员报到): by the people of the member's unit. */
export const reportMember: Service<ReportMemberInput, { report: string }> = async (tx, input) => {
  const { manager } = tx;
  const unit = await findVisible(tx, MemberUnit, rowId(input.unitId));
  if (unit === null) return notFound('unitId');
  const { allianceId } = unit;
  const refused = unlessMay(new Authority(tx.viewer), (each) => each.actsForUnit(allianceId, unit.id), 'unitId');
  if (refused !== null) return refused;
  if (unit.status !== MembershipStatus.ACTIVE) return refuse('WRONG_STATE', 'unit.notActive', 'unitId');
  const references = new InputReferences<ReportMemberInput>(manager, allianceId);
  const territoryId = await references.one(Territory, input.territoryId, 'territoryId');
  if (references.refused !== null) return references.refused;
  if (typeof territoryId !== 'string') return notFound('territoryId');
  if (input.reportedOn > (await todayIn(manager, allianceId, tx.now)))
    return refuse('INVALID', 'report.inFuture', 'reportedOn');
  const report = {
    allianceId,
    id: newId(),
    unitId: unit.id,
    territoryId,
    name: cleanText(input.name),
    reportedOn: input.reportedOn,
    skills: [...new Set(input.skills.map((each) => cleaned(each)))],
  };
  await manager.insert(MemberReport, report);
  // the audit log has no name, since it cannot forget: the name is in the row, which can be deleted
  tx.audit({
    allianceId,
    action: 'reportMember',
    subject: globalId('report', report.id),
    details: { unit: input.unitId, territory: input.territoryId },
  });
  return { report: report.id };
};

/**
 * Judges how a member who reported has served (评议): by dispatchers of the territory, or of one that it lies in, by the convenor of
 * the community, and the secretariat.
 */
export const reviewMemberReport: Service<ReviewMemberReportInput, { report: string }> = async (tx, input) => {
  const { manager } = tx;
  const report = await findVisible(tx, MemberReport, rowId(input.reportId));
  if (report === null) return notFound('reportId');
  const { allianceId, id } = report;
  const line = await lineOf(manager, allianceId, report.territoryId);
  const refused = unlessMay(new Authority(tx.viewer), (each) => each.dispatches(allianceId, line), 'reportId');
  if (refused !== null) return refused;
  await manager.update(
    MemberReport,
    { allianceId, id },
    { reviewScore: input.score, reviewNote: cleaned(input.note) || null },
  );
  tx.audit({
    allianceId,
    action: 'reviewMemberReport',
    subject: globalId('report', id),
    details: { score: input.score },
  });
  return { report: id };
};
