import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Parties of an agreement may go on in several follow-ups: whoever was taken out of one is not kept from another. */
export class LetPartiesRenewApart1763950000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index agreements_renewal;
      create index agreements_renewal on agreements (alliance_id, renews_id, created_at) where renews_id is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index agreements_renewal;
      create unique index agreements_renewal on agreements (alliance_id, renews_id) where status not in ('DECLINED', 'WITHDRAWN');
    `);
  }
}
