import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A signature holds its signer's role until it is done. PostgreSQL lets only whoever may write a row lock it, and roles
 * are written by identity's login alone: the server's locks one by this function, which does nothing else.
 */
export class HoldUnitRolesWithoutWritingThem1763982000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function hold_unit_role(alliance uuid, unit uuid, person uuid) returns void
      language sql security definer set search_path = pg_catalog, public, pg_temp
      as $$
        select
        from unit_roles
        where alliance_id = alliance
          and unit_id = unit
          and person_id = person
        for share
      $$;
      revoke execute on function hold_unit_role from public;
      grant execute on function hold_unit_role to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function hold_unit_role;');
  }
}
