import { todayIn } from '../../alliance';
import { findVisible, unlessSecretariat } from '../../alliance/shared/authorisation';
import { Authority } from '../../alliance/shared/authority';
import { unitsFault } from '../../alliance/shared/named-units';
import { notFound } from '../../alliance/shared/refusals';
import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, place, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { Base, BaseHost } from '../base/base.entity';
import { JointProject, JointProjectStatus } from '../project/project.entity';
import { staffFault, wrongStatus } from '../project/project-lock.service';
import { Activity, ActivityUnit } from './activity.entity';
import type { RecordActivityInput } from './activity.inputs';

/** In these a unit leads the project, or did: what took place for it can be written down. */
const RECORDED_IN: readonly JointProjectStatus[] = [
  JointProjectStatus.CLAIMED,
  JointProjectStatus.UNDERWAY,
  JointProjectStatus.COMPLETED,
  JointProjectStatus.EVALUATED,
];

/**
 * Writes down what took place (登记活动): by the secretariat; by the staff of a project's lead for the project, of a base's host
 * at the base. Whoever names both answers for both.
 */
export const recordActivity: Service<RecordActivityInput, { activity: string }> = async (tx, input) => {
  const { manager } = tx;
  const allianceId = rowId(input.allianceId);
  const authority = new Authority(tx.viewer);
  const baseId = typeof input.baseId === 'string' ? rowId(input.baseId) : null;
  const projectId = typeof input.projectId === 'string' ? rowId(input.projectId) : null;
  if (baseId === null && projectId === null) {
    const refused = await unlessSecretariat(tx, allianceId, 'allianceId');
    if (refused !== null) return refused;
  }
  const base = baseId === null ? null : await baseOf(tx, allianceId, authority, baseId);
  if (isRefused(base)) return base;
  const project = projectId === null ? null : await projectOf(tx, allianceId, authority, projectId);
  if (isRefused(project)) return project;
  if (input.heldOn > (await todayIn(manager, allianceId, tx.now)))
    return refuse('INVALID', 'activity.inFuture', 'heldOn');
  const units = input.unitIds.map(rowId);
  const named = units.map((id, index) => ({ id, path: place('unitIds', index) }));
  const fault = await unitsFault(tx, allianceId, named);
  if (fault !== null) return fault;
  const activity = {
    allianceId,
    id: newId(),
    title: cleaned(input.title),
    heldOn: input.heldOn,
    baseId,
    projectId,
    attendance: input.attendance ?? null,
    createdAt: tx.now,
  };
  await manager.insert(Activity, activity);
  if (units.length > 0)
    await manager.insert(
      ActivityUnit,
      [...new Set(units)].map((unitId) => ({ allianceId, activityId: activity.id, unitId })),
    );
  tx.audit({
    allianceId,
    action: 'recordActivity',
    subject: globalId('activity', activity.id),
    details: { title: activity.title, heldOn: activity.heldOn, attendance: activity.attendance },
  });
  return { activity: activity.id };
};

/** A base of which the sender's unit is a host. */
async function baseOf(
  tx: WriteTransaction,
  allianceId: string,
  authority: Authority,
  id: string,
): Promise<Base | Refused<'baseId'>> {
  const base = await findVisible(tx, Base, id);
  if (base?.allianceId !== allianceId) return notFound('baseId');
  const hosts = (await tx.manager.findBy(BaseHost, { allianceId, baseId: id })).map(({ unitId }) => unitId);
  return (await staffFault(tx, authority, allianceId, hosts, 'baseId')) ?? base;
}

/** A project that the sender's unit leads. */
async function projectOf(
  tx: WriteTransaction,
  allianceId: string,
  authority: Authority,
  id: string,
): Promise<JointProject | Refused<'projectId'>> {
  const project = await findVisible(tx, JointProject, id);
  if (project?.allianceId !== allianceId) return notFound('projectId');
  const leads = project.leadUnitId === null ? [] : [project.leadUnitId];
  const fault = await staffFault(tx, authority, allianceId, leads, 'projectId');
  if (fault !== null) return fault;
  return RECORDED_IN.includes(project.status) ? project : wrongStatus(project, 'projectId');
}
