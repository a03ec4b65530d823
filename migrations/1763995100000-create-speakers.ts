import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who asks to speak to an agenda item, and who speaks. */
export class CreateSpeakers1763995100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table speaker_turns (
        alliance_id uuid not null,
        id uuid not null,
        meeting_id uuid not null,
        item_id uuid not null,
        unit_id uuid,
        speaker text not null,
        point_of_order boolean not null,
        state text not null check (state in ('WAITING', 'SPEAKING', 'DONE', 'WITHDRAWN')),
        position int not null,
        requested_at timestamptz(3) not null,
        started_at timestamptz(3),
        ended_at timestamptz(3),
        limit_seconds int check (limit_seconds > 0),
        primary key (alliance_id, id),
        foreign key (alliance_id, meeting_id, item_id) references agenda_items (alliance_id, meeting_id, id) on delete cascade,
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id),
        check ((state in ('SPEAKING', 'DONE')) = (started_at is not null)),
        check ((state in ('DONE', 'WITHDRAWN')) = (ended_at is not null))
      );
      create index speaker_turns_id on speaker_turns (id);
      create index speaker_turns_item on speaker_turns (alliance_id, meeting_id, item_id);
      create index speaker_turns_unit on speaker_turns (alliance_id, unit_id) where unit_id is not null;
      -- one speaks at a time
      create unique index speaker_turns_speaking on speaker_turns (alliance_id, meeting_id) where state = 'SPEAKING';

      grant select, insert, update, delete on speaker_turns to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table speaker_turns;');
  }
}
