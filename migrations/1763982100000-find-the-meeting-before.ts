import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which meeting came before depends on who is looking, and on what is scheduled in between later: it is found when it is
 * asked for, and is not kept.
 */
export class FindTheMeetingBefore1763982100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index joint_meetings_before on joint_meetings
        (alliance_id, coalesce(sector_group_id, area_group_id, territory_id, alliance_id), kind, starts_at, id)
        where status not in ('DRAFT', 'CANCELLED');
      alter table joint_meetings drop column previous_id;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table joint_meetings
        add column previous_id uuid,
        add foreign key (alliance_id, previous_id) references joint_meetings (alliance_id, id);
      update joint_meetings meeting
      set previous_id = (
        select earlier.id
        from joint_meetings earlier
        where earlier.alliance_id = meeting.alliance_id
          and coalesce(earlier.sector_group_id, earlier.area_group_id, earlier.territory_id, earlier.alliance_id)
            = coalesce(meeting.sector_group_id, meeting.area_group_id, meeting.territory_id, meeting.alliance_id)
          and earlier.kind = meeting.kind
          and earlier.starts_at < meeting.starts_at
          and earlier.status not in ('DRAFT', 'CANCELLED')
        order by earlier.starts_at desc, earlier.id desc
        limit 1
      );
      drop index joint_meetings_before;
    `);
  }
}
