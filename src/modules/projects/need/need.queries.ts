import type { EntityManager } from 'typeorm';
import type { JointProjectStatus } from '../project/project.entity';
import { Need } from './need.entity';

/** A need, locked until the transaction ends; its projects' locks come before this one (the module's terms say the order). */
export async function lockNeed(manager: EntityManager, allianceId: string, id: string): Promise<Need | null> {
  await manager.query('select from needs where alliance_id = $1 and id = $2 for no key update', [allianceId, id]);
  return manager.findOneBy(Need, { allianceId, id });
}

/** How far the projects are that are to meet a need. */
export async function projectStatuses(
  manager: EntityManager,
  allianceId: string,
  needId: string,
): Promise<`${JointProjectStatus}`[]> {
  const rows = await manager.query<{ status: `${JointProjectStatus}` }[]>(
    `select project.status
     from project_needs link
     join joint_projects project on project.alliance_id = link.alliance_id and project.id = link.project_id
     where link.alliance_id = $1
       and link.need_id = $2`,
    [allianceId, needId],
  );
  return rows.map(({ status }) => status);
}
