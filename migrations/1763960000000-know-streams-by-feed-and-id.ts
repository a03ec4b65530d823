import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One object may be watched through several feeds: a stream is known by its feed and its id. Streams whose revisions no
 * row of their own counts are counted in one table.
 */
export class KnowStreamsByFeedAndId1763960000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- no reference: a stream may be of anything, and outlives what it was of
      create table live_streams (
        feed text not null,
        stream_id uuid not null,
        revision int not null,
        primary key (feed, stream_id)
      );
      insert into live_streams (feed, stream_id, revision)
        select 'notificationAdded', person_id, revision from notification_streams
        union all select 'agreementUpdates', unit_id, revision from agreement_streams;
      drop table notification_streams, agreement_streams;

      alter table live_events add column feed text;
      update live_events set feed = case
        when alliance_id = '00000000-0000-0000-0000-000000000000' then 'notificationAdded'
        when content ? 'event' then 'agreementUpdates'
        else 'agendaUpdates' end;
      alter table live_events
        alter column feed set not null,
        drop constraint live_events_pkey,
        add primary key (alliance_id, feed, stream_id, revision);

      grant select, insert, update on live_streams to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table live_events
        drop constraint live_events_pkey,
        drop column feed,
        add primary key (alliance_id, stream_id, revision);

      create table notification_streams (
        person_id uuid primary key,
        revision int not null
      );
      create table agreement_streams (
        unit_id uuid primary key,
        alliance_id uuid not null,
        revision int not null,
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );
      insert into notification_streams (person_id, revision)
        select stream_id, revision from live_streams where feed = 'notificationAdded';
      insert into agreement_streams (unit_id, alliance_id, revision)
        select unit.id, unit.alliance_id, stream.revision
        from live_streams stream join member_units unit on unit.id = stream.stream_id
        where stream.feed = 'agreementUpdates';
      drop table live_streams;

      grant select, insert, update on notification_streams, agreement_streams to gongjian_server;
    `);
  }
}
