import type { TestWorld } from '../testkit/world/test-world';

/*
 * What is true of an alliance's lists and projects, in plain SQL over the tables and the audit log: written down once more, independently
 * of how the platform reads them. `$1` is the alliance.
 */

/** Who looks: the secretariat; an observer, who is a member and of no unit; nobody who is signed in. */
export type Audience = 'secretariat' | 'member' | 'public';

export interface Step {
  readonly project: string;
  readonly at: string;
  readonly label: string;
  readonly node: string;
}

/** Each step of each project, as an audience ($2) may see it, oldest first. */
const STEPS = `
  with steps (project_id, at, place, label, node, shown_to) as (
    select link.project_id, need.created_at, 1, 'Needed', 'need_' || need.id,
      case need.status when 'WITHDRAWN' then 'secretariat' else 'public' end
    from project_needs link join needs need on need.id = link.need_id
    union all
    select link.project_id, resource.created_at, 2, 'Offered', 'resource_' || resource.id,
      case resource.status when 'UNAVAILABLE' then 'secretariat' else 'public' end
    from project_resources link join resources resource on resource.id = link.resource_id
    union all
    select project.id, agreement.created_at, 3, 'Agreement drafted', 'agreement_' || agreement.id, 'public'
    from joint_projects project join agreements agreement on agreement.id = project.agreement_id
    union all
    select id, created_at, 4, 'Project proposed', 'project_' || id, 'public' from joint_projects
    union all
    select link.project_id, link.linked_at, 5, 'Need taken up by the project', 'need_' || need.id,
      case need.status when 'WITHDRAWN' then 'secretariat' else 'public' end
    from project_needs link join needs need on need.id = link.need_id
    union all
    select link.project_id, link.linked_at, 6, 'Resource matched to the project', 'resource_' || resource.id,
      case resource.status when 'UNAVAILABLE' then 'secretariat' else 'public' end
    from project_resources link join resources resource on resource.id = link.resource_id
    union all
    select project.id, agreement.activated_at, 7, 'Agreement in force', 'agreement_' || agreement.id, 'public'
    from joint_projects project join agreements agreement on agreement.id = project.agreement_id
    union all
    select id, posted_at, 8, 'Posted for claims', 'project_' || id, 'public' from joint_projects
    union all
    select project_id, created_at, 9, 'Claimed', 'claim_' || id, 'member' from project_claims where status = 'ACCEPTED'
    union all
    select id, started_at, 10, 'Started', 'project_' || id, 'public' from joint_projects
    union all
    select milestone.project_id, coalesce(milestone.done_on, commitment.fulfilled_on)::timestamp at time zone 'Asia/Shanghai', 11,
      'Milestone done', 'milestone_' || milestone.id, 'public'
    from milestones milestone left join commitments commitment on commitment.id = milestone.commitment_id
    union all
    select project_id, held_on::timestamp at time zone 'Asia/Shanghai', 12, 'Activity', 'activity_' || id, 'public'
    from activities
    union all
    select id, completed_at, 13, 'Completed', 'project_' || id, 'public' from joint_projects
    union all
    select id, evaluated_on::timestamp at time zone 'Asia/Shanghai', 14, 'Evaluated', 'project_' || id, 'public'
    from joint_projects
  )
  select 'project_' || project.id as project, step.at, step.label, step.node
  from steps step
  join joint_projects project on project.id = step.project_id
  where project.alliance_id = $1
    and step.at is not null
    and ($2 <> 'public' or project.status not in ('PROPOSED', 'CANCELLED'))
    and case $2 when 'secretariat' then true when 'member' then step.shown_to <> 'secretariat' else step.shown_to = 'public' end
  order by step.at, step.place, step.node collate "C"`;

/** Each place that is booked at once more often than there is one; from this moment ($2) on, since quantities may be lowered later. */
const OVERBOOKED = `
  select resource.id, resource.quantity, moment.at, count(distinct beside.id)::int as booked
  from resources resource
  cross join lateral (
    select greatest(starts_at, $2) as at
    from bookings
    where resource_id = resource.id and status in ('REQUESTED', 'CONFIRMED')
  ) moment
  join bookings beside
    on beside.resource_id = resource.id
    and beside.status in ('REQUESTED', 'CONFIRMED')
    and beside.starts_at <= moment.at
    and beside.ends_at > moment.at
  where resource.alliance_id = $1
  group by resource.id, resource.quantity, moment.at
  having count(distinct beside.id) > resource.quantity`;

/** Needs that are not where their projects are. */
const ASTRAY = `
  select need.id, need.status, array_agg(project.status order by project.status) as projects
  from needs need
  left join project_needs link on link.need_id = need.id
  left join joint_projects project on project.id = link.project_id
  where need.alliance_id = $1
    and need.status not in ('MET', 'WITHDRAWN')
  group by need.id, need.status
  having need.status <> case
    when 'UNDERWAY' = any(array_agg(project.status)) then 'IN_PROGRESS'
    when array_agg(project.status) && array['PROPOSED', 'POSTED', 'CLAIMED'] then 'MATCHED'
    else 'OPEN'
  end`;

/** Things whose status is not what the audit log tells, step after step: each began where the last one had ended. */
const UNTOLD = `
  with told as (
    select subject, id,
      coalesce(details ->> 'from', details -> 'changes' -> 'status' ->> 'from') as before,
      coalesce(details ->> 'to', details -> 'changes' -> 'status' ->> 'to') as after
    from audit_entries
    where alliance_id = $1
      and (details ? 'to' or details -> 'changes' -> 'status' ? 'to')
      and action not in ('requestBooking')
  ), things as (
    select 'project_' || id as subject, status, 'PROPOSED' as first from joint_projects where alliance_id = $1
    union all
    select 'need_' || id, status, 'OPEN' from needs where alliance_id = $1
    union all
    select 'resource_' || id, status, 'AVAILABLE' from resources where alliance_id = $1
    union all
    select 'booking_' || booking.id, booking.status, asked.details ->> 'status'
    from bookings booking
    join audit_entries asked on asked.subject = 'booking_' || booking.id and asked.action = 'requestBooking'
    where booking.alliance_id = $1
  ), chained as (
    select subject, before, after,
      lag(after) over (partition by subject order by id) as previous,
      lead(id) over (partition by subject order by id) is null as is_last
    from told
  )
  select things.subject, things.status, chained.previous, chained.before, chained.after
  from things
  left join chained on chained.subject = things.subject
  where coalesce(chained.before, things.first) <> coalesce(chained.previous, things.first)
    or (coalesce(chained.is_last, true) and coalesce(chained.after, things.first) <> things.status)`;

/** Projects of which more than one claim is accepted, or one that is not the lead's. */
const TWICE_LED = `
  select project.id
  from joint_projects project
  join project_claims claim on claim.project_id = project.id and claim.status = 'ACCEPTED'
  where project.alliance_id = $1
  group by project.id, project.lead_unit_id
  having count(*) > 1 or bool_or(claim.unit_id is distinct from project.lead_unit_id)`;

const FIGURES = `
  select
    (
      select count(*)::int from joint_projects
      where alliance_id = $1 and (posted_at at time zone 'Asia/Shanghai')::date between $2 and $3
    ) as "projectsPosted",
    (
      select count(*)::int from joint_projects
      where alliance_id = $1 and (completed_at at time zone 'Asia/Shanghai')::date between $2 and $3
    ) as "projectsCompleted"`;

/** What a unit ($4) did in a period. */
const ASSESSED = `
  with carried_out as (
    select * from joint_projects
    where alliance_id = $1
      and status in ('UNDERWAY', 'COMPLETED', 'EVALUATED')
      and (started_at at time zone 'Asia/Shanghai')::date <= $3
      and coalesce((completed_at at time zone 'Asia/Shanghai')::date, 'infinity') >= $2
  ), undertaken as (
    select commitment.*
    from commitments commitment
    join agreement_parties party on party.id = commitment.party_id and party.unit_id = $4
    join agreements agreement on agreement.id = commitment.agreement_id and agreement.activated_at is not null
  )
  select
    (select count(*)::int from carried_out where lead_unit_id = $4) as "projectsLed",
    (
      select count(*)::int from carried_out
      where lead_unit_id <> $4
        and id in (select project_id from project_participants where unit_id = $4)
    ) as "projectsJoined",
    (select count(*)::int from undertaken where due_on between $2 and $3) as "commitmentsDue",
    (select count(*)::int from undertaken where fulfilled_on between $2 and $3) as "commitmentsFulfilled"`;

export interface Told {
  /** The need or the project. */
  readonly subject: string;
  /** Whether it is shown now, and whether it has been from the moment at which the unit was told. */
  readonly isOpen: boolean;
  readonly wasAlwaysOpen: boolean;
  /** Until when it is shown, where that is given. */
  readonly claimBy: Date | null;
}

/** What a unit ($2) was told of. */
const OPPORTUNITIES = `
  select
    coalesce('need_' || told.need_id, 'project_' || told.project_id) as subject,
    coalesce(need.status in ('OPEN', 'MATCHED'), project.status = 'POSTED' and coalesce(project.claim_by > clock_timestamp(), true))
      as "isOpen",
    project.claim_by is null and not exists (
      select from audit_entries closed
      where closed.alliance_id = $1
        and closed.subject = coalesce('need_' || told.need_id, 'project_' || told.project_id)
        and (
          closed.details ->> 'from' = 'POSTED'
          or (closed.action = 'followProjects' and closed.details ->> 'to' in ('IN_PROGRESS', 'MET'))
          or closed.details -> 'changes' ? 'status'
        )
    ) as "wasAlwaysOpen",
    project.claim_by as "claimBy"
  from opportunities told
  left join needs need on need.id = told.need_id
  left join joint_projects project on project.id = told.project_id
  where told.alliance_id = $1 and told.unit_id = $2`;

/** Each need, whether it is off the list, and the projects that are to meet it. */
const LINKS = `
  select 'need_' || need.id as need, need.status = 'WITHDRAWN' as "isHidden",
    coalesce(array_agg('project_' || link.project_id) filter (where link.project_id is not null), '{}') as projects
  from needs need
  left join project_needs link on link.need_id = need.id
  where need.alliance_id = $1
  group by need.id, need.status`;

export interface Links {
  readonly isHidden: boolean;
  readonly projects: readonly string[];
}

/** Asks for what is true, beside all rules. */
export class ProjectTruths {
  constructor(
    private readonly world: TestWorld,
    private readonly allianceId: string,
  ) {}

  async steps(audience: Audience): Promise<Step[]> {
    const rows = await this.of<Step & { at: Date }>(STEPS, audience);
    return rows.map((step) => ({ ...step, at: step.at.toISOString() }));
  }

  /** What never may be, by what it is; empty where all is well. */
  async wrongs(now: Date): Promise<Readonly<Record<string, unknown[]>>> {
    const [overbooked, astray, untold, twiceLed] = await Promise.all([
      this.of(OVERBOOKED, now),
      this.of(ASTRAY),
      this.of(UNTOLD),
      this.of(TWICE_LED),
    ]);
    return { overbooked, astray, untold, twiceLed };
  }

  async figures(from: string, until: string): Promise<unknown> {
    return (await this.of(FIGURES, from, until))[0];
  }

  async assessed(from: string, until: string, unit: string): Promise<unknown> {
    return (await this.of(ASSESSED, from, until, unit))[0];
  }

  async links(): Promise<ReadonlyMap<string, Links>> {
    const rows = await this.of<Links & { need: string }>(LINKS);
    return new Map(rows.map((row) => [row.need, row]));
  }

  opportunities(unit: string): Promise<Told[]> {
    return this.of<Told>(OPPORTUNITIES, unit);
  }

  private of<R>(text: string, ...values: unknown[]): Promise<R[]> {
    return this.world.sql<R>(text, [this.allianceId, ...values]);
  }
}
