import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { DayColumn, EnumColumn, MomentColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { DateTime, Day } from '../../../platform/reads/scalars';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { AgendaItem } from '../agenda/agenda.entity';
import { JointMeeting } from '../meeting/meeting.entity';
import { Vote } from '../vote/vote.entity';

export enum DecisionOutcome {
  ADOPTED = 'ADOPTED',
  REJECTED = 'REJECTED',
  DEFERRED = 'DEFERRED',
}
describeEnum(DecisionOutcome, {
  name: 'DecisionOutcome',
  description: 'What was decided (决定结果).',
  values: {
    ADOPTED: 'It was agreed to (通过).',
    REJECTED: 'It was turned down (未通过).',
    DEFERRED: 'It was put off (暂缓).',
  },
});

export enum ActionItemStatus {
  OPEN = 'OPEN',
  DONE = 'DONE',
  OVERDUE = 'OVERDUE',
  CANCELLED = 'CANCELLED',
}
describeEnum(ActionItemStatus, {
  name: 'ActionItemStatus',
  description: 'How far an action item is (办理状态).',
  values: {
    OPEN: 'To be done (待办).',
    DONE: 'Done (已办结).',
    OVERDUE: 'Not done by its day; set by the platform (逾期).',
    CANCELLED: 'Not to be done any more (已取消).',
  },
});

@Entity('decisions')
@ObjectType({ implements: Node, description: 'What a meeting decided on an agenda item (决定).' })
export class Decision extends AllianceRow {
  @Column('uuid') meetingId!: string;
  @ManyToOne(() => JointMeeting) @WithinAlliance('meeting_id') meeting!: JointMeeting;
  @Column('uuid') itemId!: string;
  @Field(() => AgendaItem, { nullable: true, description: 'The item that it was decided under (议程项).' })
  @ManyToOne(() => AgendaItem)
  @WithinAlliance('item_id')
  item!: AgendaItem;
  @Field(() => String, { description: 'What was decided (内容).' }) @Column('text') text!: string;
  @Field(() => DecisionOutcome, { description: 'Whether it was agreed to (结果).' })
  @EnumColumn()
  outcome!: DecisionOutcome;
  @Column('uuid', { nullable: true }) voteId!: string | null;
  @Field(() => Vote, { nullable: true, description: 'The vote that it follows; null where none was taken (表决).' })
  @ManyToOne(() => Vote)
  @WithinAlliance('vote_id')
  vote!: Vote | null;
  @Field(() => DateTime, { description: 'When it was recorded (决定时间).' }) @MomentColumn() decidedAt!: Date;
}

@Entity('action_items')
@ObjectType({
  implements: Node,
  description:
    'Work that a meeting gave to units (决定事项): while it is open it comes up at the next meeting of the same scope, unless only ' +
    'the participants of its own may see it.',
})
export class ActionItem extends AllianceRow {
  @Column('uuid') meetingId!: string;
  @Field(() => JointMeeting, { description: 'The meeting that gave it (会议).' })
  @ManyToOne(() => JointMeeting)
  @WithinAlliance('meeting_id')
  meeting!: JointMeeting;
  @Column('uuid') itemId!: string;
  @Column('uuid') decisionId!: string;
  @Field(() => Decision, { nullable: true, description: 'The decision that it carries out (决定).' })
  @ManyToOne(() => Decision)
  @WithinAlliance('decision_id')
  decision!: Decision;
  /** Among those of its decision. */
  @Column('int') position!: number;
  @Field(() => String, { description: 'What is to be done (内容).' }) @Column('text') text!: string;
  @Field(() => Day, { nullable: true, description: 'By when, that day included (期限).' })
  @DayColumn({ nullable: true })
  dueOn!: string | null;
  @Field(() => ActionItemStatus, { description: 'How far it is (状态).' }) @EnumColumn() status!: ActionItemStatus;
  @MomentColumn() createdAt!: Date;
  @MomentColumn({ nullable: true }) doneAt!: Date | null;
}
