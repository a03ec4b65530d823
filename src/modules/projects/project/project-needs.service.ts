import type { EntityManager } from 'typeorm';
import { globalId } from '../../../platform/database/ids';
import type { WriteTransaction } from '../../../platform/writes/transaction';
import type { NeedStatus } from '../need/need.entity';
import { needStatusAfter } from '../need/need.rules';
import { tellFittingUnits } from '../opportunity/opportunity.notices';
import type { JointProject, JointProjectStatus } from './project.entity';

/** Row ids of the needs that a project is to meet. */
export async function linkedNeeds(
  manager: EntityManager,
  { allianceId, id }: Pick<JointProject, 'allianceId' | 'id'>,
): Promise<string[]> {
  const rows = await manager.query<{ need: string }[]>(
    'select need_id as need from project_needs where alliance_id = $1 and project_id = $2 order by need_id',
    [allianceId, id],
  );
  return rows.map(({ need }) => need);
}

/**
 * Brings needs to where their projects are. Of two projects that change at once the later one sees the earlier, since both
 * lock the need first.
 * @param isCompletion whether one of these projects is completed by what this transaction does
 */
export async function followProjects(
  tx: Pick<WriteTransaction, 'manager' | 'audit' | 'now' | 'emit'>,
  allianceId: string,
  needIds: readonly string[],
  isCompletion = false,
): Promise<void> {
  if (needIds.length === 0) return;
  const { manager } = tx;
  const needs = await manager.query<{ id: string; status: `${NeedStatus}` }[]>(
    `select id, status
     from needs
     where alliance_id = $1 and id = any($2)
     order by id
     for no key update`,
    [allianceId, needIds],
  );
  // read when the locks are held
  const projects = await manager.query<{ need: string; status: `${JointProjectStatus}` }[]>(
    `select l.need_id as need, p.status
     from project_needs l
     join joint_projects p on p.alliance_id = l.alliance_id and p.id = l.project_id
     where l.alliance_id = $1 and l.need_id = any($2)`,
    [allianceId, needIds],
  );
  for (const { id, status } of needs) {
    const to = needStatusAfter(
      status,
      projects.filter(({ need }) => need === id).map((project) => project.status),
      isCompletion,
    );
    if (to === status) continue;
    // nothing changed in it that units are told of; of one that was imported they are still to be told
    await manager.query(
      `update needs
       set
         status = $3,
         version = version + 1,
         told_version = case when told_version = version then version + 1 else told_version end
       where alliance_id = $1
         and id = $2`,
      [allianceId, id, to],
    );
    if (to === 'OPEN') await tellFittingUnits(tx, { allianceId, needId: id });
    tx.audit({ allianceId, action: 'followProjects', subject: globalId('need', id), details: { from: status, to } });
  }
}
