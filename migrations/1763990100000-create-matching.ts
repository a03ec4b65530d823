import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is matched by its words. */
const WORDED = ['needs', 'resources', 'joint_projects'];

/** What matches are found by, and the opportunities that units were told of (docs/decisions/0020). */
export class CreateMatching1763990100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- what arrays of numbers have in common, in C, and an index for it
      create extension if not exists intarray;

      -- Every two characters that follow each other in a title and the beginning of a description, each pair as one number: two
      -- characters of Unicode's first plane fill its 32 bits. A character that stands alone is a pair with nothing.
      create function list_terms(title text, description text) returns int[]
        language sql immutable parallel safe
      return (
        select coalesce(array_agg(distinct term order by term), '{}')
        from (
          select case when next = ' ' then ascii(this) else (ascii(this) << 16) # ascii(next) end as term
          from (
            select
              this,
              lead(this, 1, ' ') over (order by place) as next,
              lag(this, 1, ' ') over (order by place) as previous
            from unnest(
              string_to_array(
                regexp_replace(lower(left(title, 500) || ' ' || left(coalesce(description, ''), 500)), '[^[:alnum:]]', ' ', 'g'),
                null
              )
            ) with ordinality as characters (this, place)
          ) neighbours
          where this <> ' '
            and (next <> ' ' or previous = ' ')
        ) pairs
      );

      -- what a territory lies in, and what lies in it
      create function territories_near(alliance uuid, territory uuid) returns setof uuid
        language sql stable parallel safe rows 20
      begin atomic
        with recursive above as (
          select id, parent_id
          from territories
          where alliance_id = alliance
            and id = territory
          union all
          select parent.id, parent.parent_id
          from above
          join territories parent on parent.alliance_id = alliance and parent.id = above.parent_id
        ), below as (
          select territory as id
          union all
          select child.id
          from below
          join territories child on child.alliance_id = alliance and child.parent_id = below.id
        )
        select id
        from above
        union
        select id
        from below;
      end;
    `);
    for (const table of WORDED) {
      await runner.query(`
        alter table ${table} add column terms int[] not null generated always as (list_terms(title, description)) stored;
        create index ${table}_terms on ${table} using gin (terms gin__int_ops);
      `);
    }
    await runner.query(`
      create index bookings_ahead on bookings (alliance_id, resource_id, ends_at) where status in ('REQUESTED', 'CONFIRMED');

      create table opportunities (
        alliance_id uuid not null,
        id uuid not null,
        unit_id uuid not null,
        need_id uuid,
        project_id uuid,
        why jsonb not null,
        created_at timestamptz(3) not null,
        primary key (alliance_id, id),
        check (num_nonnulls(need_id, project_id) = 1),
        -- a unit is told of each once
        constraint opportunities_once unique nulls not distinct (alliance_id, unit_id, need_id, project_id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id),
        foreign key (alliance_id, need_id) references needs (alliance_id, id),
        foreign key (alliance_id, project_id) references joint_projects (alliance_id, id)
      );
      create index opportunities_id on opportunities (id);
      create index opportunities_need on opportunities (alliance_id, need_id) where need_id is not null;
      create index opportunities_project on opportunities (alliance_id, project_id) where project_id is not null;
      grant select, insert on opportunities to gongjian_server;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table opportunities; drop index bookings_ahead;');
    for (const table of WORDED) await runner.query(`alter table ${table} drop column terms`);
    await runner.query(`
      drop function territories_near(uuid, uuid);
      drop function list_terms(text, text);
      drop extension intarray;
    `);
  }
}
