import { findVisible } from '../../alliance/shared/authorisation';
import { unitsFault } from '../../alliance/shared/named-units';
import { notAllowed, notFound } from '../../alliance/shared/refusals';
import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, place, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { onConstraint } from '../../../platform/writes/writer';
import {
  arrivesAt,
  changeProject,
  lockProject,
  stepFault,
  wrongStatus,
  type LockedProject,
} from '../project/project-lock.service';
import { notifyOf } from '../project/project.notices';
import { activeAmong, databaseMoment } from '../project/project.queries';
import { allows, takesClaims } from '../project/project.rules';
import { ClaimStatus, ProjectClaim } from './claim.entity';
import type { ClaimProjectInput, ReviewClaimInput, WithdrawClaimInput } from './claim.inputs';
import { claimsAfter } from './claim.queries';

/** So often a unit claims one project: each time the secretariat is told. */
const MOST_CLAIMS = 10;
const CLAIMED_ALREADY = refuse('CONFLICT', 'claim.claimedAlready', 'unitId');
onConstraint<ClaimProjectInput>('project_claims_once', CLAIMED_ALREADY);

/** Offers to take on a posted project (认领): by a unit's staff, before `claimBy` by the database's clock. */
export const claimProject: Service<ClaimProjectInput, { claim: string; project: string }> = async (tx, input) => {
  const locked = await lockProject(tx, rowId(input.projectId), 'projectId');
  if (isRefused(locked)) return locked;
  const { project, authority } = locked;
  const { allianceId, id: projectId } = project;
  const unitId = rowId(input.unitId);
  if (!authority.actsForUnit(allianceId, unitId)) return notAllowed('unitId');
  const fault = await unitsFault(tx, allianceId, [{ id: unitId, path: place('unitId') }]);
  if (fault !== null) return fault;
  if (!allows('claim', project.status)) return wrongStatus(project, 'projectId');
  const moment = await databaseMoment(tx.manager);
  if (!takesClaims(project, moment)) return refuse('LIMIT_REACHED', 'claim.tooLate', 'projectId');
  if (await tx.manager.existsBy(ProjectClaim, { allianceId, projectId, unitId, status: ClaimStatus.SUBMITTED }))
    return CLAIMED_ALREADY;
  if ((await tx.manager.countBy(ProjectClaim, { allianceId, projectId, unitId })) >= MOST_CLAIMS)
    return refuse('LIMIT_REACHED', 'claim.tooOften', 'unitId', { max: MOST_CLAIMS });
  const claim = {
    allianceId,
    id: newId(),
    projectId,
    unitId,
    proposal: cleaned(input.proposal),
    status: ClaimStatus.SUBMITTED,
    createdAt: moment,
  };
  await tx.manager.insert(ProjectClaim, claim);
  await record(tx, locked, 'claimProject', claim);
  return { claim: claim.id, project: projectId };
};

/** Takes a claim back (撤回认领): by the staff of its unit, whatever has become of the unit meanwhile. */
export const withdrawClaim: Service<WithdrawClaimInput, { claim: string }> = async (tx, input) => {
  const found = await findClaim(tx, input.claimId);
  if (isRefused(found)) return found;
  const { claim, locked } = found;
  const { allianceId, id, unitId } = claim;
  if (!locked.authority.actsForUnit(allianceId, unitId)) return notAllowed('claimId');
  if (!allows('withdrawClaim', locked.project.status) || claim.status !== ClaimStatus.SUBMITTED) return decided(claim);
  await tx.manager.update(ProjectClaim, { allianceId, id }, { status: ClaimStatus.WITHDRAWN });
  await record(tx, locked, 'withdrawClaim', claim);
  return { claim: id };
};

/** Decides on a claim (审核认领): by the secretariat. */
export const reviewClaim: Service<ReviewClaimInput, { claim: string; project: string }> = async (tx, input) => {
  const found = await findClaim(tx, input.claimId);
  if (isRefused(found)) return found;
  const { claim, locked } = found;
  const { project } = locked;
  const { allianceId, id, unitId } = claim;
  const answer = { claim: id, project: project.id };
  const fault = await stepFault(tx, locked, input.accept ? 'acceptClaim' : 'declineClaim', 'claimId');
  // of a claim that is decided its own state says more than the project's
  if (fault !== null) return claim.status === ClaimStatus.SUBMITTED || isNotAllowed(fault) ? fault : decided(claim);
  if (claim.status !== ClaimStatus.SUBMITTED) return decided(claim);
  if (!input.accept) {
    await tx.manager.update(ProjectClaim, { allianceId, id }, { status: ClaimStatus.DECLINED });
    await record(tx, locked, 'declineClaim', claim);
    await notifyOf(tx, project, { units: [unitId] }, { kind: 'CLAIM', key: 'claim.declined' });
    return answer;
  }
  if ((await activeAmong(tx.manager, allianceId, [unitId])).length === 0)
    return refuse('WRONG_STATE', 'unit.notActive', 'claimId');
  const declined = await claimsAfter(tx.manager, project, unitId);
  const after = await changeProject(tx, project, {
    action: 'acceptClaim',
    details: detailsOf(claim),
    columns: { ...arrivesAt('acceptClaim'), leadUnitId: unitId },
  });
  await notifyOf(tx, after, { units: [unitId] }, { kind: 'CLAIM', key: 'claim.accepted' });
  await notifyOf(tx, after, { units: declined }, { kind: 'CLAIM', key: 'claim.declined' });
  return answer;
};

/** A claim that the sender may see, its project locked. */
async function findClaim(
  tx: WriteTransaction,
  claimId: string,
): Promise<{ claim: ProjectClaim; locked: LockedProject } | Refused<'claimId'>> {
  const found = await findVisible(tx, ProjectClaim, rowId(claimId));
  if (found === null) return notFound('claimId');
  const locked = await lockProject(tx, found.projectId, 'claimId');
  if (isRefused(locked)) return locked;
  const { allianceId, id } = found;
  return { claim: await tx.manager.findOneByOrFail(ProjectClaim, { allianceId, id }), locked };
}

function decided({ status }: ProjectClaim): Refused<'claimId'> {
  return refuse('WRONG_STATE', 'claim.wrongStatus', 'claimId', { status });
}

function isNotAllowed({ refusals }: Refused): boolean {
  return refusals.some(({ code }) => code === 'NOT_ALLOWED');
}

/** Claims leave the project's version as it is, which everybody sees: that there are any is for the secretariat. */
async function record(
  tx: WriteTransaction,
  { project }: LockedProject,
  action: 'claimProject' | 'withdrawClaim' | 'declineClaim',
  claim: Pick<ProjectClaim, 'id' | 'unitId'>,
): Promise<void> {
  tx.audit({
    allianceId: project.allianceId,
    action,
    subject: globalId('project', project.id),
    details: detailsOf(claim),
  });
  if (action === 'claimProject')
    await notifyOf(tx, project, { secretariat: true }, { kind: 'CLAIM', key: 'claim.submitted' });
}

function detailsOf({ id, unitId }: Pick<ProjectClaim, 'id' | 'unitId'>): Readonly<Record<string, unknown>> {
  return { claim: globalId('claim', id), unit: globalId('unit', unitId) };
}
