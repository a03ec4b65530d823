import type { MigrationInterface, QueryRunner } from 'typeorm';

const TEXTS = [
  'member_units_text',
  'joint_meetings_text',
  'agreements_text',
  'persons_text',
  'needs_text',
  'resources_text',
  'joint_projects_text',
];

/**
 * PostgreSQL knows of a table's commonest thousand pairs of characters how many rows have them, and takes any other for half as common
 * as the last of those: one row in two hundred, where ten have it. By that it read half of the list's index beside. Of ten thousand
 * pairs it knows what is rare. It finds them out here, since of a table that nobody changes it would not for months.
 */
export class KnowHowRareTextsAre1763990500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const index of TEXTS) await runner.query(`alter index ${index} alter column 1 set statistics 1000;`);
    await runner.query(`analyze ${TEXTS.map((index) => index.replace(/_text$/, '')).join(', ')};`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of TEXTS) await runner.query(`alter index ${index} alter column 1 set statistics -1;`);
  }
}
