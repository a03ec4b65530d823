import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Letters wait in the database until a mail server has taken them, so that none is lost with the process that wrote it. */
export class KeepLettersUntilTheyAreSent1764200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table letters (
        id uuid primary key,
        written_at timestamptz not null,
        -- the global id of what it is about, by which its delivery is found; no reference
        about text,
        request_id text not null,
        due_at timestamptz not null,
        -- given up from then on
        until timestamptz,
        attempts int not null default 0,
        -- encrypted, and kept no longer than it is needed
        content bytea,
        sent_at timestamptz,
        failed_at timestamptz,
        constraint letters_open check (num_nonnulls(content, sent_at, failed_at) = 1)
      );
      create index letters_due on letters (due_at) where content is not null;
      create index letters_about on letters (about) where about is not null;
      grant select, insert, update, delete on letters to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table letters');
  }
}
