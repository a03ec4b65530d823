import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LetDecisionsFollowVotes1763995800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- the vote that it follows, on the same item
      alter table decisions
        add column vote_id uuid,
        add foreign key (alliance_id, vote_id, item_id, meeting_id) references votes (alliance_id, id, item_id, meeting_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table decisions drop column vote_id;');
  }
}
