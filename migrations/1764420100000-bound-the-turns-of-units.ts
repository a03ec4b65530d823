import type { MigrationInterface, QueryRunner } from 'typeorm';

export class BoundTheTurnsOfUnits1764420100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // how often each unit may ask to speak to an item; null: as often as it likes
    await runner.query('alter table joint_meetings add column turns_per_unit int check (turns_per_unit > 0)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table joint_meetings drop column turns_per_unit');
  }
}
