import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TellOfImportedNeeds1763990300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- the version that units whom it fits have been told of: all but what is imported are told of as they are written
      alter table needs add column told_version int not null default 1;
      update needs set told_version = version;
      create index needs_untold on needs (id) where told_version <> version and status in ('OPEN', 'MATCHED');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table needs drop column told_version;');
  }
}
