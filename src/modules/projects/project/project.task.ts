import { NO_PAYLOAD } from '../../../platform/writes/writer';
import type { Pool } from 'pg';
import { anonymous } from '../../../platform/access/viewer';
import { globalId } from '../../../platform/database/ids';
import { timedOrigin, type TimedTask } from '../../../platform/timed-work';
import { MILESTONE_DUE_DAYS, MILESTONE_OVERDUE_DAYS } from './project.rules';
import { keepProject } from './project-upkeep.service';

/** How many projects are read at a time. */
const BATCH_SIZE = 200;

/**
 * Projects that may have something due, in the order of their ids; each is looked at again under its lock. Who was told
 * already is not asked here: people are told once only, so considering a project again costs little.
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
    )
  order by p.id
  limit ${BATCH_SIZE}`;

const FIRST = '00000000-0000-0000-0000-000000000000';

async function dueAfter(database: Pool, now: Date, after: string): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(DUE, [now, after]);
  return rows.map(({ id }) => id);
}

/** Does what is due for projects: each in a transaction of its own, so that one failure does not stop the others. */
export const projectTask: TimedTask = {
  name: 'projects',
  async run({ writer, database, now, log }) {
    for (
      let due = await dueAfter(database, now, FIRST);
      due.length > 0;
      due = await dueAfter(database, now, due.at(-1) ?? FIRST)
    ) {
      for (const projectId of due) {
        await writer
          .perform(
            { viewer: anonymous, origin: timedOrigin(), repeatable: null },
            keepProject,
            { projectId },
            NO_PAYLOAD,
          )
          .catch((error: unknown) => {
            log.error(
              {
                event: 'projects.upkeepFailed',
                project: globalId('project', projectId),
                error: String(error).slice(0, 400),
              },
              'what was due for a project could not be done',
            );
          });
      }
    }
  },
};
