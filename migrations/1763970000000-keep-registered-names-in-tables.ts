import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Kinds of notifications and scopes of API tokens are what modules register, and no list of the schema's own: rows refer
 * to tables of their names, which every migration run brings up to what the code registers.
 */
export class KeepRegisteredNamesInTables1763970000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table notification_kinds (
        name text primary key
      );
      insert into notification_kinds
      select distinct kind from notifications;
      alter table notifications
        drop constraint notifications_kind_check,
        add constraint notifications_kind foreign key (kind) references notification_kinds (name);

      create table token_scopes (
        name text primary key
      );
      insert into token_scopes
      select distinct unnest(scopes) from api_tokens;
      alter table api_tokens
        drop constraint api_tokens_scopes_check,
        add constraint api_tokens_scopes_check check (cardinality(scopes) > 0);

      -- an array has no foreign key, and a table of a token's scopes would cost each of its requests a join
      create function require_token_scopes() returns trigger language plpgsql as $$
      begin
        if exists (
          select from unnest(new.scopes) as wanted (name)
          where not exists (select from token_scopes known where known.name = wanted.name)
        ) then
          raise foreign_key_violation using
            message = 'an API token carries a scope that nobody registered',
            table = 'api_tokens',
            constraint = 'api_tokens_scopes';
        end if;
        return new;
      end
      $$;
      create trigger api_tokens_scopes before insert or update of scopes on api_tokens
        for each row execute function require_token_scopes();

      grant select on notification_kinds, token_scopes to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger api_tokens_scopes on api_tokens;
      drop function require_token_scopes;
      drop table token_scopes;
      alter table api_tokens
        drop constraint api_tokens_scopes_check,
        add constraint api_tokens_scopes_check check (
          cardinality(scopes) > 0
          and scopes <@ array['READ_PUBLIC', 'READ_MEMBER', 'MANAGE_UNIT', 'MANAGE_MEETINGS']
        );

      alter table notifications
        drop constraint notifications_kind,
        add constraint notifications_kind_check check (kind in (
          'TO_SIGN', 'SIGNATURE_VOIDED', 'AGREEMENT_ENDING', 'COMMITMENT_DUE', 'INVITATION', 'ACTION_ITEM_DUE',
          'REQUEST_CALLED', 'REQUEST_OVERDUE', 'CLAIM', 'OPPORTUNITY', 'CADENCE', 'MEMBERSHIP', 'OTHER'
        ));
      drop table notification_kinds;
    `);
  }
}
