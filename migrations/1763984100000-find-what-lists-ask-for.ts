import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes for the orders and filters of lists: by credit code, by a term's first and last day, by a commitment's due day. */
export class FindWhatListsAskFor1763984100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index member_units_code on member_units (alliance_id, credit_code) where credit_code is not null;
      create index member_units_code_text on member_units using gin (credit_code gin_trgm_ops);
      create index agreements_by_start on agreements (alliance_id, starts_on) where starts_on is not null;
      create index agreements_by_end on agreements (alliance_id, (coalesce(ends_on, 'infinity')), id);
      create index commitments_by_due on commitments (alliance_id, (coalesce(due_on, 'infinity')), id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index member_units_code, member_units_code_text, agreements_by_start, agreements_by_end, commitments_by_due
    `);
  }
}
