import { changesBetween, kept } from '../../alliance/shared/changes';
import { unitsFault, type NamedUnit } from '../../alliance/shared/named-units';
import { unlessSecretariat } from '../../alliance/shared/authorisation';
import { Authority } from '../../alliance/shared/authority';
import { notAllowed } from '../../alliance/shared/refusals';
import { globalId, newId } from '../../../platform/database/ids';
import { isRefused, place, refuse, type Refused } from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { stale } from '../../../platform/writes/writer';
import { claimsAfter } from '../claim/claim.queries';
import { changedMilestones, readWanted, writeMilestones } from '../milestone/milestone.service';
import { JointProject, JointProjectStatus } from './project.entity';
import type { ProposeProjectInput, UpdateProjectInput } from './project.inputs';
import { agreementFor, changedLinks, writeLinks } from './project-links.service';
import { arrivesAt, changeProject, lockProject, stepFault, type LockedProject } from './project-lock.service';
import { followProjects } from './project-needs.service';
import { notifyOf } from './project.notices';
import { databaseMoment, keepAsParticipant, nameParticipants, readMilestones } from './project.queries';
import { endsBeforeStart, isAssignable, stepFrom } from './project.rules';

type ProjectAnswer = { project: string };

/** Proposes a joint project (提出共建项目): by a unit's staff, or the secretariat. */
export const proposeProject: Service<ProposeProjectInput, ProjectAnswer> = async (tx, input) => {
  const { manager, now } = tx;
  const allianceId = rowId(input.allianceId);
  const authority = new Authority(tx.viewer);
  const proposer = await proposerOf(tx, allianceId, authority, input);
  if (isRefused(proposer)) return proposer;
  const leadUnitId = rowIdOrNull(input.leadUnitId);
  if (leadUnitId !== null && !authority.actsForUnit(allianceId, leadUnitId)) return notAllowed('leadUnitId');
  const wanted = readWanted(input.milestones ?? []);
  const named: NamedUnit<'unitId' | 'leadUnitId' | 'milestones'>[] = [
    ...(proposer === null ? [] : [{ id: proposer, path: place(input.unitId ? 'unitId' : 'leadUnitId') }]),
    ...(leadUnitId === null ? [] : [{ id: leadUnitId, path: place('leadUnitId') }]),
  ];
  const fault = (await unitsFault(tx, allianceId, named)) ?? (endsBeforeStart(daysOf(input)) ? ENDS_TOO_SOON : null);
  if (fault !== null) return fault;
  const agreementId = rowIdOrNull(input.agreementId);
  const agreement = agreementId === null ? null : await agreementFor(tx, allianceId, authority, agreementId);
  if (isRefused(agreement)) return agreement;
  const needs = await changedLinks(tx, allianceId, null, 'needIds', input.needIds);
  if (isRefused(needs)) return needs;
  const resources = await changedLinks(tx, allianceId, null, 'resourceIds', input.resourceIds);
  if (isRefused(resources)) return resources;
  const project = manager.create(JointProject, {
    allianceId,
    id: newId(),
    title: cleaned(input.title),
    description: cleaned(input.description) || null,
    category: input.category,
    status: JointProjectStatus.PROPOSED,
    leadUnitId,
    proposedByUnitId: proposer,
    agreementId,
    ...daysOf(input),
    places: input.places ?? null,
    createdAt: now,
    version: 1,
  });
  const milestones = await changedMilestones(tx, project, [], wanted);
  if (isRefused(milestones)) return milestones;
  await manager.insert(JointProject, project);
  await writeLinks(tx, project, 'needIds', needs);
  await writeLinks(tx, project, 'resourceIds', resources);
  await writeMilestones(tx, project, milestones);
  await followProjects(tx, allianceId, needs.added);
  await nameAndNotify(tx, project);
  tx.audit({
    allianceId,
    action: 'proposeProject',
    subject: globalId('project', project.id),
    details: {
      title: project.title,
      proposedBy: proposer === null ? null : globalId('unit', proposer),
      leadUnit: leadUnitId === null ? null : globalId('unit', leadUnitId),
    },
  });
  return { project: project.id };
};

/**
 * The unit that proposes: the one that the input names, its lead, or the only one that the sender belongs to. Null where the
 * secretariat proposes for the alliance.
 */
async function proposerOf(
  tx: WriteTransaction,
  allianceId: string,
  authority: Authority,
  { unitId, leadUnitId }: ProposeProjectInput,
): Promise<string | null | Refused<'allianceId' | 'unitId' | 'leadUnitId'>> {
  const secretariat = authority.isSecretariat(allianceId);
  if (typeof unitId === 'string')
    return authority.actsForUnit(allianceId, rowId(unitId)) ? rowId(unitId) : notAllowed('unitId');
  if (secretariat) return null;
  if (typeof leadUnitId === 'string')
    return authority.actsForUnit(allianceId, rowId(leadUnitId)) ? rowId(leadUnitId) : notAllowed('leadUnitId');
  const [own, another] = authority.unitsIn(allianceId);
  if (own === undefined) return (await unlessSecretariat(tx, allianceId, 'allianceId')) ?? null;
  return another === undefined ? own : refuse('INVALID', 'project.whichUnit', 'unitId');
}

/** Changes a project (修改共建项目): by its lead's staff, by its proposer's while it is PROPOSED, or the secretariat. */
export const updateProject: Service<UpdateProjectInput, ProjectAnswer> = async (tx, input) => {
  const locked = await lockProject(tx, rowId(input.projectId), 'projectId');
  if (isRefused(locked)) return locked;
  const { project: before, authority } = locked;
  const { allianceId, id, version } = before;
  const step = stepFrom(before.status, 'revise', 'amend');
  const refused = await stepFault(tx, locked, step, 'projectId');
  if (refused !== null) return refused;
  if (typeof input.expectedVersion === 'number' && input.expectedVersion !== version) return stale(version);
  const lead = await leadAfter(tx, locked, input.leadUnitId);
  if (isRefused(lead)) return lead;
  const agreementId = input.agreementId === undefined ? before.agreementId : rowIdOrNull(input.agreementId);
  if (agreementId !== null && agreementId !== before.agreementId) {
    const agreement = await agreementFor(tx, allianceId, authority, agreementId);
    if (isRefused(agreement)) return agreement;
  }
  const frame = {
    ...lead,
    agreementId,
    title: input.title === undefined ? before.title : cleaned(input.title),
    description: input.description === undefined ? before.description : cleaned(input.description) || null,
    category: kept(input.category, before.category),
    startsOn: kept(input.startsOn, before.startsOn),
    endsOn: kept(input.endsOn, before.endsOn),
    places: kept(input.places, before.places),
  };
  if (endsBeforeStart(frame)) return ENDS_TOO_SOON;
  const needs = await changedLinks(tx, allianceId, before, 'needIds', input.needIds);
  if (isRefused(needs)) return needs;
  const resources = await changedLinks(tx, allianceId, before, 'resourceIds', input.resourceIds);
  if (isRefused(resources)) return resources;
  const stored = await readMilestones(tx.manager, before);
  const milestones = await changedMilestones(
    tx,
    { ...before, agreementId },
    stored,
    input.milestones === undefined ? null : readWanted(input.milestones ?? []),
  );
  if (isRefused(milestones)) return milestones;
  const changes = {
    ...changesBetween(pick(before, frame), frame, { leadUnitId: 'unit', agreementId: 'agreement' }),
    ...listed('needs', needs.added, needs.removed),
    ...listed('resources', resources.added, resources.removed),
    ...(milestones.changed ? { milestones: { from: stored.length, to: milestones.after.length } } : {}),
  };
  if (Object.keys(changes).length === 0) return { project: id };
  await writeLinks(tx, before, 'needIds', needs);
  await writeLinks(tx, before, 'resourceIds', resources);
  await writeMilestones(tx, before, milestones);
  const project = await changeProject(tx, before, {
    action: 'updateProject',
    details: { changes },
    columns: frame,
    needs: [...needs.added, ...needs.removed],
  });
  await replaceLead(tx, before, project);
  await nameAndNotify(tx, project);
  return { project: id };
};

/** The lead after an update, and the status where that follows; or why it may not be so. */
async function leadAfter(
  tx: WriteTransaction,
  { project, authority }: LockedProject,
  leadUnit: string | null | undefined,
): Promise<Pick<JointProject, 'leadUnitId' | 'status'> | Refused<'leadUnitId'>> {
  const { allianceId, status } = project;
  const before = { leadUnitId: project.leadUnitId, status };
  const leadUnitId = leadUnit === undefined ? before.leadUnitId : rowIdOrNull(leadUnit);
  if (leadUnitId === before.leadUnitId) return before;
  const secretariat = authority.isSecretariat(allianceId);
  if (status === JointProjectStatus.PROPOSED) {
    if (leadUnitId !== null && !authority.actsForUnit(allianceId, leadUnitId)) return notAllowed('leadUnitId');
  } else if (!secretariat) return notAllowed('leadUnitId');
  else if (leadUnitId === null) return refuse('WRONG_STATE', 'project.needsLead', 'leadUnitId');
  if (leadUnitId !== null) {
    const fault = await unitsFault(tx, allianceId, [{ id: leadUnitId, path: place('leadUnitId') }]);
    if (fault !== null) return fault;
  }
  if (status !== JointProjectStatus.POSTED) return { leadUnitId, status };
  return isAssignable(project, await databaseMoment(tx.manager))
    ? { leadUnitId, ...arrivesAt('assign') }
    : refuse('WRONG_STATE', 'project.stillClaimable', 'leadUnitId');
}

/** What follows when another unit leads a project: for claims, for the units, and for what stays to be seen. */
async function replaceLead(tx: WriteTransaction, before: JointProject, project: JointProject): Promise<void> {
  const { leadUnitId, status } = project;
  if (leadUnitId === before.leadUnitId) return;
  if (before.leadUnitId !== null && status !== JointProjectStatus.PROPOSED)
    await keepAsParticipant(tx.manager, project, before.leadUnitId, tx.now);
  if (status === JointProjectStatus.PROPOSED || leadUnitId === null) return;
  const declined = await claimsAfter(tx.manager, project, leadUnitId);
  await notifyOf(tx, project, { units: [leadUnitId] }, { kind: 'CLAIM', key: 'project.assigned' });
  await notifyOf(tx, project, { units: declined }, { kind: 'CLAIM', key: 'claim.declined' });
  await notifyOf(tx, project, { units: [before.leadUnitId] }, { kind: 'OTHER', key: 'project.leadReplaced' });
}

/** Names those who follow from what a project is linked to, and notifies those who are named for the first time. */
async function nameAndNotify(tx: WriteTransaction, project: JointProject): Promise<void> {
  const named = await nameParticipants(tx.manager, project, tx.now);
  const others = named.filter((unit) => unit !== project.proposedByUnitId);
  await notifyOf(tx, project, { units: others }, { kind: 'OTHER', key: 'project.named' });
}

const ENDS_TOO_SOON = refuse('INVALID', 'project.endsBeforeStart', 'endsOn');

function daysOf({ startsOn, endsOn }: Pick<ProposeProjectInput, 'startsOn' | 'endsOn'>) {
  return { startsOn: startsOn ?? null, endsOn: endsOn ?? null };
}

function rowIdOrNull(id: string | null | undefined): string | null {
  return typeof id === 'string' ? rowId(id) : null;
}

function pick<T extends object>(from: T, like: Partial<T>): Partial<T> {
  return Object.fromEntries(Object.keys(like).map((key) => [key, from[key as keyof T]])) as Partial<T>;
}

function listed(name: 'needs' | 'resources', added: readonly string[], removed: readonly string[]): object {
  const prefix = name === 'needs' ? 'need' : 'resource';
  const ids = (rows: readonly string[]) => rows.map((row) => globalId(prefix, row));
  return added.length + removed.length === 0 ? {} : { [name]: { added: ids(added), removed: ids(removed) } };
}
