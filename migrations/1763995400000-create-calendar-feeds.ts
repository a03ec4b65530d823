import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Addresses at which people's calendars fetch meetings; each is a secret, and stored hashed. */
export class CreateCalendarFeeds1763995400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table calendar_feeds (
        id uuid primary key,
        person_id uuid not null references persons (id),
        -- null for one's own meetings, wherever they are
        alliance_id uuid references alliances (id),
        unit_id uuid,
        sector_group_id uuid,
        area_group_id uuid,
        territory_id uuid,
        hash bytea not null unique,
        created_at timestamptz(3) not null,
        last_used_at timestamptz(3),
        check (num_nonnulls(unit_id, sector_group_id, area_group_id, territory_id) <= 1),
        check (alliance_id is not null or num_nonnulls(unit_id, sector_group_id, area_group_id, territory_id) = 0),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id),
        foreign key (alliance_id, sector_group_id) references sector_groups (alliance_id, id),
        foreign key (alliance_id, area_group_id) references area_groups (alliance_id, id),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id)
      );
      create index calendar_feeds_person on calendar_feeds (person_id, created_at, id);
      grant select, insert, update, delete on calendar_feeds to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table calendar_feeds');
  }
}
