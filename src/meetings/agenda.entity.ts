import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { AllianceRow, WithinAlliance } from '../alliance/alliance.entity';
import { MemberUnit } from '../alliance/member-unit.entity';
import { EnumColumn, MomentColumn } from '../platform/database/columns';
import { Node } from '../platform/reads/node';
import { DateTime } from '../platform/reads/scalars';
import { JointMeeting, Visibility } from './meeting.entity';

export enum AgendaItemKind {
  REPORT = 'REPORT', DISCUSSION = 'DISCUSSION', DECISION = 'DECISION', SIGNING = 'SIGNING', SHOWCASE = 'SHOWCASE',
  INFORMATION = 'INFORMATION', BREAK = 'BREAK',
}
registerEnumType(AgendaItemKind, { name: 'AgendaItemKind', description: '汇报、讨论、表决、签约、展示、通报、休息。' });

export enum AgendaItemState {
  PENDING = 'PENDING', ACTIVE = 'ACTIVE', PAUSED = 'PAUSED', DONE = 'DONE', POSTPONED = 'POSTPONED', WITHDRAWN = 'WITHDRAWN',
}
registerEnumType(AgendaItemState, { name: 'AgendaItemState', description: '未开始、进行中、已暂停、已完成、延期、撤回。' });

@ObjectType({
  implements: Node,
  description: "The agenda (议程) as the viewer may see it. `revision` grows by one with every change to the meeting's live state, whoever may see that change.",
})
export class Agenda extends Node {
  @Field(() => Int) revision!: number;
}

@Entity('agenda_items')
@ObjectType({ implements: Node, description: 'An item of an agenda (议程项).' })
export class AgendaItem extends AllianceRow {
  @Column('uuid') meetingId!: string;
  @Field(() => JointMeeting) @ManyToOne(() => JointMeeting) @WithinAlliance('meeting_id') meeting!: JointMeeting;
  @Column('uuid', { nullable: true }) parentId!: string | null;
  @Field(() => AgendaItem, { nullable: true })
  @ManyToOne(() => AgendaItem) @WithinAlliance('parent_id') parent!: AgendaItem | null;
  /** Its place among its siblings, from 1. */
  @Column('int') position!: number;
  /** Its place in the whole agenda as printed, from 1: each parent before its children. */
  @Column('int') ordinal!: number;
  @Field(() => String) @Column('text') title!: string;
  @Field(() => String, { nullable: true }) @Column('text', { nullable: true }) description!: string | null;
  @Field(() => AgendaItemKind) @EnumColumn() kind!: AgendaItemKind;
  @Field(() => AgendaItemState) @EnumColumn() state!: AgendaItemState;
  @Field(() => Visibility) @EnumColumn() visibility!: Visibility;
  /** The least level of audience that sees it, its meeting and all items above it considered. */
  @Column('smallint') audience!: number;
  @Column('uuid', { nullable: true }) presenterUnitId!: string | null;
  @Field(() => MemberUnit, { nullable: true, description: 'The unit that presents it (汇报单位).' })
  @ManyToOne(() => MemberUnit) @WithinAlliance('presenter_unit_id') presenterUnit!: MemberUnit | null;
  @Field(() => String, { nullable: true }) @Column('text', { nullable: true }) presenter!: string | null;
  @Field(() => Int, { nullable: true, description: 'Minutes planned for the item itself, without its children.' })
  @Column('int', { nullable: true }) plannedMinutes!: number | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was last set going.' })
  @MomentColumn({ nullable: true }) startedAt!: Date | null;
  /** When it was last paused or ended. */
  @MomentColumn({ nullable: true }) stoppedAt!: Date | null;
  @Field(() => Int, { description: 'Seconds on the clock when last paused or finished; add now - startedAt while ACTIVE.' })
  @Column('int') elapsedSeconds!: number;
  /** As printed for each level of audience: the public, members, participants. Null where it is hidden. */
  @Column('text', { array: true }) numbers!: (string | null)[];
  /** When it is due to begin, for each level of audience; null once it has begun, or where it is hidden. */
  @Column('timestamptz', { array: true }) expectedStarts!: (Date | null)[];
  @Field(() => Int) @Column('int') version!: number;
}
