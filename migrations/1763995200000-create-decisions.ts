import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What meetings decide, the work that they give to units, and what agenda items are about. */
export class CreateDecisions1763995200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table decisions (
        alliance_id uuid not null,
        id uuid not null,
        meeting_id uuid not null,
        item_id uuid not null,
        text text not null,
        outcome text not null check (outcome in ('ADOPTED', 'REJECTED', 'DEFERRED')),
        decided_at timestamptz(3) not null,
        primary key (alliance_id, id),
        unique (alliance_id, meeting_id, item_id, id),
        foreign key (alliance_id, meeting_id, item_id) references agenda_items (alliance_id, meeting_id, id)
      );
      create index decisions_id on decisions (id);

      create table action_items (
        alliance_id uuid not null,
        id uuid not null,
        meeting_id uuid not null,
        item_id uuid not null,
        decision_id uuid not null,
        position int not null,
        text text not null,
        due_on date,
        status text not null check (status in ('OPEN', 'DONE', 'OVERDUE', 'CANCELLED')),
        created_at timestamptz(3) not null,
        done_at timestamptz(3),
        primary key (alliance_id, id),
        foreign key (alliance_id, meeting_id, item_id, decision_id) references decisions (alliance_id, meeting_id, item_id, id),
        check ((status = 'DONE') = (done_at is not null))
      );
      create index action_items_id on action_items (id);
      create index action_items_meeting on action_items (alliance_id, meeting_id, decision_id);
      create index action_items_open on action_items (due_on) where status in ('OPEN', 'OVERDUE');

      create table action_item_units (
        alliance_id uuid not null,
        action_item_id uuid not null,
        unit_id uuid not null,
        primary key (alliance_id, action_item_id, unit_id),
        foreign key (alliance_id, action_item_id) references action_items (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );
      create index action_item_units_unit on action_item_units (alliance_id, unit_id);

      -- at which meetings an action item came up again, whatever became of the agenda item there
      create table carried_items (
        alliance_id uuid not null,
        action_item_id uuid not null,
        meeting_id uuid not null,
        item_id uuid,
        primary key (alliance_id, action_item_id, meeting_id),
        foreign key (alliance_id, action_item_id) references action_items (alliance_id, id),
        foreign key (alliance_id, meeting_id) references joint_meetings (alliance_id, id),
        foreign key (alliance_id, item_id) references agenda_items (alliance_id, id) on delete set null (item_id)
      );
      create index carried_items_item on carried_items (alliance_id, item_id) where item_id is not null;

      alter table agenda_items
        add column agreement_id uuid,
        add column project_id uuid,
        add column need_id uuid,
        add foreign key (alliance_id, agreement_id) references agreements (alliance_id, id),
        add foreign key (alliance_id, project_id) references joint_projects (alliance_id, id),
        add foreign key (alliance_id, need_id) references needs (alliance_id, id),
        add check (num_nonnulls(agreement_id, project_id, need_id) <= 1);
      create index agenda_items_agreement on agenda_items (alliance_id, agreement_id) where agreement_id is not null;
      create index agenda_items_project on agenda_items (alliance_id, project_id) where project_id is not null;
      create index agenda_items_need on agenda_items (alliance_id, need_id) where need_id is not null;

      -- the steps of projects that there were, and those of meetings, which are above them
      alter view project_trace rename to project_steps;
      create view project_trace as
        select p.alliance_id, p.id as project_id, step.kind, step.at, step.place, step.subject
        from joint_projects p
        -- within each project, so that those of one are found without looking at the others
        cross join lateral (
          select own.kind, own.at, own.place, own.subject
          from project_steps own
          where own.alliance_id = p.alliance_id and own.project_id = p.id
          union all
          select heard.kind, heard.at, heard.place, heard.subject
          from (
            select item.id, item.meeting_id, item.started_at
            from agenda_items item
            where item.alliance_id = p.alliance_id and item.project_id = p.id
            union all
            select item.id, item.meeting_id, item.started_at
            from agenda_items item
            where item.alliance_id = p.alliance_id and item.agreement_id = p.agreement_id
            union all
            select item.id, item.meeting_id, item.started_at
            from project_needs link
            join agenda_items item on item.alliance_id = link.alliance_id and item.need_id = link.need_id
            where link.alliance_id = p.alliance_id and link.project_id = p.id
          ) item
          join joint_meetings m on m.alliance_id = p.alliance_id and m.id = item.meeting_id and m.status <> 'CANCELLED'
          cross join lateral (
            select 'DISCUSSED' as kind, coalesce(item.started_at, m.starts_at) as at, 15 as place, 'item_' || item.id as subject
            union all
            select 'DECIDED', d.decided_at, 16, 'decision_' || d.id
            from decisions d
            where d.alliance_id = p.alliance_id and d.meeting_id = item.meeting_id and d.item_id = item.id
          ) heard
        ) step;
      grant select on project_trace to gongjian_server;

      grant select, insert on decisions, action_item_units to gongjian_server;
      grant select, insert, update on action_items, carried_items to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop view project_trace;
      alter view project_steps rename to project_trace;
      drop table carried_items, action_item_units, action_items, decisions;
      alter table agenda_items drop column agreement_id, drop column project_id, drop column need_id;
    `);
  }
}
