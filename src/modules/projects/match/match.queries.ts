import type { EntityManager } from 'typeorm';
import { join, literal, raw, render, sql, type Sql } from '../../../platform/database/sql';
import { ALL_WORDS, ENOUGH_KEPT, OPPORTUNITY, PLACES, WEIGHTS, type PairFacts } from './match.rules';

/*
 * Which pairs match, and how well. A pair has a category that says something or some of its words in common, or is none. All that are one with a need, or
 * with a resource, are compared by these two, which is quick; what else counts is looked up in two rounds, cheap before dear, each for
 * those alone that can still be among the best. So what is found is what looking at everything would find.
 */

/** Needs that are not met, each with the place of its unit where it has none of its own. */
const NEEDS = sql`(
    select need.alliance_id, need.id, need.title, need.description, need.category, need.terms, need.status, need.unit_id,
      coalesce(need.territory_id, unit.territory_id) as territory_id, unit.area_group_id, need.needed_by, need.quantity
    from needs need
    left join member_units unit on unit.alliance_id = need.alliance_id and unit.id = need.unit_id
    where need.status in ('OPEN', 'MATCHED')
      and (need.unit_id is null or unit.status = 'ACTIVE')
  )`;
/** Projects that are open to claims, as if each were a need. */
const PROJECTS = sql`(
    select project.alliance_id, project.id, project.title, project.description, project.category, project.terms, project.status,
      null::uuid as unit_id, null::uuid as territory_id, null::uuid as area_group_id, project.ends_on as needed_by, null::int as quantity
    from joint_projects project
    where project.status = 'POSTED'
  )`;
/** Resources that can be had, of active units. */
const OFFERS = sql`(
    select resource.alliance_id, resource.id, resource.category, resource.terms, resource.status, resource.unit_id, resource.provider,
      resource.territory_id, unit.area_group_id, resource.available_from, resource.available_until, resource.quantity
    from resources resource
    join member_units unit on unit.alliance_id = resource.alliance_id and unit.id = resource.unit_id
    where resource.status = 'AVAILABLE'
      and unit.status = 'ACTIVE'
  )`;

const number = (value: number): Sql => raw(String(value));

/** Of the days until the need is to be met, the share on which the resource can be had; without such a day, whether it can already. */
const OVERLAP = sql`case
      when sought.needed_by is null then case when resource.available_from > day.today then 0.5 else 1 end
      else greatest(
        least(resource.available_until, day.due) - greatest(resource.available_from, day.today) + 1,
        0
      )::float8 / (day.due - day.today + 1)
    end`;

const PLACE = sql`case
      when sought.territory_id = resource.territory_id then 'SAME'
      when near.id is not null then 'WITHIN'
      when sought.area_group_id = resource.area_group_id then 'AREA'
      when resource.territory_id is null or sought.territory_id is null then 'ANYWHERE'
      else 'ELSEWHERE'
    end`;

const PLACE_VALUE = sql`case fact.place ${join(
  Object.entries(PLACES).map(([place, value]) => sql`when ${literal(place)} then ${number(value)}`),
  ' ',
)} end`;

/** What the rounds that follow can add, and what rounding may. */
const AFTER_WORDS = WEIGHTS.place + WEIGHTS.time + WEIGHTS.capacity + WEIGHTS.record + 0.0001;
const AFTER_PLACE = WEIGHTS.capacity + WEIGHTS.record + 0.0001;

const SCORE = sql`round((
        candidate.base
        + ${number(WEIGHTS.capacity)} * least(booked.vacant::float8 / coalesce(candidate.asked, 1), 1)
        + ${number(WEIGHTS.record)} * least(record.kept::float8 / ${number(ENOUGH_KEPT)}, 1)
      )::numeric, 4)::float8`;

/** The row for which others are looked for. */
interface Fixed {
  readonly side: 'need' | 'project' | 'resource';
  readonly allianceId: Sql;
  readonly id: Sql;
}

/** Which of a table's rows can come to a score that counts, if their `base` grows by so much at most. */
type Cut = (table: Sql, atMost: number) => Sql;

/** The pairs of a row with all others, as far as they can count. */
function scored({ side, allianceId, id }: Fixed, cut: Cut): Sql {
  const offered = side === 'resource';
  const [one, others] = offered ? [OFFERS, NEEDS] : [side === 'need' ? NEEDS : PROJECTS, OFFERS];
  const [fixed, other] = offered ? [raw('resource'), raw('sought')] : [raw('sought'), raw('resource')];
  // what is only said to be something else has nothing in common by that
  const category = sql`${other}.category = nullif(${fixed}.category, 'OTHER')`;
  return sql`
  with fixed as materialized (
    select side.*, (now() at time zone alliance.time_zone)::date as today
    from ${one} side
    join alliances alliance on alliance.id = side.alliance_id
    where side.alliance_id = ${allianceId}
      and side.id = ${id}
  ), near as materialized (
    select place.id
    from fixed
    cross join lateral territories_near(fixed.alliance_id, fixed.territory_id) place (id)
  ), compared as materialized (
    select
      pair.id,
      pair.same_category,
      pair.words,
      ${number(WEIGHTS.words)} * least(pair.words / ${number(ALL_WORDS)}, 1)
        + case when pair.same_category then ${number(WEIGHTS.category)} else 0 end as base
    from (
      select
        ${other}.id,
        coalesce(${category}, false) as same_category,
        coalesce(
          icount(sought.terms & resource.terms) / sqrt(nullif(icount(sought.terms) * icount(resource.terms), 0)),
          0
        ) as words
      from fixed ${fixed}
      join ${others} ${other}
        on resource.alliance_id = sought.alliance_id
        and (${category} or resource.terms && sought.terms)
        and (resource.unit_id is distinct from sought.unit_id or resource.provider is not null)
        and (resource.available_until is null or resource.available_until >= ${fixed}.today)
      offset 0
    ) pair
  ), candidates as materialized (
    select
      sought.alliance_id,
      sought.id as sought_id,
      resource.id as resource_id,
      resource.unit_id,
      resource.quantity,
      sought.quantity as asked,
      compared.same_category,
      compared.words,
      fact.*,
      compared.base + ${number(WEIGHTS.place)} * ${PLACE_VALUE} + ${number(WEIGHTS.time)} * fact.overlap as base
    from compared
    cross join fixed ${fixed}
    join ${others} ${other} on ${other}.alliance_id = ${fixed}.alliance_id and ${other}.id = compared.id
    left join near on near.id = ${other}.territory_id
    cross join lateral (
      select ${fixed}.today, greatest(sought.needed_by, ${fixed}.today) as due
    ) day
    cross join lateral (
      select
        ${PLACE} as place,
        ${OVERLAP} as overlap
      offset 0
    ) fact
    where compared.${cut(raw('compared'), AFTER_WORDS)}
  )
  select candidate.*, booked.vacant, record.kept, ${SCORE} as score
  from candidates candidate
  cross join lateral (
    select greatest(candidate.quantity - count(distinct booking.slot), 0)::int as vacant
    from bookings booking
    where booking.alliance_id = candidate.alliance_id
      and booking.resource_id = candidate.resource_id
      and booking.status in ('REQUESTED', 'CONFIRMED')
      and booking.ends_at > now()
  ) booked
  cross join lateral (
    select (
      (select count(*)
       from (
         select done.id
         from joint_projects done
         where done.alliance_id = candidate.alliance_id
           and done.lead_unit_id = candidate.unit_id
           and done.status in ('COMPLETED', 'EVALUATED')
         union
         select done.id
         from project_participants part
         join joint_projects done on done.alliance_id = part.alliance_id and done.id = part.project_id
         where part.alliance_id = candidate.alliance_id
           and part.unit_id = candidate.unit_id
           and done.status in ('COMPLETED', 'EVALUATED')
       ) completed)
      + (select count(*)
         from agreement_parties party
         join commitments commitment on commitment.alliance_id = party.alliance_id and commitment.party_id = party.id
         where party.alliance_id = candidate.alliance_id
           and party.unit_id = candidate.unit_id
           and commitment.status = 'FULFILLED')
    )::int as kept
  ) record
  where candidate.${cut(raw('candidates'), AFTER_PLACE)}`;
}

/** What of an entry is compared: as `list_terms` takes it. */
function compared(entry: string): Sql {
  return raw(`left(${entry}.title, 500) || ' ' || left(coalesce(${entry}.description, ''), 500)`);
}

/** The best so many matches of a need or a resource, as rows of `Match`. */
export function bestMatches(fixed: Fixed, first: Sql): Sql {
  const other = raw(fixed.side === 'resource' ? 'sought_id' : 'resource_id');
  const cut: Cut = (table, atMost) => sql`base >= ${number(-atMost)} + coalesce((
      select min(best.base)
      from (
        select base
        from ${table}
        order by base desc
        limit ${first}
      ) best
    ), 0)`;
  return sql`(
  select
    ranked.alliance_id,
    need.id as need_id,
    need.status as need_status,
    need.unit_id as need_unit_id,
    resource.id as resource_id,
    resource.status as resource_status,
    resource.unit_id as resource_unit_id,
    ranked.same_category,
    ranked.words,
    ${compared('need')} as said,
    ${compared('resource')} as offered,
    ranked.place,
    ranked.overlap,
    ranked.asked,
    ranked.vacant,
    ranked.kept,
    ranked.score
  from (
    select *
    from (${scored(fixed, cut)}) pair
    order by score desc, ${other}
    limit ${first}
  ) ranked
  join needs need on need.alliance_id = ranked.alliance_id and need.id = ranked.sought_id
  join resources resource on resource.alliance_id = ranked.alliance_id and resource.id = ranked.resource_id
)`;
}

/** A unit that something fits, by the best of what it offers. */
export interface FittingUnit extends PairFacts {
  readonly unitId: string;
}

/** The units whose resources a need, or a posted project, fits well enough; none that take part in the project already. */
export async function fittingUnits(
  manager: EntityManager,
  side: 'need' | 'project',
  allianceId: string,
  id: string,
): Promise<FittingUnit[]> {
  return manager.query(FITTING[side], [allianceId, id]);
}

const FITTING = { need: fitting('need', 'needs'), project: fitting('project', 'joint_projects') } as const;

function fitting(side: 'need' | 'project', table: string): string {
  const cut: Cut = (_, atMost) => sql`base >= ${number(OPPORTUNITY - atMost)}`;
  const best = sql`
    select distinct on (unit_id) *
    from (${scored({ side, allianceId: raw('$1::uuid'), id: raw('$2::uuid') }, cut)}) pair
    where score >= ${number(OPPORTUNITY)}
    order by unit_id, score desc, resource_id`;
  return render(sql`
  select
    ranked.unit_id as "unitId",
    ranked.same_category as "sameCategory",
    ${compared('sought')} as said,
    ${compared('resource')} as offered,
    ranked.place,
    ranked.overlap,
    ranked.asked,
    ranked.vacant,
    ranked.kept
  from (${best}) ranked
  join ${raw(table)} sought on sought.alliance_id = ranked.alliance_id and sought.id = ranked.sought_id
  join resources resource on resource.alliance_id = ranked.alliance_id and resource.id = ranked.resource_id
  where not exists (
    select
    from project_participants part
    where part.alliance_id = ranked.alliance_id
      and part.project_id = ranked.sought_id
      and part.unit_id = ranked.unit_id
  )
  order by ranked.unit_id`).text;
}
