import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Minutes of meetings: one edition after another, each frozen once it is approved. */
export class CreateMinutes1763995700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table minutes (
        alliance_id uuid not null,
        id uuid not null,
        meeting_id uuid not null,
        edition int not null check (edition > 0),
        -- goes on from edition to edition, so that a version names one text of one edition
        version int not null check (version > 0),
        body text not null,
        closed_body text,
        corrects_id uuid,
        -- the content hash of the edition that it corrects
        corrects_hash text,
        approved_at timestamptz(3),
        approved_by_id uuid references persons (id),
        content_hash text,
        seal text,
        closed_seal text,
        key_id text,
        primary key (alliance_id, id),
        check ((edition = 1) = (corrects_id is null) and (corrects_id is null) = (corrects_hash is null)),
        check (num_nonnulls(approved_at, approved_by_id, content_hash, seal, closed_seal, key_id) in (0, 6)),
        foreign key (alliance_id, meeting_id) references joint_meetings (alliance_id, id),
        foreign key (alliance_id, corrects_id) references minutes (alliance_id, id)
      );
      create index minutes_id on minutes (id);
      create unique index minutes_edition on minutes (alliance_id, meeting_id, edition);
      -- one edition is being written at a time
      create unique index minutes_unapproved on minutes (alliance_id, meeting_id) where approved_at is null;

      -- what was approved stays as it was approved, whoever asks
      create trigger minutes_stay before update or delete on minutes for each row when (old.approved_at is not null)
        execute function refuse_change();
      create trigger minutes_all_stay before truncate on minutes for each statement execute function refuse_change();

      grant select, insert, update on minutes to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table minutes;');
  }
}
