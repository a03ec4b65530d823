import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * People see where they are signed in and which external accounts are theirs, and end either. A session ends ninety days
 * after it began, whatever is refreshed.
 */
export class ListSessionsAndExternalIdentities1763981000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table sessions rename column created_at to started_at;
      alter table sessions
        add column last_used_at timestamptz(3),
        add column client text check (length(client) <= 200),
        add column network text;
      -- each refresh has put the end thirty days ahead
      update sessions
      set last_used_at = greatest(started_at, expires_at - interval '30 days'),
        expires_at = least(expires_at, started_at + interval '90 days');
      alter table sessions alter column last_used_at set not null;

      alter table external_identities rename column created_at to bound_at;
      alter table external_identities add column last_used_at timestamptz(3);
      grant delete on external_identities to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      revoke delete on external_identities from gongjian_server;
      alter table external_identities drop column last_used_at;
      alter table external_identities rename column bound_at to created_at;

      alter table sessions
        drop column last_used_at,
        drop column client,
        drop column network;
      alter table sessions rename column started_at to created_at;
    `);
  }
}
