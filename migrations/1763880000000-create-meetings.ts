import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Joint meetings, who comes to them, and their agendas. */
export class CreateMeetings1763880000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table joint_meetings (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        kind text not null check (kind in ('JOINT', 'LEADING_GROUP', 'SECTOR_EXCHANGE', 'AREA', 'COMMUNITY', 'GRID_COUNCIL', 'DISPATCH',
          'SHOWCASE', 'CONSULTATION', 'ROUND_TABLE', 'OBSERVATION_ROOM', 'SUPERVISION', 'CULTURE', 'OTHER')),
        title text not null,
        status text not null check (status in ('DRAFT', 'SCHEDULED', 'IN_SESSION', 'RECESS', 'CLOSED', 'CANCELLED')),
        visibility text not null check (visibility in ('PUBLIC', 'MEMBERS', 'CLOSED')),
        audience smallint not null check (audience between 1 and 4),
        sector_group_id uuid,
        area_group_id uuid,
        territory_id uuid,
        starts_at timestamptz(3) not null,
        ends_at timestamptz(3),
        venue text,
        opened_at timestamptz(3),
        closed_at timestamptz(3),
        cancel_reason text,
        quorum_required int check (quorum_required > 0),
        check_in_secret bytea not null,
        previous_id uuid,
        version int not null default 1,
        revision int not null default 0,
        rights_revision int not null default 0,
        primary key (alliance_id, id),
        check (num_nonnulls(sector_group_id, area_group_id, territory_id) <= 1),
        check (ends_at > starts_at),
        foreign key (alliance_id, sector_group_id) references sector_groups (alliance_id, id),
        foreign key (alliance_id, area_group_id) references area_groups (alliance_id, id),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id),
        foreign key (alliance_id, previous_id) references joint_meetings (alliance_id, id)
      );
      create index joint_meetings_id on joint_meetings (id);
      create index joint_meetings_starts on joint_meetings (alliance_id, starts_at, id);
      create index joint_meetings_sector on joint_meetings (alliance_id, sector_group_id, starts_at, id) where sector_group_id is not null;
      create index joint_meetings_area on joint_meetings (alliance_id, area_group_id, starts_at, id) where area_group_id is not null;
      create index joint_meetings_territory on joint_meetings (alliance_id, territory_id, starts_at, id) where territory_id is not null;

      create table meeting_organisers (
        alliance_id uuid not null,
        meeting_id uuid not null,
        person_id uuid not null references persons (id),
        primary key (alliance_id, meeting_id, person_id),
        foreign key (alliance_id, meeting_id) references joint_meetings (alliance_id, id)
      );
      create index meeting_organisers_person on meeting_organisers (person_id);

      create table attendances (
        alliance_id uuid not null,
        id uuid not null,
        meeting_id uuid not null,
        unit_id uuid not null,
        representative text,
        response text not null check (response in ('INVITED', 'ACCEPTED', 'DECLINED')),
        present boolean not null default false,
        checked_in_at timestamptz(3),
        proxy_unit_id uuid,
        primary key (alliance_id, id),
        constraint attendances_once unique (alliance_id, meeting_id, unit_id),
        foreign key (alliance_id, meeting_id) references joint_meetings (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id),
        foreign key (alliance_id, proxy_unit_id) references member_units (alliance_id, id),
        check (proxy_unit_id <> unit_id)
      );
      create index attendances_id on attendances (id);
      create index attendances_unit on attendances (alliance_id, unit_id);

      create table guests (
        alliance_id uuid not null,
        id uuid not null,
        meeting_id uuid not null,
        name text not null,
        capacity text not null check (capacity in ('RESIDENT', 'EXPERT', 'DEPARTMENT', 'SUPERVISOR')),
        present boolean not null default false,
        primary key (alliance_id, id),
        foreign key (alliance_id, meeting_id) references joint_meetings (alliance_id, id)
      );
      create index guests_id on guests (id);
      create index guests_meeting on guests (alliance_id, meeting_id);

      create table agenda_items (
        alliance_id uuid not null,
        id uuid not null,
        meeting_id uuid not null,
        parent_id uuid,
        position int not null,
        ordinal int not null,
        title text not null,
        description text,
        kind text not null check (kind in ('REPORT', 'DISCUSSION', 'DECISION', 'SIGNING', 'SHOWCASE', 'INFORMATION', 'BREAK')),
        state text not null check (state in ('PENDING', 'ACTIVE', 'PAUSED', 'DONE', 'POSTPONED', 'WITHDRAWN')),
        visibility text not null check (visibility in ('PUBLIC', 'MEMBERS', 'CLOSED')),
        audience smallint not null check (audience between 1 and 4),
        presenter_unit_id uuid,
        presenter text,
        planned_minutes int check (planned_minutes between 0 and 1440),
        started_at timestamptz(3),
        stopped_at timestamptz(3),
        elapsed_seconds int not null default 0,
        numbers text[] not null,
        expected_starts timestamptz(3)[] not null,
        version int not null default 1,
        primary key (alliance_id, id),
        unique (alliance_id, meeting_id, id),
        foreign key (alliance_id, meeting_id) references joint_meetings (alliance_id, id),
        -- a child is of its parent's meeting
        foreign key (alliance_id, meeting_id, parent_id) references agenda_items (alliance_id, meeting_id, id) on delete cascade,
        foreign key (alliance_id, presenter_unit_id) references member_units (alliance_id, id)
      );
      create index agenda_items_id on agenda_items (id);
      create index agenda_items_printed on agenda_items (alliance_id, meeting_id, ordinal);
      create index agenda_items_parent on agenda_items (alliance_id, parent_id) where parent_id is not null;
      create unique index agenda_items_current on agenda_items (alliance_id, meeting_id) where state = 'ACTIVE';

      grant select, insert, update on joint_meetings to gongjian_server;
      grant select, insert, update, delete on meeting_organisers, attendances, guests, agenda_items to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table agenda_items, guests, attendances, meeting_organisers, joint_meetings;');
  }
}
