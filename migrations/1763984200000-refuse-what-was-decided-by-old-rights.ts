import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The statement that a change leaves its traces by fails where the rights that it was decided by no longer hold, so that its commit may be sent with it. */
export class RefuseWhatWasDecidedByOldRights1763984200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function refuse_old_rights() returns void language plpgsql as $$
      begin
        raise exception 'the rights that this was decided by have changed' using errcode = 'GJ001';
      end $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function refuse_old_rights;');
  }
}
