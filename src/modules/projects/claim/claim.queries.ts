import type { EntityManager } from 'typeorm';
import type { JointProject } from '../project/project.entity';

type Key = Pick<JointProject, 'allianceId' | 'id'>;

/**
 * Claims of a project that this unit leads from now on: its own is accepted where it made one, the others are declined, and the
 * one that was accepted before is taken back.
 *
 * @returns units whose claims are declined
 */
export async function claimsAfter(
  manager: EntityManager,
  { allianceId, id }: Key,
  leadUnitId: string,
): Promise<string[]> {
  await takeBackAccepted(manager, { allianceId, id });
  await manager.query(
    `update project_claims
     set status = 'ACCEPTED'
     where alliance_id = $1 and project_id = $2 and unit_id = $3 and status = 'SUBMITTED'`,
    [allianceId, id, leadUnitId],
  );
  return declineOpen(manager, { allianceId, id });
}

/** The accepted claim of a unit that leads the project no more. */
export async function takeBackAccepted(manager: EntityManager, { allianceId, id }: Key): Promise<void> {
  await manager.query(
    `update project_claims
     set status = 'WITHDRAWN'
     where alliance_id = $1 and project_id = $2 and status = 'ACCEPTED'`,
    [allianceId, id],
  );
}

/**
 * Declines all claims that are not decided.
 * @returns the units that made them
 */
export async function declineOpen(manager: EntityManager, { allianceId, id }: Key): Promise<string[]> {
  return closeOpen(manager, { allianceId, id }, 'DECLINED');
}

/** Withdraws claims, not decided yet, of units that are members no more; answers the units. */
export async function withdrawOfThoseWhoLeft(manager: EntityManager, { allianceId, id }: Key): Promise<string[]> {
  return closeOpen(
    manager,
    { allianceId, id },
    'WITHDRAWN',
    `and exists (
       select
       from member_units u
       where u.alliance_id = c.alliance_id and u.id = c.unit_id and u.status = 'LEFT'
     )`,
  );
}

async function closeOpen(
  manager: EntityManager,
  { allianceId, id }: Key,
  status: 'DECLINED' | 'WITHDRAWN',
  where = '',
): Promise<string[]> {
  const [rows] = await manager.query<[{ unit: string }[], number]>(
    `update project_claims c
     set status = $3
     where c.alliance_id = $1 and c.project_id = $2 and c.status = 'SUBMITTED' ${where}
     returning c.unit_id as unit`,
    [allianceId, id, status],
  );
  return rows.map(({ unit }) => unit);
}
