import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { EnumColumn, MomentColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { DateTime } from '../../../platform/reads/scalars';
import { JointProject } from '../project/project.entity';
import { Resource } from '../resource/resource.entity';

export enum BookingStatus {
  REQUESTED = 'REQUESTED',
  CONFIRMED = 'CONFIRMED',
  DECLINED = 'DECLINED',
  CANCELLED = 'CANCELLED',
  RETURNED = 'RETURNED',
}
describeEnum(BookingStatus, {
  name: 'BookingStatus',
  description: 'How far a booking is (预约状态).',
  values: {
    REQUESTED: 'Asked for; its time is kept for it (待确认).',
    CONFIRMED: 'Promised by the unit that keeps the resource (已确认).',
    DECLINED: 'Refused by that unit (已谢绝).',
    CANCELLED: 'Given up by either side (已取消).',
    RETURNED: 'Over, and what was lent is back (已归还).',
  },
});

@Entity('bookings')
@ObjectType({
  implements: Node,
  description: 'A venue, tool or service reserved for a time (预约); no more overlap than there are of it.',
})
export class Booking extends AllianceRow {
  @Column('uuid') resourceId!: string;
  @Field(() => Resource, { description: 'What is booked (资源).' })
  @ManyToOne(() => Resource)
  @WithinAlliance('resource_id')
  resource!: Resource;
  /** Which of the resource's places it takes, from 1 on: two of one place never overlap. */
  @Column('int') slot!: number;
  @Field(() => DateTime, { description: 'From this moment (开始时间).' })
  @MomentColumn({ name: 'starts_at' })
  from!: Date;
  @Field(() => DateTime, { description: 'Until this moment, excluded (结束时间).' })
  @MomentColumn({ name: 'ends_at' })
  until!: Date;
  @Column('uuid', { nullable: true }) unitId!: string | null;
  @Field(() => MemberUnit, {
    nullable: true,
    description: 'For which unit; null for a resident; for members (预约单位).',
  })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit | null;
  @Field(() => String, {
    nullable: true,
    description: 'Who comes for it; for the people of both units and the secretariat (借用人).',
  })
  @Column('text', { nullable: true })
  borrower!: string | null;
  @Column('uuid', { nullable: true }) projectId!: string | null;
  @Field(() => JointProject, { nullable: true, description: 'The joint project that it is for; for members (项目).' })
  @ManyToOne(() => JointProject)
  @WithinAlliance('project_id')
  project!: JointProject | null;
  @Field(() => BookingStatus, { description: 'How far it is (状态).' }) @EnumColumn() status!: BookingStatus;
  @MomentColumn() createdAt!: Date;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When what was lent came back; for the people of both units and the secretariat (归还时间).',
  })
  @MomentColumn({ nullable: true })
  returnedAt!: Date | null;
}
