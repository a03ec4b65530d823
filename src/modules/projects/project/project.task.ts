import { dueTask } from '../../../platform/timed-work';
import { MILESTONE_DUE_DAYS, MILESTONE_OVERDUE_DAYS } from './project.rules';
import { keepProject } from './project-upkeep.service';

/**
 * Projects that may have something due. Who was told already is not asked here: people are told once only, so considering a
 * project again costs little.
 */
const DUE = `
  select p.id
  from joint_projects p
  join alliances on alliances.id = p.alliance_id
  cross join lateral (select ($1::timestamptz at time zone alliances.time_zone)::date as today) here
  where p.id > $2
    and p.status in ('PROPOSED', 'POSTED', 'CLAIMED', 'UNDERWAY')
    and (
      (p.status = 'POSTED' and p.claim_by <= clock_timestamp())
      or exists (
        select
        from member_units u
        where u.alliance_id = p.alliance_id
          and u.id = p.lead_unit_id
          and u.status = 'LEFT'
      )
      or exists (
        select
        from agreements a
        where a.alliance_id = p.alliance_id
          and a.id = p.agreement_id
          and a.status in ('COMPLETED', 'EXPIRED', 'TERMINATED')
      )
      or exists (
        select
        from project_needs l
        join needs n on n.alliance_id = l.alliance_id and n.id = l.need_id and n.status = 'WITHDRAWN'
        where l.alliance_id = p.alliance_id
          and l.project_id = p.id
      )
      or exists (
        select
        from project_claims c
        join member_units u on u.alliance_id = c.alliance_id and u.id = c.unit_id and u.status = 'LEFT'
        where c.alliance_id = p.alliance_id
          and c.project_id = p.id
          and c.status = 'SUBMITTED'
      )
      or (
        p.status = 'UNDERWAY'
        and exists (
          select
          from milestones m
          left join commitments c on c.alliance_id = m.alliance_id and c.id = m.commitment_id
          where m.alliance_id = p.alliance_id
            and m.project_id = p.id
            and m.done_on is null
            and c.fulfilled_on is null
            and m.due_on between here.today - ${MILESTONE_OVERDUE_DAYS} and here.today + ${MILESTONE_DUE_DAYS}
        )
      )
    )`;

/** Does what is due for projects. */
export const projectTask = dueTask({ name: 'projects', prefix: 'project', due: DUE, keep: keepProject });
