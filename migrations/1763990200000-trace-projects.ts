import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How a project came about and what came of it, a row for each step, from the things themselves. Modules above this one
 * bring their steps by replacing the view.
 */
export class TraceProjects1763990200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table project_needs add column linked_at timestamptz(3) not null default now();
      alter table project_resources add column linked_at timestamptz(3) not null default now();

      -- when it was begun, for whom it is counted; it has not been until now
      alter table joint_projects add column started_at timestamptz(3);
      create index joint_projects_posted on joint_projects (alliance_id, posted_at) where posted_at is not null;
      create index joint_projects_completed on joint_projects (alliance_id, completed_at) where completed_at is not null;

      create view project_trace as
        select p.alliance_id, p.id as project_id, step.kind, step.at, step.place, step.subject
        from joint_projects p
        cross join lateral (
          select 'NEED' as kind, n.created_at as at, 1 as place, 'need_' || n.id as subject
          from project_needs link
          join needs n on n.alliance_id = link.alliance_id and n.id = link.need_id
          where link.alliance_id = p.alliance_id and link.project_id = p.id
          union all
          select 'RESOURCE', r.created_at, 2, 'resource_' || r.id
          from project_resources link
          join resources r on r.alliance_id = link.alliance_id and r.id = link.resource_id
          where link.alliance_id = p.alliance_id and link.project_id = p.id
          union all
          select 'AGREEMENT', a.created_at, 3, 'agreement_' || a.id
          from agreements a
          where a.alliance_id = p.alliance_id and a.id = p.agreement_id
          union all
          select 'PROPOSED', p.created_at, 4, 'project_' || p.id
          union all
          select 'NEED_MATCHED', link.linked_at, 5, 'need_' || link.need_id
          from project_needs link
          where link.alliance_id = p.alliance_id and link.project_id = p.id
          union all
          select 'RESOURCE_MATCHED', link.linked_at, 6, 'resource_' || link.resource_id
          from project_resources link
          where link.alliance_id = p.alliance_id and link.project_id = p.id
          union all
          select 'AGREEMENT_ACTIVE', a.activated_at, 7, 'agreement_' || a.id
          from agreements a
          where a.alliance_id = p.alliance_id and a.id = p.agreement_id and a.activated_at is not null
          union all
          select 'POSTED', p.posted_at, 8, 'project_' || p.id
          where p.posted_at is not null
          union all
          select 'CLAIMED', c.created_at, 9, 'claim_' || c.id
          from project_claims c
          where c.alliance_id = p.alliance_id and c.project_id = p.id and c.status = 'ACCEPTED'
          union all
          select 'STARTED', p.started_at, 10, 'project_' || p.id
          where p.started_at is not null
          union all
          select 'MILESTONE_DONE', coalesce(m.done_on, c.fulfilled_on)::timestamp at time zone home.time_zone, 11, 'milestone_' || m.id
          from milestones m
          join alliances home on home.id = m.alliance_id
          left join commitments c on c.alliance_id = m.alliance_id and c.id = m.commitment_id
          where m.alliance_id = p.alliance_id and m.project_id = p.id and coalesce(m.done_on, c.fulfilled_on) is not null
          union all
          select 'ACTIVITY', v.held_on::timestamp at time zone home.time_zone, 12, 'activity_' || v.id
          from activities v
          join alliances home on home.id = v.alliance_id
          where v.alliance_id = p.alliance_id and v.project_id = p.id
          union all
          select 'COMPLETED', p.completed_at, 13, 'project_' || p.id
          where p.completed_at is not null
          union all
          select 'EVALUATED', p.evaluated_on::timestamp at time zone home.time_zone, 14, 'project_' || p.id
          from alliances home
          where home.id = p.alliance_id and p.evaluated_on is not null
        ) step;

      grant select on project_trace to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop view project_trace;
      drop index joint_projects_posted, joint_projects_completed;
      alter table joint_projects drop column started_at;
      alter table project_needs drop column linked_at;
      alter table project_resources drop column linked_at;
    `);
  }
}
