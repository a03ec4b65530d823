import { todayIn } from '../../alliance';
import { findVisible } from '../../alliance/shared/authorisation';
import { unitsFault, type NamedUnit } from '../../alliance/shared/named-units';
import { notAllowed, notFound } from '../../alliance/shared/refusals';
import { REPORTED_IN, updateCommitment } from '../../agreements';
import { CommitmentStatus } from '../../agreements/commitment/commitment.entity';
import { globalId, newId } from '../../../platform/database/ids';
import {
  isRefused,
  place,
  refuse,
  Refused,
  refusedFor,
  UserErrorCode,
  type Refusal,
} from '../../../platform/writes/outcome';
import type { Service, WriteTransaction } from '../../../platform/writes/transaction';
import { cleaned, rowId } from '../../../platform/writes/validation';
import { changeProject, lockProject, stepFault } from '../project/project-lock.service';
import { Milestone, type JointProject } from '../project/project.entity';
import { commitmentsOf, readMilestones } from '../project/project.queries';
import type { CompleteMilestoneInput, MilestoneInput } from './milestone.inputs';
import { reportability } from './milestone.queries';
import { undoes, whichStay, type StoredMilestone, type WantedMilestone } from './milestone.rules';

/** The milestones of an input, as rows have them. */
export function readWanted(inputs: readonly MilestoneInput[]): WantedMilestone[] {
  const row = (id: string | null | undefined): string | null => (typeof id === 'string' ? rowId(id) : null);
  return inputs.map(({ id, title, dueOn, responsibleUnitId, commitmentId }) => ({
    id: row(id),
    title: cleaned(title),
    dueOn: dueOn ?? null,
    responsibleUnitId: row(responsibleUnitId),
    commitmentId: row(commitmentId),
  }));
}

interface ChangedMilestones {
  readonly changed: boolean;
  readonly after: readonly (WantedMilestone & { readonly id: string; readonly doneOn: string | null })[];
}

/**
 * What an update makes of a project's milestones, or what is wrong with it.
 * @param wanted null where the update leaves them
 */
export async function changedMilestones(
  tx: WriteTransaction,
  { allianceId, agreementId }: Pick<JointProject, 'allianceId' | 'agreementId'>,
  before: readonly StoredMilestone[],
  wanted: readonly WantedMilestone[] | null,
): Promise<ChangedMilestones | Refused<'milestones' | 'agreementId'>> {
  const commitments =
    agreementId === null ? new Set<string>() : await commitmentsOf(tx.manager, allianceId, agreementId);
  const isStray = ({ commitmentId }: WantedMilestone): boolean =>
    commitmentId !== null && !commitments.has(commitmentId);
  if (wanted === null) {
    // the agreement may have been replaced
    return before.some(isStray)
      ? refuse('INVALID', 'milestone.ofItsAgreement', 'agreementId')
      : { changed: false, after: before };
  }
  const stay = whichStay(before, wanted);
  const units = wanted.flatMap(({ responsibleUnitId }, index): NamedUnit<'milestones'>[] =>
    responsibleUnitId === null || stay[index]?.responsibleUnitId === responsibleUnitId
      ? []
      : [{ id: responsibleUnitId, path: place('milestones', index, 'responsibleUnitId') }],
  );
  const fault = missing(wanted, stay, isStray) ?? (await unitsFault(tx, allianceId, units));
  if (fault !== null) return fault;
  if (undoes(before, stay) || stay.some((each, index) => each !== null && isAltered(each, wanted[index])))
    return refuse('WRONG_STATE', 'milestone.doneStays', 'milestones');
  const after = wanted.map((each, index) => ({
    ...each,
    id: stay[index]?.id ?? newId(),
    doneOn: stay[index]?.doneOn ?? null,
  }));
  return { changed: JSON.stringify(after.map(shapeOf)) !== JSON.stringify(before.map(shapeOf)), after };
}

/** What an input names that is not there, and commitments that it names twice. */
function missing(
  wanted: readonly WantedMilestone[],
  stay: readonly (StoredMilestone | null)[],
  isStray: (milestone: WantedMilestone) => boolean,
): Refused<'milestones'> | null {
  return refusedFor(
    wanted.flatMap((each, index): Refusal<'milestones'>[] => {
      const at = (field: string) => place('milestones', index, field);
      const isTwice = (field: 'id' | 'commitmentId') =>
        each[field] !== null && wanted.findIndex((other) => other[field] === each[field]) < index;
      const twice = (['id', 'commitmentId'] as const).filter(isTwice).map((field): Refusal<'milestones'> => ({
        code: UserErrorCode.INVALID,
        key: 'input.doubled',
        path: at(field),
      }));
      const lost = [
        ...(each.id !== null && stay[index] === null ? ['id'] : []),
        ...(isStray(each) ? ['commitmentId'] : []),
      ].map((field): Refusal<'milestones'> => ({
        code: UserErrorCode.NOT_FOUND,
        key: 'input.notFound',
        path: at(field),
      }));
      return [...lost, ...twice];
    }),
  );
}

/** Whether a milestone that is done would be another. */
function isAltered(before: StoredMilestone, wanted: WantedMilestone | undefined): boolean {
  return (
    before.doneOn !== null &&
    wanted !== undefined &&
    JSON.stringify(shapeOf(before)) !== JSON.stringify(shapeOf({ ...wanted, id: before.id }))
  );
}

function shapeOf({ id, title, dueOn, responsibleUnitId, commitmentId }: WantedMilestone): readonly unknown[] {
  return [id, title, dueOn, responsibleUnitId, commitmentId];
}

export async function writeMilestones(
  { manager }: WriteTransaction,
  { allianceId, id: projectId }: Pick<JointProject, 'allianceId' | 'id'>,
  { changed, after }: ChangedMilestones,
): Promise<void> {
  if (!changed) return;
  await manager.query('delete from milestones where alliance_id = $1 and project_id = $2 and id <> all($3)', [
    allianceId,
    projectId,
    after.map(({ id }) => id),
  ]);
  if (after.length === 0) return;
  // what is done stays: `done_on` is not among what is written
  await manager.query(
    `insert into milestones (alliance_id, id, project_id, position, title, due_on, responsible_unit_id, commitment_id)
     select $1, id, $2, position, title, "dueOn", "responsibleUnitId", "commitmentId"
     from jsonb_to_recordset($3) as wanted (
       id uuid, position int, title text, "dueOn" date, "responsibleUnitId" uuid, "commitmentId" uuid
     )
     on conflict (alliance_id, id) do update set
       position = excluded.position,
       title = excluded.title,
       due_on = excluded.due_on,
       responsible_unit_id = excluded.responsible_unit_id,
       commitment_id = excluded.commitment_id`,
    [allianceId, projectId, JSON.stringify(after.map((each, position) => ({ ...each, position })))],
  );
}

/**
 * Reports a milestone as done (完成节点任务). One that carries out a commitment is done by the commitment's own report, in the
 * agreement's history, by whoever may make that.
 */
export const completeMilestone: Service<CompleteMilestoneInput, { project: string }> = async (tx, input) => {
  const found = await findVisible(tx, Milestone, rowId(input.milestoneId));
  if (found === null) return notFound('milestoneId');
  const locked = await lockProject(tx, found.projectId, 'milestoneId');
  if (isRefused(locked)) return locked;
  const { project } = locked;
  const { allianceId, id } = project;
  const milestone = (await readMilestones(tx.manager, project)).find((each) => each.id === found.id);
  if (milestone === undefined) return notFound('milestoneId');
  const fault = await stepFault(tx, locked, 'completeMilestone', 'milestoneId', milestone.responsibleUnitId);
  if (fault !== null) return fault;
  const today = await todayIn(tx.manager, allianceId, tx.now);
  const doneOn = input.doneOn ?? milestone.doneOn ?? today;
  if (doneOn > today) return refuse('INVALID', 'milestone.doneInFuture', 'doneOn');
  if (milestone.doneOn !== null)
    return doneOn === milestone.doneOn ? { project: id } : refuse('WRONG_STATE', 'milestone.done', 'milestoneId');
  const reported = await reportCommitment(tx, project, milestone, doneOn === today);
  if (isRefused(reported)) return reported;
  if (!reported) await tx.manager.update(Milestone, { allianceId, id: milestone.id }, { doneOn });
  await changeProject(tx, project, {
    action: 'completeMilestone',
    details: { milestone: globalId('milestone', milestone.id), doneOn },
  });
  return { project: id };
};

/**
 * Reports the commitment that a milestone carries out. False where there is none, or nobody reports on it any more: the
 * agreement was terminated, its party has left, it was waived.
 */
async function reportCommitment(
  tx: WriteTransaction,
  { allianceId }: JointProject,
  { commitmentId }: StoredMilestone,
  isToday: boolean,
): Promise<boolean | Refused<'milestoneId' | 'doneOn'>> {
  if (commitmentId === null) return false;
  const { agreementStatus, status, leftAt } = await reportability(tx.manager, allianceId, commitmentId);
  const isOver = agreementStatus !== 'SIGNED' && !REPORTED_IN.includes(agreementStatus);
  if (isOver || leftAt !== null || status === CommitmentStatus.WAIVED) return false;
  if (!isToday) return refuse('INVALID', 'milestone.reportedToday', 'doneOn');
  const answer = await updateCommitment(tx, {
    commitmentId: globalId('commitment', commitmentId),
    status: CommitmentStatus.FULFILLED,
  });
  if (!isRefused(answer)) return true;
  if (answer.refusals.some(({ code }) => code === UserErrorCode.NOT_ALLOWED)) return notAllowed('milestoneId');
  return new Refused(answer.refusals.map((refusal): Refusal<'milestoneId'> => ({ ...refusal, path: ['milestoneId'] })));
}
