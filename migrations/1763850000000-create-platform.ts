import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What every module stands on: collation, audit log, live events, the clock of rights, repeatable answers. */
export class CreatePlatform1763850000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create extension if not exists pg_trgm;
      create collation zh_pinyin (provider = icu, locale = 'zh-u-co-pinyin');

      create table audit_entries (
        id uuid primary key,
        alliance_id uuid,
        at timestamptz(3) not null,
        person_id uuid,
        token_id uuid,
        request_id text not null,
        action text not null,
        subject text,
        details jsonb not null
      );
      create index audit_entries_alliance on audit_entries (alliance_id, id);

      -- the chain: written by the sealer alone, after the fact, so that writers never wait for each other
      create table audit_seals (
        alliance_id uuid not null,
        sequence bigint not null,
        entry_id uuid not null unique references audit_entries (id),
        hash bytea not null,
        primary key (alliance_id, sequence)
      );

      create table live_events (
        alliance_id uuid not null,
        stream_id uuid not null,
        revision int not null,
        at timestamptz(3) not null,
        content jsonb not null,
        primary key (alliance_id, stream_id, revision)
      );
      create index live_events_at on live_events (at);

      create table access_clock (
        only_row boolean primary key default true check (only_row),
        revision bigint not null
      );
      insert into access_clock (revision) values (0);
      create table access_changes (
        revision bigint not null,
        ordinal int not null,
        person_id uuid,
        alliance_id uuid,
        at timestamptz(3) not null,
        primary key (revision, ordinal)
      );
      create index access_changes_at on access_changes (at);

      create table idempotent_answers (
        slot bytea primary key,
        fingerprint bytea not null,
        answer bytea,
        at timestamptz(3) not null
      );
      create index idempotent_answers_at on idempotent_answers (at);

      grant usage on schema public to gongjian_server;
      grant select, insert on audit_entries, audit_seals to gongjian_server;
      grant select, insert, delete on live_events, access_changes to gongjian_server;
      grant select, update on access_clock to gongjian_server;
      grant select, insert, update, delete on idempotent_answers to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table idempotent_answers, access_changes, access_clock, live_events, audit_seals, audit_entries;
      drop collation zh_pinyin;
    `);
  }
}
