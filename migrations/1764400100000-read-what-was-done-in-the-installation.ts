import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Administrators read what was done in the installation, all of it or one action. */
export class ReadWhatWasDoneInTheInstallation1764400100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index audit_entries_of_installation on audit_entries (at, id) where alliance_id is null;
      create index audit_entries_of_installation_by_action on audit_entries (action, at, id) where alliance_id is null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index audit_entries_of_installation_by_action, audit_entries_of_installation;');
  }
}
