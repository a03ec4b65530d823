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
      create index action_items_open on action_items (alliance_id, due_on) where status in ('OPEN', 'OVERDUE');

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

      grant select, insert on decisions, action_item_units to gongjian_server;
      grant select, insert, update on action_items, carried_items to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table carried_items, action_item_units, action_items, decisions;');
  }
}
