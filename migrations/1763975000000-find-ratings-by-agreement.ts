import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A check of an agreement looks at every rating that names it, wherever it hangs. */
export class FindRatingsByAgreement1763975000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index commitment_ratings_agreement on commitment_ratings (alliance_id, agreement_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index commitment_ratings_agreement');
  }
}
