import { createUnionType, Field, ID, InputType, Int } from 'type-graphql';
import { extendAccess } from '../../../platform/access/access';
import type { Row } from '../../../platform/access/row';
import { sql, TRUE, type Sql } from '../../../platform/database/sql';
import { Person } from '../../../platform/identity/person/person.entity';
import {
  declareFields,
  declareRoots,
  root,
  type CommonOptions,
  type ConnectionOptions,
  type Order,
} from '../../../platform/reads/declarations';
import { describeEnum } from '../../../platform/reads/enums';
import { after, among, before, containing, linked, related, UPDATED_AFTER } from '../../../platform/reads/filters';
import { OrderDirection } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';
import { Alliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { ownUnits, person } from '../../alliance/shared/rights';
import { AreaGroup, SectorGroup } from '../../alliance/group/group.entity';
import { Territory } from '../../alliance/territory/territory.entity';
import { Agenda } from '../agenda/agenda.entity';
import { checkInCodes } from '../shared/check-in-code';
import { seesAttendance } from './meeting.access';
import { Attendance, Guest, JointMeeting, MeetingKind, MeetingStatus, Quorum } from './meeting.entity';
import { MOST_GUESTS, MOST_ORGANISERS, MOST_UNITS } from './meeting.inputs';

export const MeetingScope = createUnionType({
  name: 'MeetingScope',
  description: 'Whose meeting it is: the whole alliance, a sector group, an area group or a territory (会议范围).',
  types: () => [Alliance, SectorGroup, AreaGroup, Territory] as const,
});

@InputType({ description: 'Which meetings (会议筛选).' })
export class JointMeetingFilter {
  @Field(() => String, { nullable: true, description: 'Occurs in the title or the venue (文字).' }) text?: string;
  @Field(() => [MeetingKind], { nullable: true, description: 'Of one of these kinds (会议类型).' })
  kinds?: MeetingKind[];
  @Field(() => [MeetingStatus], { nullable: true, description: 'In one of these statuses (状态).' })
  statuses?: MeetingStatus[];
  @Field(() => ID, { nullable: true, description: 'Of this alliance as a whole, group or territory (会议范围).' })
  scopeId?: string;
  @Field(() => DateTime, { nullable: true, description: 'Planned to start after this moment (开始时间晚于).' })
  startsAfter?: Date;
  @Field(() => DateTime, { nullable: true, description: 'Planned to start before this moment (开始时间早于).' })
  startsBefore?: Date;
  @Field(() => ID, { nullable: true, description: 'A unit that is invited (受邀单位); for members.' }) unitId?: string;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True: a unit of the viewer’s is invited, has not answered, and still may (待我答复).',
  })
  awaitingMyAnswer?: boolean;
  @Field(() => DateTime, { nullable: true, description: UPDATED_AFTER }) updatedAfter?: Date;
}

enum JointMeetingOrderField {
  STARTS_AT = 'STARTS_AT',
  UPDATED_AT = 'UPDATED_AT',
}
describeEnum(JointMeetingOrderField, {
  name: 'JointMeetingOrderField',
  description: 'What meetings are ordered by (排序字段).',
  values: {
    STARTS_AT: 'By the planned start (开始时间).',
    UPDATED_AT: 'By the moment of the last change (更新时间).',
  },
});

@InputType({ description: 'In which order (排序).' })
export class JointMeetingOrder {
  @Field(() => JointMeetingOrderField, { description: 'By what (排序字段).' }) field!: JointMeetingOrderField;
  @Field(() => OrderDirection, { description: 'Upwards or downwards (方向).' }) direction!: OrderDirection;
}

/** The id of what a meeting is of: a group, a territory, or the alliance as a whole. */
const scopeOf = (meeting: Row<JointMeeting>): Sql =>
  sql`coalesce(${meeting.sectorGroupId}, ${meeting.areaGroupId}, ${meeting.territoryId}, ${meeting.allianceId})`;

export const newestFirst: Order<JointMeeting> = {
  tag: 'starts',
  expression: (meeting) => meeting.startsAt,
  type: 'timestamptz',
  direction: 'desc',
};

const byChange: Order<JointMeeting> = {
  tag: 'updated',
  expression: (meeting) => meeting.updatedAt,
  type: 'timestamptz',
  direction: 'asc',
};

/** Row ids of the meetings that a unit is invited to, as a query. */
export const meetingsInviting = (unitId: Sql): Sql => sql`
  select invited.meeting_id
  from attendances invited
  where invited.alliance_id = (
      select unit.alliance_id
      from member_units unit
      where unit.id = ${unitId}
    )
    and invited.unit_id = ${unitId}`;

/** Who is invited is for those who see the attendance: never for nobody in particular, which is known before any row is read. */
const seesInvited = (meeting: Row<JointMeeting>): Sql => sql`${person} is not null and ${seesAttendance(meeting)}`;

/** Of all whose invitation a unit of the viewer's has not answered. */
const unanswered = sql`
  select mine.meeting_id
  from unnest(${ownUnits}) own(id)
  cross join lateral (${meetingsInviting(sql`own.id`)} and invited.response = 'INVITED') mine`;

/** In which invitations can be answered: invitation.rules' `takesAnswers`. */
const TAKE_ANSWERS = ['SCHEDULED', 'IN_SESSION', 'RECESS'] as const;

const filter: ConnectionOptions<JointMeeting, object>['filter'] = {
  type: () => JointMeetingFilter,
  conditions: {
    text: containing<JointMeeting>(
      (meeting) => meeting.title,
      (meeting) => meeting.venue,
    ),
    kinds: among<JointMeeting>((meeting) => meeting.kind),
    statuses: among<JointMeeting>((meeting) => meeting.status),
    scopeId: related<JointMeeting>(
      ['alliance', 'sector', 'area', 'territory'],
      (meeting, id) => sql`${scopeOf(meeting)} = ${id}`,
    ),
    startsAfter: after<JointMeeting>((meeting) => meeting.startsAt),
    startsBefore: before<JointMeeting>((meeting) => meeting.startsAt),
    unitId: linked<JointMeeting>('unit', { ids: meetingsInviting }, seesInvited),
    awaitingMyAnswer: {
      parameterType: 'boolean',
      condition: () => TRUE,
      linked: { ids: () => unanswered, unordered: true },
      only: { value: (meeting) => meeting.status, entries: TAKE_ANSWERS },
    },
    updatedAfter: after<JointMeeting>((meeting) => meeting.updatedAt),
  },
};

const presentUnits = (meeting: Row<JointMeeting>): Sql => sql`(
  select count(*)
  from attendances present
  where present.alliance_id = ${meeting.allianceId}
    and present.meeting_id = ${meeting.id}
    and present.present
)`;

declareFields(JointMeeting, (field) => ({
  scope: field.oneOf(() => MeetingScope, {
    nullable: true,
    relations: ['sectorGroup', 'areaGroup', 'territory', 'alliance'],
    description: 'Whose meeting it is: the whole alliance, a sector group, an area group or a territory (会议范围).',
  }),
  previous: field.one(() => JointMeeting, {
    nullable: true,
    description:
      'The last meeting before it of the same scope and kind that the viewer may see; no draft and no cancelled one (上一次会议).',
    on: (earlier, meeting) => sql`${earlier.allianceId} = ${meeting.allianceId}
      and ${scopeOf(earlier)} = ${scopeOf(meeting)}
      and ${earlier.kind} = ${meeting.kind}
      and ${earlier.startsAt} < ${meeting.startsAt}
      and ${earlier.status} not in ('DRAFT', 'CANCELLED')`,
    order: (earlier) => sql`${earlier.startsAt} desc, ${earlier.id} desc`,
  }),
  organisers: field.many(() => Person, {
    most: MOST_ORGANISERS,
    description: 'Who runs it, besides those whose role lets them (组织者).',
    estimatedCount: 2,
    referred: true,
    on: (each, meeting) => sql`exists (
      select
      from meeting_organisers organiser
      where organiser.alliance_id = ${meeting.allianceId}
        and organiser.meeting_id = ${meeting.id}
        and organiser.person_id = ${each.id}
    )`,
  }),
  attendance: field.many(() => Attendance, {
    most: MOST_UNITS,
    by: 'meeting',
    nullable: true,
    estimatedCount: 30,
    description: 'Units invited; for members (受邀单位).',
  }),
  guests: field.many(() => Guest, {
    most: MOST_GUESTS,
    by: 'meeting',
    nullable: true,
    estimatedCount: 3,
    description: 'Residents, experts, departments at the table (圆桌会、议事厅); for members.',
  }),
  quorum: field.view(() => Quorum, { nullable: true, description: 'Null when none is asked for (法定人数).' }),
  checkInCode: field.computed(() => String, {
    nullable: true,
    secret: true,
    needs: ['checkInSecret'],
    cost: 5,
    load: checkInCodes,
    description: 'For the organisers: the code shown in the room (签到码); changes every 30 seconds.',
  }),
  agenda: field.view(() => Agenda, { description: 'The live agenda (议程).' }),
}));

declareFields<JointMeeting>(Quorum, (field) => ({
  required: field.expression(
    () => Int,
    'number',
    (meeting) => meeting.quorumRequired,
    { description: 'Units that must be there (法定人数).' },
  ),
  present: field.expression(() => Int, 'number', presentUnits, {
    description: 'Units that are there (到会单位数).',
  }),
  met: field.expression(
    () => Boolean,
    'boolean',
    (meeting) => sql`(${presentUnits(meeting)} >= ${meeting.quorumRequired})`,
    { description: 'Whether enough are there (是否达到).' },
  ),
}));

const meetingsOf = {
  filter,
  order: newestFirst,
  orders: { type: () => JointMeetingOrder, by: { STARTS_AT: newestFirst, UPDATED_AT: byChange } },
  description: 'Meetings, newest first unless otherwise ordered (会议).',
} satisfies CommonOptions<JointMeeting>;
declareFields(Alliance, (field) => ({
  meetings: field.connection(() => JointMeeting, { by: 'alliance', ...meetingsOf }),
}));
declareFields(SectorGroup, (field) => ({
  meetings: field.connection(() => JointMeeting, {
    ...meetingsOf,
    by: 'sectorGroup',
    description: 'Meetings of the group, newest first (会议).',
  }),
}));
declareFields(AreaGroup, (field) => ({
  meetings: field.connection(() => JointMeeting, {
    ...meetingsOf,
    by: 'areaGroup',
    description: 'Meetings of the group, newest first (会议).',
  }),
}));
declareFields(Territory, (field) => ({
  meetings: field.connection(() => JointMeeting, {
    ...meetingsOf,
    by: 'territory',
    description: 'Meetings of the territory, newest first (会议).',
  }),
}));
declareFields(MemberUnit, (field) => ({
  meetings: field.connection(() => JointMeeting, {
    ...meetingsOf,
    description: 'Meetings that it is invited to, newest first (受邀会议); for members.',
    on: (meeting, unit) => sql`${meeting.allianceId} = ${unit.allianceId} and ${seesInvited(meeting)}`,
    linked: { ids: (unit) => meetingsInviting(unit.id) },
  }),
}));
for (const scope of [Alliance, SectorGroup, AreaGroup, Territory]) extendAccess(scope, { open: ['meetings'] });
extendAccess(MemberUnit, { open: ['meetings'], concealed: { meetings: [] } });

declareRoots({
  meeting: root.byId(() => JointMeeting, {
    description: 'The meeting with this id (会议); null when there is none, or none that the viewer may see.',
  }),
});
