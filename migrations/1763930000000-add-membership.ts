import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Membership over time: applications and their receipts, why a membership stands as it does, and visits to units. */
export class AddMembership1763930000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table member_units add column receipt_hash bytea, add column status_reason text;
      create unique index member_units_receipt on member_units (receipt_hash) where receipt_hash is not null;

      create table visits (
        alliance_id uuid not null,
        id uuid not null,
        unit_id uuid not null,
        visited_on date not null,
        visitor text not null,
        note text,
        primary key (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );
      create index visits_id on visits (id);
      create index visits_unit on visits (alliance_id, unit_id, visited_on, id);
      grant select, insert on visits to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table visits;
      drop index member_units_receipt;
      alter table member_units drop column receipt_hash, drop column status_reason;
    `);
  }
}
