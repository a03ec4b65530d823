import type { MigrationInterface, QueryRunner } from 'typeorm';

export class KnowTheKeysOfTheData1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- fingerprints of the keys that the data is sealed and its secrets are enclosed with: one row, written at the first start
      create table installation_keys (
        one boolean primary key default true check (one),
        auth_secret text not null,
        seal_key text not null,
        since timestamptz not null default now()
      );
      grant select, insert on installation_keys to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table installation_keys;');
  }
}
