import { Authority } from '../../alliance/shared/authority';
import { findVisible } from '../../alliance/shared/authorisation';
import { notAllowed, notFound } from '../../alliance/shared/refusals';
import { globalId } from '../../../platform/database/ids';
import { refuse, type Refused } from '../../../platform/writes/outcome';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { tellFittingUnits } from '../opportunity/opportunity.notices';
import { JointProject, JointProjectStatus } from './project.entity';
import { followProjects, linkedNeeds } from './project-needs.service';
import { activeAmong, lockProjectRow } from './project.queries';
import { allows, PROJECT_TRANSITIONS, unitsOf, type ProjectStep } from './project.rules';

/** A project that this transaction has locked, and what the sender may do. */
export interface LockedProject {
  readonly project: JointProject;
  readonly authority: Authority;
}

/** Locks a project that the sender may see. */
export async function lockProject<Field extends string>(
  tx: WriteTransaction,
  id: string,
  path: Field,
): Promise<LockedProject | Refused<Field>> {
  await lockProjectRow(tx.manager, id);
  const project = await findVisible(tx, JointProject, id);
  return project === null ? notFound(path) : { project, authority: new Authority(tx.viewer) };
}

/** Why the sender may not take a step, or nobody may now; null when they may. */
export async function stepFault<Field extends string>(
  tx: WriteTransaction,
  { project, authority }: LockedProject,
  step: ProjectStep,
  path: Field,
  responsibleUnitId: string | null = null,
): Promise<Refused<Field> | null> {
  const units = unitsOf(PROJECT_TRANSITIONS[step].by, project, responsibleUnitId);
  const fault = await staffFault(tx, authority, project.allianceId, units, path);
  if (fault !== null) return fault;
  return allows(step, project.status) ? null : wrongStatus(project, path);
}

/** Refuses whoever is neither of the secretariat nor of the staff of one of these units, while that is active. */
export async function staffFault<Field extends string>(
  { manager }: WriteTransaction,
  authority: Authority,
  allianceId: string,
  unitIds: readonly string[],
  path: Field,
): Promise<Refused<Field> | null> {
  if (authority.isSecretariat(allianceId)) return null;
  const own = unitIds.filter((unit) => authority.actsForUnit(allianceId, unit));
  if (own.length === 0) return notAllowed(path);
  return (await activeAmong(manager, allianceId, own)).length > 0
    ? null
    : refuse('WRONG_STATE', 'unit.notActive', path);
}

export function wrongStatus<Field extends string>({ status }: JointProject, path: Field): Refused<Field> {
  return refuse('WRONG_STATE', 'project.wrongStatus', path, { status });
}

/** Columns that steps change. */
type Columns = Partial<Omit<JointProject, 'allianceId' | 'id' | 'version' | 'updatedAt' | 'createdAt'>>;

/** What one step does to a project that this transaction has locked. */
interface ProjectChange {
  /** The mutation's name, or the task's. */
  readonly action: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly columns?: Columns;
  /** Needs that are linked from now on, or were until now. */
  readonly needs?: readonly string[];
}

/**
 * Writes a step: its columns, the project's next version, the needs that follow it, and the audit entry. Every change of
 * what others see of a project goes through here.
 */
export async function changeProject(
  tx: WriteTransaction,
  project: JointProject,
  { action, details = {}, columns = {}, needs = [] }: ProjectChange,
): Promise<JointProject> {
  const { allianceId, id, status, version } = project;
  await tx.manager.update(JointProject, { allianceId, id }, { ...columns, version: version + 1 });
  const after = Object.assign(new JointProject(), project, columns, { version: version + 1 });
  const following = after.status === status ? [] : await linkedNeeds(tx.manager, after);
  const isCompletion = after.status !== status && after.status === JointProjectStatus.COMPLETED;
  await followProjects(tx, allianceId, [...following, ...needs], isCompletion);
  // whoever joins changes nothing of what it asks for
  if (after.status === JointProjectStatus.POSTED && Object.keys(columns).length > 0)
    await tellFittingUnits(tx, { allianceId, projectId: id });
  tx.audit({
    allianceId,
    action,
    subject: globalId('project', id),
    details: { ...details, ...(after.status === status ? {} : { from: status, to: after.status }) },
  });
  return after;
}

/** The status that a step leads to. */
export function arrivesAt(step: ProjectStep): { readonly status: JointProjectStatus } {
  const { to } = PROJECT_TRANSITIONS[step];
  if (to === null) throw new Error(`${step} leaves the status as it is`);
  return { status: to as JointProjectStatus };
}
