import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an entry was hashed as before this migration; all that had no seal yet is sealed with it. */
const CONTENT = `jsonb_build_array(e.id, e.alliance_id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), e.person_id,
  e.token_id, e.request_id, e.action, e.subject, e.details)::text`;

/**
 * The audit log becomes one Merkle tree (RFC 6962) with signed checkpoints: each seal has its position in it. Entries carry
 * the writing server's seal, and entries and seals the database's own moment.
 */
export class LetTheAuditLogProveItself1763980000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$
      declare
        entry record;
        head record;
      begin
        for entry in
          select e.id, coalesce(e.alliance_id, '00000000-0000-0000-0000-000000000000') as chain, ${CONTENT} as content
          from audit_entries e
          where not exists (select from audit_seals s where s.entry_id = e.id)
          order by e.at, e.id
        loop
          select sequence, hash into head
          from audit_seals
          where alliance_id = entry.chain
          order by sequence desc
          limit 1;
          insert into audit_seals (alliance_id, sequence, entry_id, hash)
          values (
            entry.chain,
            coalesce(head.sequence, 0) + 1,
            entry.id,
            sha256(coalesce(head.hash, decode(repeat('00', 32), 'hex')) || convert_to(entry.content, 'UTF8'))
          );
        end loop;
      end
      $$;

      -- null in entries from before
      alter table audit_entries
        add column recorded_at timestamptz(3),
        add column seal text,
        add column key_id text;
      create index audit_entries_recorded on audit_entries (recorded_at);

      -- null in seals from before: when it was sealed, and whether a server's key vouched for the entry then
      alter table audit_seals
        add column position bigint,
        add column sealed_at timestamptz(3),
        add column vouched boolean;
      update audit_seals s
      set position = numbered.position
      from (
        select alliance_id, sequence, row_number() over (order by alliance_id, sequence) - 1 as position
        from audit_seals
      ) numbered
      where numbered.alliance_id = s.alliance_id and numbered.sequence = s.sequence;
      alter table audit_seals alter column position set not null;
      create unique index audit_seals_position on audit_seals (position);

      -- moments are the database's, whatever whoever writes says
      create function stamp_audit_entry() returns trigger language plpgsql as $$
      begin
        new.recorded_at := date_trunc('milliseconds', clock_timestamp());
        return new;
      end
      $$;
      create trigger audit_entries_stamp before insert on audit_entries
        for each row execute function stamp_audit_entry();
      create function stamp_audit_seal() returns trigger language plpgsql as $$
      begin
        new.sealed_at := date_trunc('milliseconds', clock_timestamp());
        return new;
      end
      $$;
      create trigger audit_seals_stamp before insert on audit_seals
        for each row execute function stamp_audit_seal();

      -- hashes of whole subtrees: one of level n covers 256^n leaves
      create table audit_nodes (
        level int not null,
        index bigint not null,
        hash bytea not null,
        primary key (level, index)
      );
      -- signed tree heads, as C2SP tlog-checkpoint writes them
      create table audit_checkpoints (
        size bigint primary key,
        note text not null
      );
      -- checks of the whole log, each under the seal of the server that made it
      create table audit_checks (
        at timestamptz(3) primary key,
        entries bigint not null,
        problems int not null,
        seal text not null,
        key_id text not null
      );

      grant select, insert on audit_nodes, audit_checkpoints, audit_checks to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table audit_checks, audit_checkpoints, audit_nodes;
      drop trigger audit_seals_stamp on audit_seals;
      drop trigger audit_entries_stamp on audit_entries;
      drop function stamp_audit_seal, stamp_audit_entry;
      alter table audit_seals drop column position, drop column sealed_at, drop column vouched;
      alter table audit_entries drop column recorded_at, drop column seal, drop column key_id;
    `);
  }
}
