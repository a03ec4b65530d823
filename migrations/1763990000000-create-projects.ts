import type { MigrationInterface, QueryRunner } from 'typeorm';

const CATEGORIES = `'PARTY_BUILDING', 'ELDERLY_CARE', 'POVERTY_RELIEF', 'ENVIRONMENT', 'EDUCATION', 'HEALTH', 'CULTURE_SPORTS', 'SAFETY',
  'LEGAL', 'EMPLOYMENT', 'CITY_MANAGEMENT', 'PUBLIC_SERVICE', 'OTHER'`;
/** Those of which lists are ordered by their last change. */
const CHANGING = ['needs', 'resources', 'joint_projects'];

/** The three lists: needs, resources with their bookings, joint projects with what belongs to them; bases and activities. */
export class CreateProjects1763990000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- bookings of one place of a resource never overlap: an id and a range in one constraint
      create extension if not exists btree_gist;

      create table needs (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        title text not null,
        description text,
        category text not null check (category in (${CATEGORIES})),
        quantity int check (quantity > 0),
        unit_id uuid,
        territory_id uuid,
        status text not null check (status in ('OPEN', 'MATCHED', 'IN_PROGRESS', 'MET', 'WITHDRAWN')),
        needed_by date,
        created_at timestamptz(3) not null,
        version int not null,
        primary key (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id)
      );
      create index needs_id on needs (id);
      create index needs_created on needs (alliance_id, created_at, id);
      create index needs_by_day on needs (alliance_id, (coalesce(needed_by, 'infinity')), id);
      create index needs_status on needs (alliance_id, status, created_at, id);
      create index needs_category on needs (alliance_id, category, created_at, id);
      create index needs_unit on needs (alliance_id, unit_id, created_at, id) where unit_id is not null;
      create index needs_territory on needs (alliance_id, territory_id, created_at, id) where territory_id is not null;
      create index needs_text on needs using gin (text_grams(title, description));

      create table resources (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        title text not null,
        description text,
        category text not null check (category in (${CATEGORIES})),
        kind text not null check (kind in ('TALENT', 'TECHNOLOGY', 'FUNDS', 'GOODS', 'VENUE', 'FACILITY', 'SERVICE')),
        unit_id uuid not null,
        provider text,
        territory_id uuid,
        capacity text,
        quantity int not null check (quantity > 0),
        available_from date,
        available_until date,
        status text not null check (status in ('AVAILABLE', 'RESERVED', 'UNAVAILABLE')),
        created_at timestamptz(3) not null,
        version int not null,
        primary key (alliance_id, id),
        check (available_until >= available_from),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id)
      );
      create index resources_id on resources (id);
      create index resources_created on resources (alliance_id, created_at, id);
      create index resources_status on resources (alliance_id, status, created_at, id);
      create index resources_category on resources (alliance_id, category, created_at, id);
      create index resources_kind on resources (alliance_id, kind, created_at, id);
      create index resources_offered on resources (alliance_id, category, territory_id) where status = 'AVAILABLE';
      create index resources_unit on resources (alliance_id, unit_id, created_at, id);
      create index resources_text on resources using gin (text_grams(title, description));

      create table joint_projects (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        title text not null,
        description text,
        category text not null check (category in (${CATEGORIES})),
        status text not null check (status in ('PROPOSED', 'POSTED', 'CLAIMED', 'UNDERWAY', 'COMPLETED', 'EVALUATED', 'CANCELLED')),
        lead_unit_id uuid,
        proposed_by_unit_id uuid,
        agreement_id uuid,
        places int check (places > 0),
        starts_on date,
        ends_on date,
        created_at timestamptz(3) not null,
        posted_at timestamptz(3),
        claim_by timestamptz(3),
        completed_at timestamptz(3),
        outcome_summary text,
        people_served int check (people_served >= 0),
        rating double precision check (rating between 1 and 5),
        evaluated_on date,
        cancel_reason text,
        version int not null,
        primary key (alliance_id, id),
        check (ends_on >= starts_on),
        check (status not in ('CLAIMED', 'UNDERWAY', 'COMPLETED', 'EVALUATED') or lead_unit_id is not null),
        check ((status = 'EVALUATED') = (outcome_summary is not null) and (outcome_summary is null) = (evaluated_on is null)),
        foreign key (alliance_id, lead_unit_id) references member_units (alliance_id, id),
        foreign key (alliance_id, proposed_by_unit_id) references member_units (alliance_id, id),
        foreign key (alliance_id, agreement_id) references agreements (alliance_id, id)
      );
      create index joint_projects_id on joint_projects (id);
      create index joint_projects_created on joint_projects (alliance_id, created_at, id);
      create index joint_projects_by_end on joint_projects (alliance_id, (coalesce(ends_on, 'infinity')), id);
      create index joint_projects_status on joint_projects (alliance_id, status, created_at, id);
      create index joint_projects_category on joint_projects (alliance_id, category, created_at, id);
      create index joint_projects_lead on joint_projects (alliance_id, lead_unit_id, created_at, id) where lead_unit_id is not null;
      create index joint_projects_agreement on joint_projects (alliance_id, agreement_id, created_at, id) where agreement_id is not null;
      create index joint_projects_text on joint_projects using gin (text_grams(title, description));

      create table project_participants (
        alliance_id uuid not null,
        project_id uuid not null,
        unit_id uuid not null,
        contribution text,
        responsibility text,
        -- it follows from what the project is linked to, and goes with it; false where the unit joined
        named boolean not null default false,
        joined_at timestamptz(3) not null,
        primary key (alliance_id, project_id, unit_id),
        foreign key (alliance_id, project_id) references joint_projects (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );
      create index project_participants_unit on project_participants (alliance_id, unit_id, project_id);

      create table project_needs (
        alliance_id uuid not null,
        project_id uuid not null,
        need_id uuid not null,
        primary key (alliance_id, project_id, need_id),
        foreign key (alliance_id, project_id) references joint_projects (alliance_id, id),
        foreign key (alliance_id, need_id) references needs (alliance_id, id)
      );
      create index project_needs_need on project_needs (alliance_id, need_id, project_id);

      create table project_resources (
        alliance_id uuid not null,
        project_id uuid not null,
        resource_id uuid not null,
        primary key (alliance_id, project_id, resource_id),
        foreign key (alliance_id, project_id) references joint_projects (alliance_id, id),
        foreign key (alliance_id, resource_id) references resources (alliance_id, id)
      );
      create index project_resources_resource on project_resources (alliance_id, resource_id, project_id);

      create table milestones (
        alliance_id uuid not null,
        id uuid not null,
        project_id uuid not null,
        position int not null,
        title text not null,
        due_on date,
        done_on date,
        responsible_unit_id uuid,
        commitment_id uuid,
        primary key (alliance_id, id),
        foreign key (alliance_id, project_id) references joint_projects (alliance_id, id),
        foreign key (alliance_id, responsible_unit_id) references member_units (alliance_id, id),
        foreign key (alliance_id, commitment_id) references commitments (alliance_id, id) on delete set null (commitment_id)
      );
      create index milestones_id on milestones (id);
      create index milestones_project on milestones (alliance_id, project_id, position);
      create index milestones_due on milestones (alliance_id, due_on) where done_on is null;
      create index milestones_commitment on milestones (alliance_id, commitment_id) where commitment_id is not null;

      create table project_claims (
        alliance_id uuid not null,
        id uuid not null,
        project_id uuid not null,
        unit_id uuid not null,
        proposal text not null,
        status text not null check (status in ('SUBMITTED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN')),
        created_at timestamptz(3) not null,
        primary key (alliance_id, id),
        foreign key (alliance_id, project_id) references joint_projects (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );
      create index project_claims_id on project_claims (id);
      create index project_claims_project on project_claims (alliance_id, project_id, created_at);
      create index project_claims_unit on project_claims (alliance_id, unit_id, created_at);
      -- a unit offers once at a time, and one offer is accepted
      create unique index project_claims_once on project_claims (alliance_id, project_id, unit_id) where status in ('SUBMITTED', 'ACCEPTED');
      create unique index project_claims_accepted on project_claims (alliance_id, project_id) where status = 'ACCEPTED';

      create table bookings (
        alliance_id uuid not null,
        id uuid not null,
        resource_id uuid not null,
        slot int not null check (slot > 0),
        starts_at timestamptz(3) not null,
        ends_at timestamptz(3) not null,
        unit_id uuid,
        borrower text,
        project_id uuid,
        status text not null check (status in ('REQUESTED', 'CONFIRMED', 'DECLINED', 'CANCELLED', 'RETURNED')),
        created_at timestamptz(3) not null,
        returned_at timestamptz(3),
        primary key (alliance_id, id),
        check (ends_at > starts_at),
        check ((status = 'RETURNED') = (returned_at is not null)),
        check (unit_id is not null or borrower is not null),
        -- deferrable: bookings are moved among the slots when that makes room
        constraint bookings_apart exclude using gist (resource_id with =, slot with =, tstzrange(starts_at, ends_at) with &&)
          where (status in ('REQUESTED', 'CONFIRMED')) deferrable initially immediate,
        foreign key (alliance_id, resource_id) references resources (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id),
        foreign key (alliance_id, project_id) references joint_projects (alliance_id, id)
      );
      create index bookings_id on bookings (id);
      create index bookings_resource on bookings (alliance_id, resource_id, starts_at);
      create index bookings_unit on bookings (alliance_id, unit_id, starts_at) where unit_id is not null;
      create index bookings_project on bookings (alliance_id, project_id) where project_id is not null;
      create index bookings_out on bookings (ends_at) where status = 'CONFIRMED';

      create table list_rounds (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        sent_on date not null,
        due_on date not null,
        created_at timestamptz(3) not null,
        primary key (alliance_id, id),
        check (due_on >= sent_on)
      );
      create index list_rounds_id on list_rounds (id);
      create index list_rounds_created on list_rounds (alliance_id, created_at, id);

      create table list_round_units (
        alliance_id uuid not null,
        round_id uuid not null,
        unit_id uuid not null,
        answered_at timestamptz(3),
        primary key (alliance_id, round_id, unit_id),
        foreign key (alliance_id, round_id) references list_rounds (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );
      create index list_round_units_open on list_round_units (alliance_id, unit_id, round_id) where answered_at is null;
      create index list_rounds_due on list_rounds (due_on);

      -- what is needed somewhere, and nobody offers there: neither there, nor around it, nor anywhere
      create view list_gaps as
      select alliance_id, territory_id, category, open_needs
      from (
        select *, row_number() over (partition by alliance_id order by open_needs desc, category, territory_id) as place
        from (
          select alliance_id, territory_id, category, count(*)::int as open_needs
          from needs
          where status = 'OPEN'
          group by alliance_id, territory_id, category
        ) needed
        where not exists (
          select
          from resources offered
          where offered.alliance_id = needed.alliance_id
            and offered.category = needed.category
            and offered.status = 'AVAILABLE'
            and (
              offered.territory_id is null
              or needed.territory_id is null
              or offered.territory_id in (
                with recursive line (id, parent_id) as (
                  select id, parent_id
                  from territories
                  where alliance_id = needed.alliance_id and id = needed.territory_id
                  union all
                  select around.id, around.parent_id
                  from line
                  join territories around on around.alliance_id = needed.alliance_id and around.id = line.parent_id
                )
                select id from line
              )
            )
        )
      ) uncovered
      where place <= 100;

      create table bases (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        name text not null,
        purpose text,
        territory_id uuid,
        created_at timestamptz(3) not null,
        primary key (alliance_id, id),
        constraint bases_name unique (alliance_id, name),
        foreign key (alliance_id, territory_id) references territories (alliance_id, id)
      );
      create index bases_id on bases (id);
      create index bases_by_name on bases (alliance_id, name collate zh_pinyin, id);

      create table base_hosts (
        alliance_id uuid not null,
        base_id uuid not null,
        unit_id uuid not null,
        primary key (alliance_id, base_id, unit_id),
        foreign key (alliance_id, base_id) references bases (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );

      create table activities (
        alliance_id uuid not null references alliances (id),
        id uuid not null,
        title text not null,
        held_on date not null,
        base_id uuid,
        project_id uuid,
        attendance int check (attendance >= 0),
        created_at timestamptz(3) not null,
        primary key (alliance_id, id),
        foreign key (alliance_id, base_id) references bases (alliance_id, id),
        foreign key (alliance_id, project_id) references joint_projects (alliance_id, id)
      );
      create index activities_id on activities (id);
      create index activities_base on activities (alliance_id, base_id, held_on, id) where base_id is not null;
      create index activities_project on activities (alliance_id, project_id, held_on) where project_id is not null;

      create table activity_units (
        alliance_id uuid not null,
        activity_id uuid not null,
        unit_id uuid not null,
        primary key (alliance_id, activity_id, unit_id),
        foreign key (alliance_id, activity_id) references activities (alliance_id, id),
        foreign key (alliance_id, unit_id) references member_units (alliance_id, id)
      );

      grant select on list_gaps to gongjian_server;
      grant select, insert on activities, activity_units, base_hosts, bases, list_rounds to gongjian_server;
      grant select, insert, update on bookings, joint_projects, list_round_units, needs, project_claims, resources
        to gongjian_server;
      grant select, insert, update, delete on milestones, project_needs, project_participants, project_resources to gongjian_server;
    `);
    for (const table of CHANGING) {
      await runner.query(`
        alter table ${table} add column updated_at timestamptz(3) not null default clock_timestamp();
        create trigger ${table}_change before update on ${table} for each row
          when (new.version is distinct from old.version)
          execute function stamp_change();
        create index ${table}_updated on ${table} (alliance_id, updated_at, id);
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop view list_gaps;
      drop table activity_units, activities, base_hosts, bases, list_round_units, list_rounds, bookings, project_claims, milestones,
        project_resources, project_needs, project_participants, joint_projects, resources, needs;
      drop extension btree_gist;
    `);
  }
}
