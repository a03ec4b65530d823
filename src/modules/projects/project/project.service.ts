import { todayIn } from '../../alliance';
import { kept } from '../../alliance/shared/changes';
import { unitsFault } from '../../alliance/shared/named-units';
import { notAllowed } from '../../alliance/shared/refusals';
import { globalId } from '../../../platform/database/ids';
import { isRefused, place, refuse } from '../../../platform/writes/outcome';
import type { Service } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { declineOpen, takeBackAccepted } from '../claim/claim.queries';
import { ProjectParticipant } from './project.entity';
import type {
  CancelProjectInput,
  CompleteProjectInput,
  EvaluateProjectInput,
  JoinProjectInput,
  PostProjectInput,
  StartProjectInput,
} from './project.inputs';
import { arrivesAt, changeProject, lockProject, stepFault, wrongStatus } from './project-lock.service';
import { notifyOf } from './project.notices';
import { activeAmong, databaseMoment, keepAsParticipant, participantsOf, readMilestones } from './project.queries';
import { allows, stepFrom } from './project.rules';

/** Opens a project to claims (发布): by the secretariat; again where its lead is no active unit any more. */
export const postProject: Service<PostProjectInput, { project: string }> = async (tx, input) => {
  const locked = await lockProject(tx, rowId(input.projectId), 'projectId');
  if (isRefused(locked)) return locked;
  const { project } = locked;
  const { allianceId, id, leadUnitId } = project;
  const step = stepFrom(project.status, 'post', 'repost');
  const fault = await stepFault(tx, locked, step, 'projectId');
  if (fault !== null) return fault;
  if (leadUnitId !== null && (step === 'post' || (await activeAmong(tx.manager, allianceId, [leadUnitId])).length > 0))
    return refuse('WRONG_STATE', 'project.hasLead', 'projectId');
  const claimBy = input.claimBy ?? null;
  const postedAt = await databaseMoment(tx.manager);
  if (claimBy !== null && claimBy <= postedAt) return refuse('INVALID', 'project.claimByPast', 'claimBy');
  if (leadUnitId !== null) {
    await keepAsParticipant(tx.manager, project, leadUnitId, tx.now);
    await takeBackAccepted(tx.manager, project);
  }
  const after = await changeProject(tx, project, {
    action: 'postProject',
    details: { claimBy: claimBy?.toISOString() ?? null },
    columns: { ...arrivesAt(step), leadUnitId: null, postedAt, claimBy },
  });
  await notifyOf(tx, after, { units: [after.proposedByUnitId] }, { kind: 'OTHER', key: 'project.posted' });
  return { project: id };
};

/** Takes part in a project (参与), or changes what the unit brings: by the unit's staff. */
export const joinProject: Service<JoinProjectInput, { project: string }> = async (tx, input) => {
  const locked = await lockProject(tx, rowId(input.projectId), 'projectId');
  if (isRefused(locked)) return locked;
  const { project, authority } = locked;
  const { allianceId, id: projectId } = project;
  const unitId = rowId(input.unitId);
  if (!authority.actsForUnit(allianceId, unitId)) return notAllowed('unitId');
  const fault = await unitsFault(tx, allianceId, [{ id: unitId, path: place('unitId') }]);
  if (fault !== null) return fault;
  if (!allows('join', project.status)) return wrongStatus(project, 'projectId');
  const key = { allianceId, projectId, unitId };
  const before = await tx.manager.findOneBy(ProjectParticipant, key);
  const contribution = textAfter(input.contribution, before?.contribution ?? null);
  const responsibility = textAfter(input.responsibility, before?.responsibility ?? null);
  if (
    before !== null &&
    !before.named &&
    before.contribution === contribution &&
    before.responsibility === responsibility
  )
    return { project: projectId };
  await tx.manager.upsert(
    ProjectParticipant,
    { ...key, contribution, responsibility, named: false, joinedAt: before?.joinedAt ?? tx.now },
    ['allianceId', 'projectId', 'unitId'],
  );
  await changeProject(tx, project, { action: 'joinProject', details: { unit: globalId('unit', unitId) } });
  if (before === null && unitId !== project.leadUnitId)
    await notifyOf(tx, project, { units: [project.leadUnitId] }, { kind: 'OTHER', key: 'project.joined' });
  return { project: projectId };
};

/** Begins to carry a project out (启动): by its lead's staff; by the secretariat also what was not posted. */
export const startProject: Service<StartProjectInput, { project: string }> = async (tx, input) => {
  const locked = await lockProject(tx, rowId(input.projectId), 'projectId');
  if (isRefused(locked)) return locked;
  const { project } = locked;
  const { allianceId, id, leadUnitId } = project;
  const step = stepFrom(project.status, 'begin', 'start');
  const fault = await stepFault(tx, locked, step, 'projectId');
  if (fault !== null) return fault;
  if (leadUnitId === null) return refuse('WRONG_STATE', 'project.noLead', 'projectId');
  if ((await activeAmong(tx.manager, allianceId, [leadUnitId])).length === 0)
    return refuse('WRONG_STATE', 'project.leadNotActive', 'projectId');
  const startsOn = project.startsOn ?? (await todayIn(tx.manager, allianceId, tx.now));
  // one that was to end before it begins keeps its last day, and has no first
  const isLate = project.endsOn !== null && startsOn > project.endsOn;
  const after = await changeProject(tx, project, {
    action: 'startProject',
    columns: { ...arrivesAt(step), startedAt: tx.now, startsOn: isLate ? null : startsOn },
  });
  const units = [leadUnitId, ...(await participantsOf(tx.manager, project))];
  await notifyOf(tx, after, { units }, { kind: 'OTHER', key: 'project.started' });
  return { project: id };
};

/** Reports a project as done (完成): by its lead's staff or the secretariat, when every milestone is. */
export const completeProject: Service<CompleteProjectInput, { project: string }> = async (tx, input) => {
  const locked = await lockProject(tx, rowId(input.projectId), 'projectId');
  if (isRefused(locked)) return locked;
  const { project } = locked;
  const fault = await stepFault(tx, locked, 'complete', 'projectId');
  if (fault !== null) return fault;
  const open = (await readMilestones(tx.manager, project)).filter(({ doneOn }) => doneOn === null).length;
  if (open > 0) return refuse('WRONG_STATE', 'project.milestonesOpen', 'projectId', { open });
  const after = await changeProject(tx, project, {
    action: 'completeProject',
    columns: { ...arrivesAt('complete'), completedAt: tx.now },
  });
  const units = [project.proposedByUnitId, ...(await participantsOf(tx.manager, project))];
  await notifyOf(tx, after, { units, secretariat: true }, { kind: 'OTHER', key: 'project.completed' });
  return { project: project.id };
};

/** Writes down how those judge a project whom it served (评价): by the secretariat, and never by the unit that carried it out. */
export const evaluateProject: Service<EvaluateProjectInput, { project: string }> = async (tx, input) => {
  const locked = await lockProject(tx, rowId(input.projectId), 'projectId');
  if (isRefused(locked)) return locked;
  const { project } = locked;
  const fault = await stepFault(tx, locked, 'evaluate', 'projectId');
  if (fault !== null) return fault;
  const outcome = { peopleServed: input.peopleServed ?? null, rating: input.rating ?? null };
  const after = await changeProject(tx, project, {
    action: 'evaluateProject',
    details: outcome,
    columns: {
      ...arrivesAt('evaluate'),
      ...outcome,
      outcomeSummary: cleaned(input.summary),
      evaluatedOn: await todayIn(tx.manager, project.allianceId, tx.now),
    },
  });
  const units = [project.leadUnitId, ...(await participantsOf(tx.manager, project))];
  await notifyOf(tx, after, { units }, { kind: 'OTHER', key: 'project.evaluated' });
  return { project: project.id };
};

/** Gives a project up (取消): while it is PROPOSED by its lead's or proposer's staff, from then on by the secretariat. */
export const cancelProject: Service<CancelProjectInput, { project: string }> = async (tx, input) => {
  const locked = await lockProject(tx, rowId(input.projectId), 'projectId');
  if (isRefused(locked)) return locked;
  const { project } = locked;
  const step = stepFrom(project.status, 'giveUp', 'cancel');
  const fault = await stepFault(tx, locked, step, 'projectId');
  if (fault !== null) return fault;
  const cancelReason = cleaned(input.reason);
  const declined = await declineOpen(tx.manager, project);
  const after = await changeProject(tx, project, {
    action: 'cancelProject',
    details: { reason: cancelReason },
    columns: { ...arrivesAt(step), cancelReason },
  });
  const { leadUnitId, proposedByUnitId } = project;
  const units = [leadUnitId, proposedByUnitId, ...declined, ...(await participantsOf(tx.manager, project))];
  await notifyOf(tx, after, { units }, { kind: 'OTHER', key: 'project.cancelled' });
  return { project: project.id };
};

function textAfter(text: string | null | undefined, before: string | null): string | null {
  return kept(text === undefined ? undefined : cleaned(text) || null, before);
}
