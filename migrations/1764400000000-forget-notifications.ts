import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Notifications that were read long ago are found, to be forgotten. */
export class ForgetNotifications1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index notifications_read on notifications (read_at) where read_at is not null;
      -- those that ran out are forgotten
      grant delete on invitations to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index notifications_read;
      revoke delete on invitations from gongjian_server;
      do $$
      begin
        -- has what was the server's, where it has a login of its own
        if to_regrole('gongjian_identity') is not null then
          revoke delete on invitations from gongjian_identity;
        end if;
      end $$;
    `);
  }
}
