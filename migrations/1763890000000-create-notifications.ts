import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What waits for people, and for each of them the stream by which it reaches open sockets. */
export class CreateNotifications1763890000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table notifications (
        alliance_id uuid not null,
        id uuid not null,
        person_id uuid not null references persons (id),
        at timestamptz(3) not null,
        kind text not null check (kind in ('TO_SIGN', 'SIGNATURE_VOIDED', 'AGREEMENT_ENDING', 'COMMITMENT_DUE', 'INVITATION', 'ACTION_ITEM_DUE',
          'REQUEST_CALLED', 'REQUEST_OVERDUE', 'CLAIM', 'OPPORTUNITY', 'CADENCE', 'MEMBERSHIP', 'OTHER')),
        key text not null,
        parameters jsonb not null,
        subject_id text check (subject_id ~ '^[A-Za-z]+_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
        once text,
        read_at timestamptz(3),
        primary key (alliance_id, id),
        constraint notifications_once unique (alliance_id, person_id, once)
      );
      create index notifications_id on notifications (id);
      create index notifications_person on notifications (person_id, at, id);

      -- no reference: whoever turns out to have an account already leaves a stream behind that has ended
      create table notification_streams (
        person_id uuid primary key,
        revision int not null
      );

      grant select, insert, update, delete on notifications to gongjian_server;
      grant select, insert, update on notification_streams to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table notification_streams, notifications;');
  }
}
