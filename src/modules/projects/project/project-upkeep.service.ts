import { todayIn } from '../../alliance';
import { globalId } from '../../../platform/database/ids';
import { shortened } from '../../../platform/i18n/shortened';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import { withdrawOfThoseWhoLeft } from '../claim/claim.queries';
import { JointProject, JointProjectStatus } from './project.entity';
import { notifyOf } from './project.notices';
import { databaseMoment, lockProjectRow, readMilestones } from './project.queries';
import { readConcerns } from './project-upkeep.queries';
import { milestoneReminder, takesClaims } from './project.rules';

/**
 * Does what is due today for one project (row id), with no person as its author: claims of units that have left are withdrawn,
 * and people are told of what they have to see to. It repeats nothing, so it may run at any time and any number of times.
 */
export async function keepProject(tx: WriteTransaction, { id }: { readonly id: string }): Promise<object> {
  await lockProjectRow(tx.manager, id);
  const project = await tx.manager.findOneBy(JointProject, { id });
  if (project === null) return {};
  const { status } = project;
  if (status === JointProjectStatus.POSTED) await keepClaims(tx, project);
  if (status === JointProjectStatus.UNDERWAY) await remindOfMilestones(tx, project);
  await tellOfConcerns(tx, project);
  return {};
}

async function keepClaims(tx: WriteTransaction, project: JointProject): Promise<void> {
  const { allianceId, id, claimBy } = project;
  const gone = await withdrawOfThoseWhoLeft(tx.manager, project);
  for (const unit of gone)
    tx.audit({
      allianceId,
      action: 'withdrawClaim',
      subject: globalId('project', id),
      details: { unit: globalId('unit', unit), left: true },
    });
  if (claimBy === null || takesClaims(project, await databaseMoment(tx.manager))) return;
  const { claims } = await readConcerns(tx.manager, project);
  await notifyOf(
    tx,
    project,
    { secretariat: true },
    {
      kind: 'CLAIM',
      key: 'project.claimsOver',
      parameters: { claims },
      once: `claims over ${id} ${claimBy.getTime()}`,
    },
  );
}

/** Reminds who answers for a milestone three days before it is due, and on the day after. */
async function remindOfMilestones(tx: WriteTransaction, project: JointProject): Promise<void> {
  const today = await todayIn(tx.manager, project.allianceId, tx.now);
  for (const { id, title, dueOn, doneOn, responsibleUnitId } of await readMilestones(tx.manager, project)) {
    const reminder = doneOn === null ? milestoneReminder(dueOn, today) : null;
    if (reminder === null) continue;
    await notifyOf(
      tx,
      project,
      { units: [responsibleUnitId ?? project.leadUnitId] },
      {
        kind: 'MILESTONE_DUE',
        key: `milestone.${reminder}`,
        parameters: { milestone: shortened(title), dueOn },
        once: `milestone ${reminder} ${id} ${dueOn ?? ''}`,
      },
    );
  }
}

/** Tells of what happened beside the project: its lead left, its agreement is over, a need was withdrawn. */
async function tellOfConcerns(tx: WriteTransaction, project: JointProject): Promise<void> {
  const { id, leadUnitId, proposedByUnitId } = project;
  const { leadLeft, agreementOver, needsWithdrawn } = await readConcerns(tx.manager, project);
  if (leadLeft !== null)
    await notifyOf(
      tx,
      project,
      { secretariat: true },
      {
        kind: 'OTHER',
        key: 'project.leadLeft',
        parameters: { unit: leadLeft },
        once: `lead left ${id} ${leadUnitId ?? ''}`,
      },
    );
  const whoAnswers = { units: [leadUnitId ?? proposedByUnitId], secretariat: true };
  if (agreementOver !== null)
    await notifyOf(tx, project, whoAnswers, {
      kind: 'AGREEMENT_ENDING',
      key: 'project.agreementOver',
      parameters: { number: agreementOver },
      once: `agreement over ${id} ${agreementOver}`,
    });
  for (const need of needsWithdrawn)
    await notifyOf(tx, project, whoAnswers, {
      kind: 'OTHER',
      key: 'project.needWithdrawnFrom',
      parameters: { need: shortened(need.title) },
      once: `need withdrawn ${id} ${need.id}`,
    });
}
