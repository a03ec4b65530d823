import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People and how they show who they are: sessions, API tokens, invitations, external accounts; limits on guessing. */
export class CreateIdentity1763860000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table persons (
        id uuid primary key,
        name text not null,
        email text check (length(email) <= 254),
        locale text check (locale in ('zh-CN', 'en')),
        password_hash text,
        must_change_password boolean not null default false,
        administrator boolean not null default false,
        created_at timestamptz(3) not null,
        access_changed_at timestamptz(3),
        -- whoever is only invited has neither
        check ((email is null) = (password_hash is null))
      );
      create unique index persons_email on persons (lower(email));

      create table sessions (
        id uuid primary key,
        person_id uuid not null references persons (id),
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        ended_at timestamptz(3),
        place text not null
      );
      create index sessions_person on sessions (person_id, place);
      create index sessions_expires_at on sessions (expires_at);

      create table refresh_tokens (
        hash bytea primary key,
        session_id uuid not null references sessions (id) on delete cascade,
        issued_at timestamptz(3) not null,
        used_at timestamptz(3),
        expires_at timestamptz(3) not null
      );
      create index refresh_tokens_session on refresh_tokens (session_id);

      create table api_tokens (
        id uuid primary key,
        person_id uuid not null references persons (id),
        name text not null,
        hash bytea not null constraint api_tokens_hash unique,
        scopes text[] not null check (cardinality(scopes) > 0
          and scopes <@ array['READ_PUBLIC', 'READ_MEMBER', 'MANAGE_UNIT', 'MANAGE_MEETINGS']),
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        last_used_at timestamptz(3),
        revoked_at timestamptz(3)
      );
      create index api_tokens_person on api_tokens (person_id);

      create table invitations (
        id uuid primary key,
        hash bytea not null constraint invitations_hash unique,
        person_id uuid not null references persons (id),
        alliance_id uuid,
        email text not null check (length(email) <= 254),
        invited_by_id uuid references persons (id),
        created_at timestamptz(3) not null,
        expires_at timestamptz(3) not null,
        accepted_at timestamptz(3)
      );
      create index invitations_person on invitations (person_id);
      create index invitations_invited_by on invitations (invited_by_id);

      create table external_identities (
        id uuid primary key,
        person_id uuid not null references persons (id),
        issuer text not null,
        subject text not null,
        created_at timestamptz(3) not null,
        constraint external_identities_account unique (issuer, subject)
      );
      create index external_identities_person on external_identities (person_id);

      -- in the shape that rate-limiter-flexible writes
      create table rate_limits (
        key varchar(255) primary key,
        points integer not null default 0,
        expire bigint
      );

      grant select, insert, update, delete on persons, sessions, refresh_tokens, rate_limits to gongjian_server;
      grant select, insert, update on api_tokens, invitations, external_identities to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table rate_limits, external_identities, invitations, api_tokens, refresh_tokens, sessions, persons;
    `);
  }
}
