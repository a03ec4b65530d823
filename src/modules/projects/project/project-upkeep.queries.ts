import type { EntityManager } from 'typeorm';
import type { JointProject } from './project.entity';

/** What happened beside a project and concerns it. */
interface Concerns {
  /** The name of its lead, where that has left the alliance. */
  readonly leadLeft: string | null;
  /** The number of its agreement, where that is over. */
  readonly agreementOver: string | null;
  readonly needsWithdrawn: readonly { readonly id: string; readonly title: string }[];
  /** Claims that wait for a decision. */
  readonly claims: number;
}

export async function readConcerns(
  manager: EntityManager,
  { allianceId, id }: Pick<JointProject, 'allianceId' | 'id'>,
): Promise<Concerns> {
  const [row] = await manager.query<Concerns[]>(
    `select
       (
         select u.name
         from member_units u
         where u.alliance_id = p.alliance_id and u.id = p.lead_unit_id and u.status = 'LEFT'
       ) as "leadLeft",
       (
         select a.number
         from agreements a
         where a.alliance_id = p.alliance_id and a.id = p.agreement_id and a.status in ('COMPLETED', 'EXPIRED', 'TERMINATED')
       ) as "agreementOver",
       (
         select coalesce(json_agg(json_build_object('id', n.id, 'title', n.title) order by n.id), '[]')
         from project_needs l
         join needs n on n.alliance_id = l.alliance_id and n.id = l.need_id and n.status = 'WITHDRAWN'
         where l.alliance_id = p.alliance_id and l.project_id = p.id
       ) as "needsWithdrawn",
       (
         select count(*)::int
         from project_claims c
         where c.alliance_id = p.alliance_id and c.project_id = p.id and c.status = 'SUBMITTED'
       ) as claims
     from joint_projects p
     where p.alliance_id = $1
       and p.id = $2`,
    [allianceId, id],
  );
  if (row === undefined) throw new Error(`there is no project ${id}`);
  return row;
}
