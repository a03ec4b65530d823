import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['member_units', 'agreements', 'joint_meetings'];

/**
 * When its version last grew, by the database's clock, so that a sync can ask for what has changed. What is there already
 * has the moment of this migration: a sync is told of it once.
 */
export class TellWhenThingsChanged1763984000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function stamp_change() returns trigger language plpgsql as $$
      begin
        new.updated_at := clock_timestamp();
        return new;
      end $$;
    `);
    for (const table of TABLES) {
      await runner.query(`
        alter table ${table} add column updated_at timestamptz(3) not null default now();
        alter table ${table} alter column updated_at set default clock_timestamp();
        create trigger ${table}_change before update on ${table} for each row
          when (new.version is distinct from old.version)
          execute function stamp_change();
        create index ${table}_updated on ${table} (alliance_id, updated_at, id);
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await runner.query(`
        drop trigger ${table}_change on ${table};
        alter table ${table} drop column updated_at;
      `);
    }
    await runner.query('drop function stamp_change()');
  }
}
