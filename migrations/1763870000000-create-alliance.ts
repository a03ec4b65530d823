import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alliances, their territories, groups and units, and who has which role in them. */
export class CreateAlliance1763870000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table alliances (
        id uuid primary key,
        slug text not null constraint alliances_slug unique,
        name text not null,
        motto text,
        founded_on date,
        version int not null default 1
      );
      create index alliances_name on alliances (name collate zh_pinyin, id);

      create table territories (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        level text not null check (level in ('SUBDISTRICT', 'COMMUNITY', 'ESTATE', 'GRID', 'COURTYARD', 'BUILDING', 'STAIRWELL')),
        name text not null,
        parent_id uuid,
        estate_kind text check (estate_kind in ('MANAGED', 'OPEN')),
        households int check (households >= 0),
        primary key (alliance_id, id),
        foreign key (alliance_id, parent_id) references territories (alliance_id, id)
      );
      create index territories_id on territories (id);
      create unique index territories_name on territories (alliance_id, parent_id, name) nulls not distinct;

      create table sector_groups (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        name text not null,
        purpose text,
        primary key (alliance_id, id),
        constraint sector_groups_name unique (alliance_id, name)
      );
      create index sector_groups_id on sector_groups (id);

      create table area_groups (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        name text not null,
        territory_id uuid,
        primary key (alliance_id, id),
        constraint area_groups_name unique (alliance_id, name),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id)
      );
      create index area_groups_id on area_groups (id);

      create table member_units (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        name text not null,
        short_name text,
        kind text not null check (kind in ('GOVERNMENT', 'PUBLIC_INSTITUTION', 'STATE_ENTERPRISE', 'PRIVATE_ENTERPRISE',
          'SOCIAL_ORGANISATION', 'SCHOOL', 'HOSPITAL', 'MILITARY', 'COMMUNITY', 'OTHER')),
        affiliation text not null check (affiliation in ('CENTRAL', 'PROVINCIAL', 'MUNICIPAL', 'DISTRICT', 'SUBDISTRICT', 'NONE')),
        credit_code text,
        status text not null check (status in ('APPLIED', 'ACTIVE', 'SUSPENDED', 'LEFT', 'DECLINED')),
        host boolean not null default false,
        joined_on date,
        left_on date,
        territory_id uuid,
        area_group_id uuid,
        contact_official text,
        version int not null default 1,
        primary key (alliance_id, id),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id),
        foreign key (alliance_id, area_group_id) references area_groups (alliance_id, id)
      );
      create index member_units_id on member_units (id);
      create unique index member_units_name on member_units (alliance_id, name) where status in ('ACTIVE', 'SUSPENDED');
      create unique index member_units_credit_code on member_units (alliance_id, credit_code) where status in ('ACTIVE', 'SUSPENDED');
      create index member_units_by_name on member_units (alliance_id, (name collate zh_pinyin), id);
      create index member_units_by_joining on member_units (alliance_id, (coalesce(joined_on, 'infinity')), id);
      create index member_units_area on member_units (alliance_id, area_group_id);
      create index member_units_territory on member_units (alliance_id, territory_id);
      create index member_units_text on member_units using gin (name gin_trgm_ops, short_name gin_trgm_ops);

      create table unit_contacts (
        alliance_id uuid not null,
        id uuid not null,
        unit_id uuid not null,
        position int not null,
        name text not null,
        title text,
        phone text,
        email text,
        primary key (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id) on delete cascade
      );
      create index unit_contacts_unit on unit_contacts (alliance_id, unit_id, position);

      create table sector_group_members (
        alliance_id uuid not null,
        sector_group_id uuid not null,
        unit_id uuid not null,
        primary key (alliance_id, unit_id, sector_group_id),
        foreign key (alliance_id, sector_group_id) references sector_groups (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id) on delete cascade
      );
      create index sector_group_members_group on sector_group_members (alliance_id, sector_group_id, unit_id);

      create table territory_pairings (
        alliance_id uuid not null,
        territory_id uuid not null,
        unit_id uuid not null,
        primary key (alliance_id, unit_id, territory_id),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id) on delete cascade
      );
      create index territory_pairings_territory on territory_pairings (alliance_id, territory_id, unit_id);

      create table alliance_people (
        alliance_id uuid not null references alliances (id),
        person_id uuid not null references persons (id),
        since timestamptz(3) not null,
        primary key (alliance_id, person_id)
      );
      create index alliance_people_person on alliance_people (person_id);

      create table unit_roles (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        person_id uuid not null references persons (id),
        unit_id uuid not null,
        role text not null check (role in ('REPRESENTATIVE', 'STAFF')),
        since timestamptz(3) not null,
        primary key (alliance_id, id),
        constraint unit_roles_once unique (alliance_id, unit_id, person_id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );
      create index unit_roles_person on unit_roles (person_id);

      create table alliance_roles (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        person_id uuid not null references persons (id),
        role text not null check (role in ('SECRETARIAT', 'CONVENOR', 'LIAISON', 'ORGANISER', 'DISPATCHER', 'EXPERT', 'RESIDENT', 'OBSERVER')),
        sector_group_id uuid,
        area_group_id uuid,
        territory_id uuid,
        since timestamptz(3) not null,
        primary key (alliance_id, id),
        constraint alliance_roles_once unique nulls not distinct (alliance_id, person_id, role, sector_group_id, area_group_id, territory_id),
        foreign key (alliance_id, sector_group_id) references sector_groups (alliance_id, id),
        foreign key (alliance_id, area_group_id) references area_groups (alliance_id, id),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id),
        constraint alliance_roles_scope check (case
          when role in ('CONVENOR', 'LIAISON') then num_nonnulls(sector_group_id, area_group_id, territory_id) = 1
          when role = 'RESIDENT' then territory_id is not null and num_nonnulls(sector_group_id, area_group_id) = 0
          when role = 'DISPATCHER' then num_nonnulls(sector_group_id, area_group_id) = 0
          else num_nonnulls(sector_group_id, area_group_id, territory_id) = 0 end)
      );
      create index alliance_roles_person on alliance_roles (person_id);
      create index alliance_roles_role on alliance_roles (alliance_id, role);

      grant select, insert, update on alliances, territories, sector_groups, area_groups to gongjian_server;
      grant select, insert, update on member_units to gongjian_server;
      grant select, insert, update, delete on unit_contacts, sector_group_members, territory_pairings to gongjian_server;
      grant select, insert, update, delete on alliance_people, unit_roles, alliance_roles to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table alliance_roles, unit_roles, alliance_people, territory_pairings, sector_group_members, unit_contacts,
        member_units, area_groups, sector_groups, territories, alliances;
    `);
  }
}
