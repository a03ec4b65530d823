import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Agreements, what they say, who signed it, what happened to them, and the keys that testify to it. */
export class CreateAgreements1763920000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- days begin and end where the alliance is
      alter table alliances add column time_zone text not null default 'Asia/Shanghai';
      -- who appointed a signatory stands in the agreement's evidence
      alter table unit_roles add column granted_by_id uuid references persons (id);

      -- a key has as many rows as there is that vouches for it
      create table seal_keys (
        id text not null,
        x text not null,
        endorsement bytea not null,
        since timestamptz(3) not null,
        primary key (id, endorsement)
      );

      -- the row lock that a number is taken under lasts until the commit: numbers have no gaps
      create table agreement_numbers (
        alliance_id uuid not null references alliances (id),
        year int not null,
        last int not null,
        primary key (alliance_id, year)
      );

      create table agreements (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        number text not null,
        title text not null,
        tier text not null check (tier in ('SUBDISTRICT', 'COMMUNITY', 'GRID')),
        status text not null check (status in ('DRAFT', 'OPEN_FOR_SIGNATURE', 'SIGNED', 'ACTIVE', 'COMPLETED', 'EXPIRED', 'TERMINATED',
          'DECLINED', 'WITHDRAWN')),
        purpose text,
        starts_on date,
        ends_on date,
        territory_id uuid,
        revision_id uuid not null,
        created_at timestamptz(3) not null,
        step_opened_at timestamptz(3),
        activated_at timestamptz(3),
        renews_id uuid,
        version int not null,
        history_count int not null,
        history_head text not null,
        head_seal text not null,
        head_key_id text not null,
        rights_revision int not null default 0,
        primary key (alliance_id, id),
        constraint agreements_number unique (alliance_id, number),
        check (ends_on >= starts_on),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id),
        foreign key (alliance_id, renews_id) references agreements (alliance_id, id)
      );
      create index agreements_id on agreements (id);
      create index agreements_created on agreements (alliance_id, created_at, id);
      create index agreements_status on agreements (alliance_id, status, created_at, id);
      create index agreements_territory on agreements (alliance_id, territory_id, created_at, id) where territory_id is not null;
      create index agreements_ends on agreements (alliance_id, ends_on) where status in ('SIGNED', 'ACTIVE');
      create index agreements_text on agreements using gin (title gin_trgm_ops, number gin_trgm_ops);
      -- one follow-up at a time
      create unique index agreements_renewal on agreements (alliance_id, renews_id) where status not in ('DECLINED', 'WITHDRAWN');

      create table agreement_revisions (
        alliance_id uuid not null,
        id uuid not null,
        agreement_id uuid not null,
        ordinal int not null,
        body text not null,
        canonical_text text not null,
        content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
        -- no reference, as in the audit log: history stays as it was written
        author_id uuid,
        created_at timestamptz(3) not null,
        primary key (alliance_id, id),
        unique (alliance_id, agreement_id, ordinal),
        unique (alliance_id, agreement_id, id),
        foreign key (alliance_id, agreement_id) references agreements (alliance_id, id)
      );
      create index agreement_revisions_id on agreement_revisions (id);
      alter table agreements add constraint agreements_revision foreign key (alliance_id, id, revision_id)
        references agreement_revisions (alliance_id, agreement_id, id) deferrable initially deferred;

      create table agreement_parties (
        alliance_id uuid not null,
        id uuid not null,
        agreement_id uuid not null,
        unit_id uuid not null,
        position int not null,
        role text not null check (role in ('INITIATOR', 'PARTY', 'WITNESS')),
        representative text,
        signing_step int not null check (signing_step between 1 and 100),
        left_at timestamptz(3),
        primary key (alliance_id, id),
        constraint agreement_parties_once unique (alliance_id, agreement_id, unit_id),
        unique (alliance_id, agreement_id, id),
        foreign key (alliance_id, agreement_id) references agreements (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );
      create index agreement_parties_id on agreement_parties (id);
      create index agreement_parties_unit on agreement_parties (alliance_id, unit_id, agreement_id);

      create table agreement_signatures (
        alliance_id uuid not null,
        id uuid not null,
        agreement_id uuid not null,
        revision_id uuid not null,
        unit_id uuid not null,
        person_id uuid not null,
        signed_at timestamptz(3) not null,
        content_hash text not null,
        statement text not null,
        primary key (alliance_id, id),
        constraint agreement_signatures_once unique (alliance_id, agreement_id, revision_id, unit_id),
        foreign key (alliance_id, agreement_id, revision_id) references agreement_revisions (alliance_id, agreement_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );

      create table agreement_events (
        alliance_id uuid not null,
        id uuid not null,
        agreement_id uuid not null,
        sequence int not null,
        kind text not null check (kind in ('DRAFTED', 'REVISED', 'PARTY_ADDED', 'PARTY_REMOVED', 'OPENED', 'SIGNED', 'DECLINED', 'WITHDRAWN',
          'ACTIVATED', 'COMMITMENT_UPDATED', 'COMMITMENT_RATED', 'PARTY_LEFT', 'RENEWED', 'COMPLETED', 'EXPIRED', 'TERMINATED')),
        at timestamptz(3) not null,
        by_id uuid,
        unit_id uuid,
        note text,
        details jsonb not null,
        chain_hash text not null check (chain_hash ~ '^[0-9a-f]{64}$'),
        seal text,
        key_id text,
        primary key (alliance_id, id),
        constraint agreement_events_sequence unique (alliance_id, agreement_id, sequence),
        check ((seal is null) = (key_id is null)),
        check (seal is not null or kind not in ('SIGNED', 'ACTIVATED', 'TERMINATED')),
        foreign key (alliance_id, agreement_id) references agreements (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );
      create index agreement_events_id on agreement_events (id);

      create table commitments (
        alliance_id uuid not null,
        id uuid not null,
        agreement_id uuid not null,
        party_id uuid not null,
        position int not null,
        text text not null,
        category text not null check (category in ('PARTY_BUILDING', 'ELDERLY_CARE', 'POVERTY_RELIEF', 'ENVIRONMENT', 'EDUCATION', 'HEALTH',
          'CULTURE_SPORTS', 'SAFETY', 'LEGAL', 'EMPLOYMENT', 'CITY_MANAGEMENT', 'PUBLIC_SERVICE', 'OTHER')),
        due_on date,
        status text not null check (status in ('PENDING', 'IN_PROGRESS', 'FULFILLED', 'OVERDUE', 'WAIVED')),
        evidence text,
        fulfilled_on date,
        primary key (alliance_id, id),
        foreign key (alliance_id, agreement_id) references agreements (alliance_id, id),
        foreign key (alliance_id, agreement_id, party_id) references agreement_parties (alliance_id, agreement_id, id)
      );
      create index commitments_id on commitments (id);
      create index commitments_agreement on commitments (alliance_id, agreement_id, position);
      create index commitments_party on commitments (alliance_id, party_id);
      create index commitments_due on commitments (alliance_id, due_on) where status in ('PENDING', 'IN_PROGRESS');

      create table commitment_ratings (
        alliance_id uuid not null,
        agreement_id uuid not null,
        commitment_id uuid not null,
        unit_id uuid not null,
        rating int not null check (rating between 1 and 5),
        comment text,
        rated_at timestamptz(3) not null,
        primary key (alliance_id, commitment_id, unit_id),
        foreign key (alliance_id, commitment_id) references commitments (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );

      -- each unit's stream of changes to the agreements that it is a party to
      create table agreement_streams (
        unit_id uuid primary key,
        alliance_id uuid not null,
        revision int not null,
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );

      -- what has been written stays as it was written, whoever asks
      create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
      end $$;
      create trigger agreement_revisions_stay before update or delete or truncate on agreement_revisions for each statement execute function refuse_change();
      create trigger agreement_signatures_stay before update or delete or truncate on agreement_signatures for each statement execute function refuse_change();
      create trigger agreement_events_stay before update or delete or truncate on agreement_events for each statement execute function refuse_change();

      -- a party signs the text that is open for signature, and in its turn: parties step by step, witnesses after all of them;
      -- the share of the lock is for those who do not hold it already, so that no revision or end slips in between
      create function require_turn_to_sign() returns trigger language plpgsql as $$
      begin
        perform from agreements a
          join agreement_revisions r on r.alliance_id = a.alliance_id and r.id = a.revision_id
          join agreement_parties p on p.alliance_id = a.alliance_id and p.agreement_id = a.id and p.unit_id = new.unit_id
          where a.alliance_id = new.alliance_id and a.id = new.agreement_id and a.status = 'OPEN_FOR_SIGNATURE'
            and a.revision_id = new.revision_id and r.content_hash = new.content_hash
            and not exists (select from agreement_parties earlier
              where earlier.alliance_id = p.alliance_id and earlier.agreement_id = p.agreement_id
                and (earlier.role = 'WITNESS', earlier.signing_step) < (p.role = 'WITNESS', p.signing_step)
                and not exists (select from agreement_signatures s where s.alliance_id = earlier.alliance_id
                  and s.agreement_id = earlier.agreement_id and s.revision_id = new.revision_id and s.unit_id = earlier.unit_id))
          for share of a;
        if not found then
          raise exception 'this party cannot sign this text now' using errcode = 'check_violation', constraint = 'agreement_signatures_turn';
        end if;
        return new;
      end $$;
      create trigger agreement_signatures_turn before insert on agreement_signatures for each row execute function require_turn_to_sign();

      grant select, insert on seal_keys, agreement_revisions, agreement_signatures, agreement_events to gongjian_server;
      grant select, insert, update on agreement_numbers, agreements, agreement_streams, commitment_ratings to gongjian_server;
      grant select, insert, update, delete on agreement_parties, commitments to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table agreements drop constraint agreements_revision;
      drop table agreement_streams, commitment_ratings, commitments, agreement_events, agreement_signatures, agreement_parties,
        agreement_revisions, agreements, agreement_numbers, seal_keys;
      drop function require_turn_to_sign;
      drop function refuse_change;
      alter table unit_roles drop column granted_by_id;
      alter table alliances drop column time_zone;
    `);
  }
}
