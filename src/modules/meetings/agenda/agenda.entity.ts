import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { Agreement } from '../../agreements/agreement/agreement.entity';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { Need } from '../../projects/need/need.entity';
import { JointProject } from '../../projects/project/project.entity';
import { EnumColumn, MomentColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';
import { Consultation } from '../consultation/consultation.entity';
import { JointMeeting, Visibility } from '../meeting/meeting.entity';

export enum AgendaItemKind {
  REPORT = 'REPORT',
  DISCUSSION = 'DISCUSSION',
  DECISION = 'DECISION',
  SIGNING = 'SIGNING',
  SHOWCASE = 'SHOWCASE',
  INFORMATION = 'INFORMATION',
  BREAK = 'BREAK',
}
describeEnum(AgendaItemKind, {
  name: 'AgendaItemKind',
  description: 'What is done with an agenda item (议程类型).',
  values: {
    REPORT: 'Somebody reports (汇报).',
    DISCUSSION: 'It is discussed (讨论).',
    DECISION: 'It is voted on (表决).',
    SIGNING: 'Agreements are signed (签约).',
    SHOWCASE: 'Something is shown (展示).',
    INFORMATION: 'Those present are informed (通报).',
    BREAK: 'A break (休息).',
  },
});

export enum AgendaItemState {
  PENDING = 'PENDING',
  ACTIVE = 'ACTIVE',
  PAUSED = 'PAUSED',
  DONE = 'DONE',
  POSTPONED = 'POSTPONED',
  WITHDRAWN = 'WITHDRAWN',
}
describeEnum(AgendaItemState, {
  name: 'AgendaItemState',
  description: 'How far an agenda item is (议程状态).',
  values: {
    PENDING: 'Has not begun (未开始).',
    ACTIVE: 'Is running; one at a time (进行中).',
    PAUSED: 'Was interrupted (已暂停).',
    DONE: 'Is finished (已完成).',
    POSTPONED: 'Put off to another meeting (延期).',
    WITHDRAWN: 'Taken off (撤回).',
  },
});

export const AgendaSubject = createUnionType({
  name: 'AgendaSubject',
  description: 'What an agenda item is about (议题对象).',
  types: () => [Agreement, JointProject, Need, Consultation] as const,
});

@ObjectType({
  implements: Node,
  description:
    "The agenda (议程) as the viewer may see it. `revision` grows by one with every change to the meeting's live state, whoever may see that change.",
})
export class Agenda extends Node {
  @Field(() => Int, { description: 'Grows by one with every change to the meeting, whoever may see it (修订号).' })
  revision!: number;
}

@Entity('agenda_items')
@ObjectType({ implements: Node, description: 'An item of an agenda (议程项).' })
export class AgendaItem extends AllianceRow {
  @Column('uuid') meetingId!: string;
  @Field(() => JointMeeting, { description: 'The meeting (会议).' })
  @ManyToOne(() => JointMeeting)
  @WithinAlliance('meeting_id')
  meeting!: JointMeeting;
  @Column('uuid', { nullable: true }) parentId!: string | null;
  @Field(() => AgendaItem, { nullable: true, description: 'The item that it is part of (上级议程).' })
  @ManyToOne(() => AgendaItem)
  @WithinAlliance('parent_id')
  parent!: AgendaItem | null;
  /** Its place among its siblings, from 1. */
  @Column('int') position!: number;
  /** Its place in the whole agenda as printed, from 1: each parent before its children. */
  @Column('int') ordinal!: number;
  @Field(() => String, { description: 'The title (标题).' }) @Column('text') title!: string;
  @Field(() => String, { nullable: true, description: 'In more words (说明).' })
  @Column('text', { nullable: true })
  description!: string | null;
  @Field(() => AgendaItemKind, { description: 'What is done with it (类型).' }) @EnumColumn() kind!: AgendaItemKind;
  @Field(() => AgendaItemState, { description: 'How far it is (状态).' }) @EnumColumn() state!: AgendaItemState;
  @Field(() => Visibility, { description: 'Who may see it; never more open than its meeting (公开范围).' })
  @EnumColumn()
  visibility!: Visibility;
  /** The least access level that sees it, with its meeting and all items above it taken into account. */
  @Column('smallint') audience!: number;
  @Column('uuid', { nullable: true }) presenterUnitId!: string | null;
  @Field(() => MemberUnit, { nullable: true, description: 'The unit that presents it (汇报单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('presenter_unit_id')
  presenterUnit!: MemberUnit | null;
  @Field(() => String, { nullable: true, description: 'Who presents it, by name (汇报人).' })
  @Column('text', { nullable: true })
  presenter!: string | null;
  @Column('uuid', { nullable: true }) agreementId!: string | null;
  @ManyToOne(() => Agreement) @WithinAlliance('agreement_id') agreement!: Agreement | null;
  @Column('uuid', { nullable: true }) projectId!: string | null;
  @ManyToOne(() => JointProject) @WithinAlliance('project_id') project!: JointProject | null;
  @Column('uuid', { nullable: true }) needId!: string | null;
  @ManyToOne(() => Need) @WithinAlliance('need_id') need!: Need | null;
  @Column('uuid', { nullable: true }) consultationId!: string | null;
  @ManyToOne(() => Consultation) @WithinAlliance('consultation_id') consultation!: Consultation | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Minutes planned for the item itself, without its children (计划时长).',
  })
  @Column('int', { nullable: true })
  plannedMinutes!: number | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was last set going (开始时间).' })
  @MomentColumn({ nullable: true })
  startedAt!: Date | null;
  /** When it was last paused or ended. */
  @MomentColumn({ nullable: true }) stoppedAt!: Date | null;
  @Field(() => Int, {
    description: 'Seconds on the clock when last paused or finished (已用时); add now - startedAt while ACTIVE.',
  })
  @Column('int')
  elapsedSeconds!: number;
  /** As printed for each audience: the public, members, participants. Null where it is hidden. */
  @Column('text', { array: true }) numbers!: (string | null)[];
  /** When it is due to begin, for each audience; null once it has begun, or where it is hidden. */
  @Column('timestamptz', { array: true }) expectedStarts!: (Date | null)[];
  @Field(() => Int, { description: 'Grows with every change; for `expectedVersion` (版本).' })
  @Column('int')
  version!: number;
}
