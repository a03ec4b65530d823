import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = `'JOINT', 'LEADING_GROUP', 'SECTOR_EXCHANGE', 'AREA', 'COMMUNITY', 'GRID_COUNCIL', 'DISPATCH', 'SHOWCASE', 'CONSULTATION',
  'ROUND_TABLE', 'OBSERVATION_ROOM', 'SUPERVISION', 'CULTURE', 'OTHER'`;

/** Templates of agendas, series of meetings, and what finds meetings that are at the same time. */
export class CreateMeetingSeries1763995300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table agenda_templates (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        title text not null,
        kind text check (kind in (${KINDS})),
        primary key (alliance_id, id)
      );
      create index agenda_templates_id on agenda_templates (id);

      create table agenda_template_items (
        alliance_id uuid not null,
        template_id uuid not null,
        -- in order, from 1
        ordinal int not null check (ordinal > 0),
        title text not null,
        kind text not null check (kind in ('REPORT', 'DISCUSSION', 'DECISION', 'SIGNING', 'SHOWCASE', 'INFORMATION', 'BREAK')),
        visibility text check (visibility in ('PUBLIC', 'MEMBERS', 'CLOSED')),
        planned_minutes int check (planned_minutes >= 0),
        level int not null check (level between 1 and 3),
        primary key (alliance_id, template_id, ordinal),
        foreign key (alliance_id, template_id) references agenda_templates (alliance_id, id)
      );

      create table meeting_series (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        sector_group_id uuid,
        area_group_id uuid,
        territory_id uuid,
        kind text not null check (kind in (${KINDS})),
        title text not null,
        visibility text not null check (visibility in ('PUBLIC', 'MEMBERS', 'CLOSED')),
        venue text,
        first_starts_at timestamptz(3) not null,
        minutes int not null check (minutes > 0),
        recurrence text not null,
        -- in which its meetings keep their hour: the alliance's when it was scheduled
        time_zone text not null,
        until date,
        template_id uuid,
        -- who runs its meetings, while their roles let them; null where a liaison scheduled it
        organiser_id uuid references persons (id),
        -- invites the units of its scope as they are when a meeting is drafted; else those in meeting_series_units
        invites_scope boolean not null,
        -- when the next meeting starts that is not drafted yet; null when there will be none
        next_starts_at timestamptz(3),
        ended_on date,
        created_at timestamptz(3) not null,
        primary key (alliance_id, id),
        check (num_nonnulls(sector_group_id, area_group_id, territory_id) <= 1),
        check (ended_on is null or next_starts_at is null),
        foreign key (alliance_id, sector_group_id) references sector_groups (alliance_id, id),
        foreign key (alliance_id, area_group_id) references area_groups (alliance_id, id),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id),
        foreign key (alliance_id, template_id) references agenda_templates (alliance_id, id)
      );
      create index meeting_series_id on meeting_series (id);
      create index meeting_series_created on meeting_series (alliance_id, created_at, id);
      create index meeting_series_next on meeting_series (next_starts_at, id) where next_starts_at is not null;

      create table meeting_series_units (
        alliance_id uuid not null,
        series_id uuid not null,
        unit_id uuid not null,
        primary key (alliance_id, series_id, unit_id),
        foreign key (alliance_id, series_id) references meeting_series (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );

      alter table joint_meetings
        add column series_id uuid,
        -- the day that the series has it on, wherever it is moved to since
        add column series_on date,
        add check ((series_id is null) = (series_on is null)),
        add foreign key (alliance_id, series_id) references meeting_series (alliance_id, id),
        add constraint joint_meetings_once_a_day unique (alliance_id, series_id, series_on);
      create index joint_meetings_series on joint_meetings (alliance_id, series_id, starts_at, id) where series_id is not null;
      -- when meetings that are still ahead or being held are; one without an end is at its start
      create index joint_meetings_when on joint_meetings
        using gist (alliance_id, tstzrange(starts_at, coalesce(ends_at, starts_at), case when ends_at is null then '[]' else '[)' end))
        where status in ('DRAFT', 'SCHEDULED', 'IN_SESSION', 'RECESS');

      grant select, insert, update on agenda_templates, meeting_series to gongjian_server;
      grant select, insert, delete on agenda_template_items to gongjian_server;
      grant select, insert on meeting_series_units to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index joint_meetings_when;
      alter table joint_meetings drop column series_on, drop column series_id;
      drop table meeting_series_units, meeting_series, agenda_template_items, agenda_templates;
    `);
  }
}
