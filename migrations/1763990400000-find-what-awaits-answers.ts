import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Meetings whose invitations can be answered still are few beside those that are over, and lie apart in each of their orders. */
export class FindWhatAwaitsAnswers1763990400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index joint_meetings_awaiting_by_change on joint_meetings (alliance_id, status, updated_at, id)
        where status in ('SCHEDULED', 'IN_SESSION', 'RECESS');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index joint_meetings_awaiting_by_change;');
  }
}
