import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MomentColumn } from '../../../platform/database/columns';
import { Person } from '../../../platform/identity/person/person.entity';
import { Node } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';
import { AgendaItem } from '../agenda/agenda.entity';
import { JointMeeting } from '../meeting/meeting.entity';

@Entity('meeting_events')
@ObjectType({
  implements: Node,
  description: 'Something that happened to a meeting, at one of its revisions (会议大事记); append-only.',
})
export class MeetingEvent extends AllianceRow {
  @Column('uuid') meetingId!: string;
  @ManyToOne(() => JointMeeting) @WithinAlliance('meeting_id') meeting!: JointMeeting;
  @Field(() => Int, { description: 'The revision that it led to (修订号).' }) @Column('int') revision!: number;
  @Field(() => DateTime, { description: 'When it happened (时间).' }) @MomentColumn() at!: Date;
  @Column('uuid', { nullable: true }) personId!: string | null;
  @Field(() => Person, {
    nullable: true,
    description: 'Who did it; null for what the platform does by itself (操作人).',
  })
  @ManyToOne(() => Person, { createForeignKeyConstraints: false })
  @JoinColumn({ name: 'person_id', referencedColumnName: 'id' })
  by!: Person | null;
  @Field(() => String, { description: 'What happened, for programs: OPENED, ARRIVED, ITEM_ACTIVE and others (类型).' })
  @Column('text')
  kind!: string;
  @Column('uuid', { nullable: true }) itemId!: string | null;
  @Field(() => AgendaItem, {
    nullable: true,
    description: 'The item that it is about; null once that is taken off the agenda (议程项).',
  })
  @ManyToOne(() => AgendaItem, { createForeignKeyConstraints: false })
  @WithinAlliance('item_id')
  item!: AgendaItem | null;
  /** The least access level that saw what it is about when it happened. */
  @Column('smallint') audience!: number;
  /** What its words mention, named as it was then. */
  @Column('jsonb') parameters!: object;
}
