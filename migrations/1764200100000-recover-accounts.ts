import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Passwords are reset, accounts disabled, and an alliance that nobody ever entered is deleted. */
export class RecoverAccounts1764200100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table persons add column disabled_at timestamptz;
      create index persons_administrators on persons (id) where administrator;
      -- of the first administrator, who says where they are reached when they take it up
      alter table invitations alter column email drop not null;
      create table password_resets (
        hash bytea primary key,
        person_id uuid not null references persons (id),
        created_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz,
        -- null where the person asked for it
        created_by_id uuid references persons (id)
      );
      create index password_resets_person on password_resets (person_id);
      create index password_resets_created_by on password_resets (created_by_id) where created_by_id is not null;
      grant select, insert, update, delete on password_resets to gongjian_server;

      -- With the owner's rights, since no server deletes alliances otherwise. False where somebody has entered it.
      create function delete_alliance_never_entered(alliance uuid) returns boolean
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        invited uuid[];
      begin
        perform from alliances where id = alliance for update;
        if not found
          or exists (select from invitations where alliance_id = alliance and accepted_at is not null)
          or exists (
            select
            from alliance_people of
            join persons person on person.id = of.person_id
            where of.alliance_id = alliance
              and person.email is not null
          )
        then
          return false;
        end if;
        select array_agg(person_id) into invited from alliance_people where alliance_id = alliance;
        -- what may have come from outside: applications, and what the invited were notified of
        delete from unit_contacts where alliance_id = alliance;
        delete from member_units where alliance_id = alliance;
        delete from notifications where alliance_id = alliance or person_id = any(invited);
        delete from letters
        where about in (select 'invitation_' || id from invitations where alliance_id = alliance);
        delete from invitations where alliance_id = alliance;
        delete from alliance_roles where alliance_id = alliance;
        delete from alliance_people where alliance_id = alliance;
        delete from persons where id = any(invited) and email is null;
        delete from alliances where id = alliance;
        return true;
      end $$;
      revoke execute on function delete_alliance_never_entered(uuid) from public;
      grant execute on function delete_alliance_never_entered(uuid) to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function delete_alliance_never_entered(uuid);
      drop table password_resets;
      delete from invitations where email is null;
      alter table invitations alter column email set not null;
      drop index persons_administrators;
      alter table persons drop column disabled_at;
    `);
  }
}
