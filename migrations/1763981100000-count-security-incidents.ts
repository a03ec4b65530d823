import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often an account met with something in an hour, so that the audit log gets a few entries of it and no more. */
export class CountSecurityIncidents1763981100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- no reference: these are counts of an hour, swept when they are old
      create table security_incidents (
        person_id uuid not null,
        event text not null,
        hour timestamptz not null,
        count int not null,
        primary key (person_id, event, hour)
      );
      create index security_incidents_hour on security_incidents (hour);
      grant select, insert, update, delete on security_incidents to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table security_incidents;');
  }
}
