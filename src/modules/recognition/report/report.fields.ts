import { Float, Int } from 'type-graphql';
import { declareAccess, everyone, extendAccess, type Rule } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { join, literal, sql, type Sql } from '../../../platform/database/sql';
import { InvalidArgument } from '../../../platform/errors/errors';
import { declareFields, type WithArguments } from '../../../platform/reads/declarations';
import { Day } from '../../../platform/reads/scalars';
import { CONCLUDED } from '../../agreements';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { byCurrentPeople, byMembers, type OfAlliance } from '../../alliance/shared/rights';
import { AllianceReport, UnitAssessment } from './report.entity';
import { LIMITS } from '../../../platform/budgets';
import './report.messages';

/** Both days belong to the period. */
const PERIOD: WithArguments = {
  arguments: {
    from: { type: () => Day, parameterType: 'date', description: 'Its first day (起始日).' },
    to: { type: () => Day, parameterType: 'date', description: 'Its last day (截止日).' },
  },
  check: ({ from, to }) => {
    if (String(from) > String(to)) throw new InvalidArgument('to', 'report.endsBeforeStart');
  },
};

/** A row that is read over a period. */
type Reported = Pick<Row<OfAlliance>, '$arguments'>;

const zoneOf = (allianceId: Sql): Sql => sql`(
    select zone.time_zone
    from alliances zone
    where zone.id = ${allianceId}
  )`;
const begins = (row: Reported, allianceId: Sql): Sql =>
  sql`(${row.$arguments['from'] as Sql}::timestamp at time zone ${zoneOf(allianceId)})`;
const ends = (row: Reported, allianceId: Sql): Sql =>
  sql`((${row.$arguments['to'] as Sql} + 1)::timestamp at time zone ${zoneOf(allianceId)})`;

/** Whether a moment falls in the period, by the days of the alliance. */
const during = (row: Reported, allianceId: Sql, moment: Sql): Sql =>
  sql`(${moment} >= ${begins(row, allianceId)}
    and ${moment} < ${ends(row, allianceId)})`;
const onDay = (row: Reported, day: Sql): Sql =>
  sql`${day} between ${row.$arguments['from'] as Sql} and ${row.$arguments['to'] as Sql}`;

/** Units that were members on the period's last day: without a joining date always, and not on the day of leaving. */
const wasMember = (unit: Sql, row: Reported): Sql => sql`(not ${unit}.host
  and ${unit}.status in ('ACTIVE', 'SUSPENDED', 'LEFT')
  and coalesce(${unit}.joined_on, '-infinity') <= ${row.$arguments['to'] as Sql}
  and coalesce(${unit}.left_on, 'infinity') > ${row.$arguments['to'] as Sql})`;

const concluded = join(
  CONCLUDED.map((status) => literal(status)),
  ', ',
);

declareFields<Alliance>(AllianceReport, (field) => ({
  memberUnits: field.expression(
    () => Int,
    'number',
    (alliance) =>
      sql`(
        select count(*)
        from member_units unit
        where unit.alliance_id = ${alliance.id}
          and ${wasMember(sql`unit`, alliance)}
      )`,
    {
      description: 'Member units on the last day (成员单位数); hosts are none.',
    },
  ),
  agreementsSigned: field.expression(
    () => Int,
    'number',
    (alliance) => sql`(
      select count(*)
      from agreements a
      where a.alliance_id = ${alliance.id}
        and a.status in (${concluded})
        and ${during(
          alliance,
          alliance.id,
          sql`(
            select max(e.at)
            from agreement_events e
            where e.alliance_id = a.alliance_id
              and e.agreement_id = a.id
              and e.kind = 'SIGNED'
          )`,
        )}
    )`,
    {
      description: 'Agreements whose last signature was given in the period (签订协议数).',
    },
  ),
  agreementsActive: field.expression(
    () => Int,
    'number',
    (alliance) => sql`(
      select count(*)
      from agreements a
      where a.alliance_id = ${alliance.id}
        and a.activated_at < ${ends(alliance, alliance.id)}
        and not exists (
          select
          from agreement_events e
          where e.alliance_id = a.alliance_id
            and e.agreement_id = a.id
            and e.kind in ('COMPLETED', 'EXPIRED', 'TERMINATED')
            and e.at < ${ends(alliance, alliance.id)}
        )
    )`,
    {
      description: 'Agreements in force at the end of the last day (生效协议数).',
    },
  ),
  meetingsHeld: field.expression(
    () => Int,
    'number',
    (alliance) => sql`(
      select count(*)
      from joint_meetings m
      where m.alliance_id = ${alliance.id}
        and m.status = 'CLOSED'
        and ${during(alliance, alliance.id, sql`m.opened_at`)}
    )`,
    {
      description: 'Meetings that were opened in the period and are closed (召开会议数).',
    },
  ),
  projectsPosted: field.expression(
    () => Int,
    'number',
    (alliance) => sql`(
      select count(*)
      from joint_projects p
      where p.alliance_id = ${alliance.id}
        and ${during(alliance, alliance.id, sql`p.posted_at`)}
    )`,
    {
      description: 'Joint projects that were posted in the period (发布项目数).',
    },
  ),
  projectsCompleted: field.expression(
    () => Int,
    'number',
    (alliance) => sql`(
      select count(*)
      from joint_projects p
      where p.alliance_id = ${alliance.id}
        and ${during(alliance, alliance.id, sql`p.completed_at`)}
    )`,
    {
      description: 'Joint projects that were completed in the period (完成项目数).',
    },
  ),
  unvisited: field.many(() => MemberUnit, {
    shown: LIMITS.longListObjects,
    nullable: true,
    estimatedCount: 30,
    description: 'Member units on the last day that nobody visited in the period (未走访单位); for members.',
    on: (unit, alliance) => sql`${unit.allianceId} = ${alliance.id}
      and not ${unit.host}
      and ${unit.status} in ('ACTIVE', 'SUSPENDED', 'LEFT')
      and coalesce(${unit.joinedOn}, '-infinity') <= ${alliance.$arguments['to'] as Sql}
      and coalesce(${unit.leftOn}, 'infinity') > ${alliance.$arguments['to'] as Sql}
      and not exists (
        select
        from visits v
        where v.alliance_id = ${unit.allianceId}
          and v.unit_id = ${unit.id}
          and ${onDay(alliance, sql`v.visited_on`)}
      )`,
  }),
}));

const invited = (unit: Row<MemberUnit>): Sql => sql`attendances own
  join joint_meetings m on m.alliance_id = own.alliance_id and m.id = own.meeting_id
  where own.alliance_id = ${unit.allianceId}
    and own.unit_id = ${unit.id}
    and m.status = 'CLOSED'
    and ${during(unit, unit.allianceId, sql`m.opened_at`)}`;

/** What it undertook in agreements that came into force. */
const undertaken = (unit: Row<MemberUnit>): Sql => sql`commitments c
  join agreement_parties p on p.alliance_id = c.alliance_id and p.id = c.party_id
  join agreements a on a.alliance_id = c.alliance_id and a.id = c.agreement_id and a.activated_at is not null
  where p.alliance_id = ${unit.allianceId}
    and p.unit_id = ${unit.id}`;

/** Work that meetings gave it, and that was not called off. */
const given = (unit: Row<MemberUnit>): Sql => sql`action_item_units own
  join action_items work on work.alliance_id = own.alliance_id and work.id = own.action_item_id and work.status <> 'CANCELLED'
  where own.alliance_id = ${unit.allianceId}
    and own.unit_id = ${unit.id}`;

/** Whether a project was carried out in the period: begun by its end, and not completed before it began. */
const wentOn = (unit: Row<MemberUnit>): Sql => sql`(
  p.status in ('UNDERWAY', 'COMPLETED', 'EVALUATED')
  and p.started_at < ${ends(unit, unit.allianceId)}
  and coalesce(p.completed_at, 'infinity') >= ${begins(unit, unit.allianceId)}
)`;

declareFields<MemberUnit>(UnitAssessment, (field) => ({
  meetingsInvited: field.expression(
    () => Int,
    'number',
    (unit) => sql`(
      select count(*)
      from ${invited(unit)}
    )`,
    {
      description: 'Closed meetings of the period that it was invited to (受邀会议数).',
    },
  ),
  meetingsAttended: field.expression(
    () => Int,
    'number',
    (unit) => sql`(
      select count(*)
      from ${invited(unit)}
        and own.present
    )`,
    {
      description: 'Of these, those that it came to (出席会议数).',
    },
  ),
  commitmentsDue: field.expression(
    () => Int,
    'number',
    (unit) => sql`(
      select count(*)
      from ${undertaken(unit)}
        and ${onDay(unit, sql`c.due_on`)}
    )`,
    {
      description: 'Commitments that were due in the period (到期承诺数).',
    },
  ),
  commitmentsFulfilled: field.expression(
    () => Int,
    'number',
    (unit) => sql`(
      select count(*)
      from ${undertaken(unit)}
        and ${onDay(unit, sql`c.fulfilled_on`)}
    )`,
    {
      description: 'Commitments that it fulfilled in the period (履行承诺数).',
    },
  ),
  actionItemsDue: field.expression(
    () => Int,
    'number',
    (unit) => sql`(
      select count(*)
      from ${given(unit)}
        and ${onDay(unit, sql`work.due_on`)}
    )`,
    {
      description: 'Action items that meetings gave it and that were due in the period (到期决定事项数).',
    },
  ),
  actionItemsDone: field.expression(
    () => Int,
    'number',
    (unit) => sql`(
      select count(*)
      from ${given(unit)}
        and ${during(unit, unit.allianceId, sql`work.done_at`)}
    )`,
    {
      description: 'Action items that were done in the period, by it or together with others (办结决定事项数).',
    },
  ),
  projectsLed: field.expression(
    () => Int,
    'number',
    (unit) => sql`(
      select count(*)
      from joint_projects p
      where p.alliance_id = ${unit.allianceId}
        and p.lead_unit_id = ${unit.id}
        and ${wentOn(unit)}
    )`,
    {
      description: 'Joint projects that it led while they were carried out in the period (牵头项目数).',
    },
  ),
  projectsJoined: field.expression(
    () => Int,
    'number',
    (unit) => sql`(
      select count(*)
      from project_participants part
      join joint_projects p on p.alliance_id = part.alliance_id and p.id = part.project_id
      where part.alliance_id = ${unit.allianceId}
        and part.unit_id = ${unit.id}
        and p.lead_unit_id is distinct from part.unit_id
        and ${wentOn(unit)}
    )`,
    {
      description:
        'Joint projects of others that it took part in while they were carried out in the period (参与项目数).',
    },
  ),
  membersReported: field.expression(
    () => Int,
    'number',
    (unit) => sql`(
      select count(*)
      from member_reports r
      where r.alliance_id = ${unit.allianceId}
        and r.unit_id = ${unit.id}
        and ${onDay(unit, sql`r.reported_on`)}
    )`,
    {
      description: 'Its members who reported to a territory in the period (报到党员数).',
    },
  ),
  commitmentRating: field.expression(
    () => Float,
    'number',
    (unit) => sql`(
      select avg(g.rating)::float8
      from commitment_ratings g
      where g.alliance_id = ${unit.allianceId}
        and ${during(unit, unit.allianceId, sql`g.rated_at`)}
        and g.commitment_id in (
          select c.id
          from ${undertaken(unit)}
        )
    )`,
    {
      nullable: true,
      description:
        'How other parties judged in the period how it kept its commitments, 1 to 5 on average (双向监督评分); null when nobody did.',
    },
  ),
}));

declareAccess<Alliance>(AllianceReport, {
  source: () => Alliance,
  row: everyone,
  open: ['memberUnits', 'agreementsSigned', 'agreementsActive', 'projectsPosted', 'projectsCompleted', 'meetingsHeld'],
  rules: {
    unvisited: ((alliance) => byMembers({ allianceId: alliance.id } as unknown as Row<OfAlliance>)) as Rule<Alliance>,
  },
});
declareAccess<MemberUnit>(UnitAssessment, {
  source: () => MemberUnit,
  row: byCurrentPeople,
  open: [
    'meetingsInvited',
    'meetingsAttended',
    'commitmentsDue',
    'commitmentsFulfilled',
    'actionItemsDue',
    'actionItemsDone',
    'projectsLed',
    'projectsJoined',
    'membersReported',
    'commitmentRating',
  ],
});

declareFields(Alliance, (field) => ({
  report: field.view(() => AllianceReport, {
    ...PERIOD,
    description: 'The figures that the alliance is judged by, over a period (工作报告).',
  }),
}));
declareFields(MemberUnit, (field) => ({
  assessment: field.view(() => UnitAssessment, {
    ...PERIOD,
    nullable: true,
    description: 'What it did over a period, in figures (考核); for its people until it leaves, and the secretariat.',
  }),
}));
extendAccess<Alliance>(Alliance, { open: ['report'] });
extendAccess<MemberUnit>(MemberUnit, { rules: { assessment: byCurrentPeople } });
