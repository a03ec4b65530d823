import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DeleteAgendaTemplates1764420000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('grant delete on agenda_templates to gongjian_server');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('revoke delete on agenda_templates from gongjian_server');
  }
}
