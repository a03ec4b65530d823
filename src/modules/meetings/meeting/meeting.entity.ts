import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Alliance, AllianceRow, OfAlliance, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { AreaGroup, SectorGroup } from '../../alliance/group/group.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { Territory } from '../../alliance/territory/territory.entity';
import { ChangeColumn, DayColumn, EnumColumn, MomentColumn } from '../../../platform/database/columns';
import { Person } from '../../../platform/identity/person/person.entity';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';

export enum MeetingKind {
  JOINT = 'JOINT',
  LEADING_GROUP = 'LEADING_GROUP',
  SECTOR_EXCHANGE = 'SECTOR_EXCHANGE',
  AREA = 'AREA',
  COMMUNITY = 'COMMUNITY',
  GRID_COUNCIL = 'GRID_COUNCIL',
  DISPATCH = 'DISPATCH',
  SHOWCASE = 'SHOWCASE',
  CONSULTATION = 'CONSULTATION',
  ROUND_TABLE = 'ROUND_TABLE',
  OBSERVATION_ROOM = 'OBSERVATION_ROOM',
  SUPERVISION = 'SUPERVISION',
  CULTURE = 'CULTURE',
  OTHER = 'OTHER',
}
describeEnum(MeetingKind, {
  name: 'MeetingKind',
  description: 'What kind of meeting it is (会议类型).',
  values: {
    JOINT: 'A joint meeting (联席会议).',
    LEADING_GROUP: 'Of the leading group (领导小组会).',
    SECTOR_EXCHANGE: 'An exchange within a sector (界别交流).',
    AREA: 'Of an area group (片区会).',
    COMMUNITY: 'Of a community (社区会).',
    GRID_COUNCIL: 'A council of a grid (网格议事).',
    DISPATCH: 'Where work is shared out (调度会).',
    SHOWCASE: 'Where results are shown (成果展示).',
    CONSULTATION: 'A question is put to experts (专题会商).',
    ROUND_TABLE: 'A round table on everyday life (民生圆桌会).',
    OBSERVATION_ROOM: 'Where residents say what they see (民情观察室).',
    SUPERVISION: 'Of the people who supervise (大众监督团).',
    CULTURE: 'A cultural event (文化活动).',
    OTHER: 'Another one (其他).',
  },
});

export enum MeetingStatus {
  DRAFT = 'DRAFT',
  SCHEDULED = 'SCHEDULED',
  IN_SESSION = 'IN_SESSION',
  RECESS = 'RECESS',
  CLOSED = 'CLOSED',
  CANCELLED = 'CANCELLED',
}
describeEnum(MeetingStatus, {
  name: 'MeetingStatus',
  description: 'How far a meeting is (会议状态).',
  values: {
    DRAFT: 'Being prepared, and not announced yet (草稿).',
    SCHEDULED: 'Announced (已安排).',
    IN_SESSION: 'Being held (进行中).',
    RECESS: 'Interrupted (休会).',
    CLOSED: 'Over (已结束).',
    CANCELLED: 'Called off (已取消).',
  },
});

export enum Visibility {
  PUBLIC = 'PUBLIC',
  MEMBERS = 'MEMBERS',
  CLOSED = 'CLOSED',
}
describeEnum(Visibility, {
  name: 'Visibility',
  description: 'Who may see a meeting or an agenda item (公开范围).',
  values: {
    PUBLIC: 'Anyone (公开).',
    MEMBERS: 'Representatives of member units and role holders (成员可见).',
    CLOSED: "The meeting's participants and organisers (参会者可见).",
  },
});

export enum AttendanceResponse {
  INVITED = 'INVITED',
  ACCEPTED = 'ACCEPTED',
  DECLINED = 'DECLINED',
}
describeEnum(AttendanceResponse, {
  name: 'AttendanceResponse',
  description: 'What an invited unit has answered (答复).',
  values: {
    INVITED: 'Nothing yet (已邀请).',
    ACCEPTED: 'Comes (将出席).',
    DECLINED: 'Does not come; another unit may act for it (不出席).',
  },
});

export enum GuestCapacity {
  RESIDENT = 'RESIDENT',
  EXPERT = 'EXPERT',
  DEPARTMENT = 'DEPARTMENT',
  SUPERVISOR = 'SUPERVISOR',
}
describeEnum(GuestCapacity, {
  name: 'GuestCapacity',
  description: 'As what a guest is at the table (列席身份).',
  values: {
    RESIDENT: 'A resident (居民).',
    EXPERT: 'An expert (专家).',
    DEPARTMENT: 'Of a government department (部门).',
    SUPERVISOR: 'A supervisor (监督员).',
  },
});

@Entity('joint_meetings')
@ObjectType({ implements: Node, description: 'A joint meeting (联席会议).' })
export class JointMeeting extends AllianceRow {
  @Field(() => Alliance, { description: 'The alliance (联合会).' }) @OfAlliance() alliance!: Alliance;
  @Field(() => MeetingKind, { description: 'What kind of meeting it is (会议类型).' }) @EnumColumn() kind!: MeetingKind;
  @Field(() => String, { description: 'The title (名称).' }) @Column('text') title!: string;
  @Field(() => MeetingStatus, { description: 'How far it is (状态).' }) @EnumColumn() status!: MeetingStatus;
  @Field(() => Visibility, { description: 'Who may see it (公开范围).' }) @EnumColumn() visibility!: Visibility;
  /** The least access level that sees it: 1 the public … 4 those who run it (see meeting.access). */
  @Column('smallint') audience!: number;
  @Column('uuid', { nullable: true }) sectorGroupId!: string | null;
  @ManyToOne(() => SectorGroup) @WithinAlliance('sector_group_id') sectorGroup!: SectorGroup | null;
  @Column('uuid', { nullable: true }) areaGroupId!: string | null;
  @ManyToOne(() => AreaGroup) @WithinAlliance('area_group_id') areaGroup!: AreaGroup | null;
  @Column('uuid', { nullable: true }) territoryId!: string | null;
  @ManyToOne(() => Territory) @WithinAlliance('territory_id') territory!: Territory | null;
  @Field(() => DateTime, { description: 'The planned start (计划开始时间).' }) @MomentColumn() startsAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'The planned end (计划结束时间).' })
  @MomentColumn({ nullable: true })
  endsAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Where it is held (地点).' })
  @Column('text', { nullable: true })
  venue!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was opened (开会时间).' })
  @MomentColumn({ nullable: true })
  openedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was closed (闭会时间).' })
  @MomentColumn({ nullable: true })
  closedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was cancelled (取消原因).' })
  @Column('text', { nullable: true })
  cancelReason!: string | null;
  @Column('int', { nullable: true }) quorumRequired!: number | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'How often each unit may ask to speak to an item, points of order aside (单位发言次数上限); null: as often as it likes.',
  })
  @Column('int', { nullable: true })
  turnsPerUnit!: number | null;
  /** The series that it is of, and the day that the series has it on, wherever it is moved to since. */
  @Column('uuid', { nullable: true }) seriesId!: string | null;
  @DayColumn({ nullable: true }) seriesOn!: string | null;
  /** The room's secret, from which the changing check-in codes are made. */
  @Column('bytea', { select: false }) checkInSecret!: Buffer;
  @Field(() => Int, { description: 'Grows with every change; for `expectedVersion` (版本).' })
  @Column('int')
  version!: number;
  @Field(() => DateTime, { description: 'When `version` last grew (更新时间).' })
  @ChangeColumn()
  updatedAt!: Date;
  /** Grows by one with every change to the live state; the agenda's revision. */
  @Column('int') revision!: number;
  /** The moment of its last revision; null where nothing has happened since that is kept. */
  @MomentColumn({ nullable: true }) changedAt!: Date | null;
  /** The last revision that may have changed somebody's access level: an invitation, an organiser, the visibility. */
  @Column('int') rightsRevision!: number;
}

@Entity('meeting_organisers')
export class MeetingOrganiser {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') meetingId!: string;
  @PrimaryColumn('uuid') personId!: string;
  @ManyToOne(() => JointMeeting) @WithinAlliance('meeting_id') meeting!: JointMeeting;
  @ManyToOne(() => Person) @JoinColumn({ name: 'person_id', referencedColumnName: 'id' }) person!: Person;
}

@Entity('attendances')
@ObjectType({ implements: Node, description: "A unit's invitation to a meeting, and what came of it (邀请与签到)." })
export class Attendance extends AllianceRow {
  @Column('uuid') meetingId!: string;
  @ManyToOne(() => JointMeeting) @WithinAlliance('meeting_id') meeting!: JointMeeting;
  @Column('uuid') unitId!: string;
  @Field(() => MemberUnit, { description: 'The unit that is invited (受邀单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit;
  @Field(() => String, { nullable: true, description: 'Who comes for the unit (参会代表).' })
  @Column('text', { nullable: true })
  representative!: string | null;
  @Field(() => AttendanceResponse, { description: 'Its answer to the invitation (回执).' })
  @EnumColumn()
  response!: AttendanceResponse;
  @Field(() => Boolean, { description: 'Whether it is there (是否到会).' }) @Column('boolean') present!: boolean;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was checked in; null when it is not there (签到时间).',
  })
  @MomentColumn({ nullable: true })
  checkedInAt!: Date | null;
  @Column('uuid', { nullable: true }) proxyUnitId!: string | null;
  @Field(() => MemberUnit, {
    nullable: true,
    description: 'The invited unit that stands in for this one, which does not come (委托).',
  })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('proxy_unit_id')
  proxy!: MemberUnit | null;
}

@Entity('guests')
@ObjectType({ implements: Node, description: 'A resident, expert, department or supervisor at the table (列席).' })
export class Guest extends AllianceRow {
  @Column('uuid') meetingId!: string;
  @ManyToOne(() => JointMeeting) @WithinAlliance('meeting_id') meeting!: JointMeeting;
  @Field(() => String, { description: 'The name (姓名).' }) @Column('text') name!: string;
  @Field(() => GuestCapacity, { description: 'In what capacity they come (身份).' })
  @EnumColumn()
  capacity!: GuestCapacity;
  @Field(() => Boolean, { description: 'Whether they are there (是否到会).' }) @Column('boolean') present!: boolean;
}

@ObjectType({ description: 'Other meetings at the same time that share something with a meeting (时间冲突).' })
export class MeetingClashes {}

@ObjectType({ description: 'How many units must be present, and how many are (法定人数).' })
export class Quorum {}
