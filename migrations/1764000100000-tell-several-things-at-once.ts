import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A change of a meeting may be several things that happened: a speaker's end with the next one's beginning. */
export class TellSeveralThingsAtOnce1764000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table meeting_events drop constraint meeting_events_revision;
      create index meeting_events_revision on meeting_events (alliance_id, meeting_id, revision, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from meeting_events where kind like 'SPEAKER_%';
      drop index meeting_events_revision;
      alter table meeting_events add constraint meeting_events_revision unique (alliance_id, meeting_id, revision);
    `);
  }
}
