import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Questions put to experts, and what they advise. */
export class CreateConsultations1763995600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table consultations (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        question text not null,
        background text,
        status text not null check (status in ('OPEN', 'ANSWERED', 'CLOSED')),
        meeting_id uuid,
        opened_at timestamptz(3) not null,
        version int not null default 1,
        primary key (alliance_id, id),
        foreign key (alliance_id, meeting_id) references joint_meetings (alliance_id, id)
      );
      create index consultations_id on consultations (id);
      create index consultations_asked on consultations (alliance_id, opened_at, id);
      create index consultations_meeting on consultations (alliance_id, meeting_id) where meeting_id is not null;

      create table consultation_experts (
        alliance_id uuid not null,
        consultation_id uuid not null,
        expert_id uuid not null,
        primary key (alliance_id, consultation_id, expert_id),
        foreign key (alliance_id, consultation_id) references consultations (alliance_id, id),
        foreign key (alliance_id, expert_id) references experts (alliance_id, id)
      );

      create table recommendations (
        alliance_id uuid not null,
        id uuid not null,
        consultation_id uuid not null,
        expert_id uuid not null,
        text text not null,
        status text not null check (status in ('SUBMITTED', 'ADOPTED', 'PARTLY_ADOPTED', 'DECLINED')),
        response text,
        primary key (alliance_id, id),
        constraint recommendations_once unique (alliance_id, consultation_id, expert_id),
        -- whoever advises was asked
        foreign key (alliance_id, consultation_id, expert_id) references consultation_experts (alliance_id, consultation_id, expert_id)
      );
      create index recommendations_id on recommendations (id);

      grant select, insert, update on consultations, recommendations to gongjian_server;
      grant select, insert on consultation_experts to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table recommendations, consultation_experts, consultations;');
  }
}
