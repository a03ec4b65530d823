import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KeepAttendanceTimes1763995500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- each stay of a unit or a guest at a meeting, from its arrival until it left
      create table attendance_times (
        alliance_id uuid not null,
        id uuid not null,
        meeting_id uuid not null,
        attendance_id uuid,
        guest_id uuid,
        arrived_at timestamptz(3) not null,
        left_at timestamptz(3),
        primary key (alliance_id, id),
        foreign key (alliance_id, meeting_id) references joint_meetings (alliance_id, id),
        foreign key (alliance_id, attendance_id) references attendances (alliance_id, id),
        foreign key (alliance_id, guest_id) references guests (alliance_id, id),
        check (num_nonnulls(attendance_id, guest_id) = 1),
        check (left_at >= arrived_at)
      );
      create index attendance_times_meeting on attendance_times (alliance_id, meeting_id, arrived_at);
      create index attendance_times_attendance on attendance_times (alliance_id, attendance_id) where attendance_id is not null;
      create index attendance_times_guest on attendance_times (alliance_id, guest_id) where guest_id is not null;
      -- nobody is there twice
      create unique index attendance_times_there on attendance_times (alliance_id, coalesce(attendance_id, guest_id)) where left_at is null;

      -- of those who are there already; when a guest came was not noted
      insert into attendance_times (alliance_id, id, meeting_id, attendance_id, arrived_at)
        select alliance_id, gen_random_uuid(), meeting_id, id, checked_in_at from attendances where present and checked_in_at is not null;
      insert into attendance_times (alliance_id, id, meeting_id, guest_id, arrived_at)
        select guest.alliance_id, gen_random_uuid(), guest.meeting_id, guest.id, coalesce(meeting.opened_at, meeting.starts_at)
        from guests guest
        join joint_meetings meeting on meeting.alliance_id = guest.alliance_id and meeting.id = guest.meeting_id
        where guest.present;

      grant select, insert, update on attendance_times to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table attendance_times;');
  }
}
