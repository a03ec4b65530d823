import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { EnumColumn, MomentColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { JointMeeting } from '../meeting/meeting.entity';

export enum SpeakerState {
  WAITING = 'WAITING',
  SPEAKING = 'SPEAKING',
  DONE = 'DONE',
  WITHDRAWN = 'WITHDRAWN',
}
describeEnum(SpeakerState, {
  name: 'SpeakerState',
  description: 'How far a turn to speak is (发言状态).',
  values: {
    WAITING: 'Has asked to speak (等待发言).',
    SPEAKING: 'Has the floor; one at a time (正在发言).',
    DONE: 'Has spoken (发言结束).',
    WITHDRAWN: 'Does not speak after all: it was taken back, its unit left, or the item ended first (取消发言).',
  },
});

@Entity('speaker_turns')
@ObjectType({ implements: Node, description: 'A turn to speak to an agenda item (发言).' })
export class SpeakerTurn extends AllianceRow {
  @Column('uuid') meetingId!: string;
  @ManyToOne(() => JointMeeting) @WithinAlliance('meeting_id') meeting!: JointMeeting;
  @Column('uuid') itemId!: string;
  @Column('uuid', { nullable: true }) unitId!: string | null;
  @Field(() => MemberUnit, { nullable: true, description: 'The unit that is spoken for (发言单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit | null;
  @Field(() => String, { description: 'Who speaks, by name (发言人).' }) @Column('text') speaker!: string;
  @Field(() => Boolean, {
    description: 'About how the meeting is run: it comes before all that are not, in the order of asking (程序性发言).',
  })
  @Column('boolean')
  pointOfOrder!: boolean;
  @Field(() => SpeakerState, { description: 'How far it is (状态).' }) @EnumColumn() state!: SpeakerState;
  /** Its place among those of its item that wait. */
  @Column('int') position!: number;
  @Field(() => DateTime, { description: 'When it was asked for (申请时间).' }) @MomentColumn() requestedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When the speaker was given the floor (开始时间).' })
  @MomentColumn({ nullable: true })
  startedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it ended, or was taken back (结束时间).' })
  @MomentColumn({ nullable: true })
  endedAt!: Date | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'Seconds that it may take, counted from `startedAt` (发言时限); clients warn by `serverTime`, and the chair ends it.',
  })
  @Column('int', { nullable: true })
  limitSeconds!: number | null;
}
