import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An agenda item may be about a consultation. */
export class PutConsultationsOnAgendas1764000200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table agenda_items
        add consultation_id uuid,
        add foreign key (alliance_id, consultation_id) references consultations (alliance_id, id),
        add check (consultation_id is null or num_nonnulls(agreement_id, project_id, need_id) = 0);
      create index agenda_items_consultation on agenda_items (alliance_id, consultation_id) where consultation_id is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table agenda_items drop consultation_id;');
  }
}
