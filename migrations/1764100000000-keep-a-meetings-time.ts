import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KeepAMeetingsTime1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- the moment of its last revision, before which nothing more happens to it
      alter table joint_meetings add column changed_at timestamptz(3);
      update joint_meetings meeting
      set changed_at = event.at
      from live_events event
      where event.alliance_id = meeting.alliance_id
        and event.feed = 'agendaUpdates'
        and event.stream_id = meeting.id
        and event.revision = meeting.revision;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table joint_meetings drop column changed_at;');
  }
}
