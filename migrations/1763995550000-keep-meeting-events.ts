import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KeepMeetingEvents1763995550000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- what happened to a meeting, for good: live_events are swept
      create table meeting_events (
        alliance_id uuid not null,
        id uuid not null,
        meeting_id uuid not null,
        revision int not null,
        at timestamptz(3) not null,
        person_id uuid,
        kind text not null,
        -- the item may be taken off the agenda
        item_id uuid,
        audience smallint not null check (audience between 1 and 4),
        parameters jsonb not null default '{}',
        primary key (alliance_id, id),
        constraint meeting_events_revision unique (alliance_id, meeting_id, revision),
        foreign key (alliance_id, meeting_id) references joint_meetings (alliance_id, id)
      );
      create index meeting_events_id on meeting_events (id);

      grant select, insert, update (audience) on meeting_events to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table meeting_events;');
  }
}
