import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { Alliance, AllianceRow, OfAlliance, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { Agreement } from '../../agreements/agreement/agreement.entity';
import { Commitment } from '../../agreements/commitment/commitment.entity';
import { ListCategory } from '../../agreements/shared/list-category';
import { ChangeColumn, DayColumn, EnumColumn, MomentColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { DateTime, Day } from '../../../platform/reads/scalars';

export enum JointProjectStatus {
  PROPOSED = 'PROPOSED',
  POSTED = 'POSTED',
  CLAIMED = 'CLAIMED',
  UNDERWAY = 'UNDERWAY',
  COMPLETED = 'COMPLETED',
  EVALUATED = 'EVALUATED',
  CANCELLED = 'CANCELLED',
}
describeEnum(JointProjectStatus, {
  name: 'JointProjectStatus',
  description: 'How far a joint project is (项目状态).',
  values: {
    PROPOSED: 'Drawn up; for members (已提出).',
    POSTED: 'Open to claims (已发布，待揭榜).',
    CLAIMED: 'A unit leads it (已认领).',
    UNDERWAY: 'Being carried out (实施中).',
    COMPLETED: 'Done, and to be evaluated (已完成).',
    EVALUATED: 'Judged by those it served (已评价).',
    CANCELLED: 'Given up; for members (已取消).',
  },
});

@Entity('joint_projects')
@ObjectType({ implements: Node, description: 'An entry on the projects list (项目清单): a joint project (共建项目).' })
export class JointProject extends AllianceRow {
  @Field(() => Alliance, { description: 'The alliance (联合会).' }) @OfAlliance() alliance!: Alliance;
  @Field(() => String, { description: 'What is done, in a few words (名称).' }) @Column('text') title!: string;
  @Field(() => String, { nullable: true, description: 'What is done, and how (说明).' })
  @Column('text', { nullable: true })
  description!: string | null;
  @Field(() => ListCategory, { description: 'The category (类别).' }) @EnumColumn() category!: ListCategory;
  @Field(() => JointProjectStatus, { description: 'How far it is (状态).' })
  @EnumColumn()
  status!: JointProjectStatus;
  @Column('uuid', { nullable: true }) leadUnitId!: string | null;
  @Field(() => MemberUnit, {
    nullable: true,
    description: 'Who is in charge; null until somebody is (牵头单位).',
  })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('lead_unit_id')
  leadUnit!: MemberUnit | null;
  @Column('uuid', { nullable: true }) agreementId!: string | null;
  @Field(() => Agreement, { nullable: true, description: 'The agreement that it carries out (所依协议).' })
  @ManyToOne(() => Agreement)
  @WithinAlliance('agreement_id')
  agreement!: Agreement | null;
  @Field(() => Day, { nullable: true, description: 'Its first day (开始日期).' })
  @DayColumn({ nullable: true })
  startsOn!: string | null;
  @Field(() => Day, { nullable: true, description: 'Its last day (结束日期).' })
  @DayColumn({ nullable: true })
  endsOn!: string | null;
  @MomentColumn() createdAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it was posted (发布时间).' })
  @MomentColumn({ nullable: true })
  postedAt!: Date | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Open to claims until then; afterwards the secretariat may assign it (认领截止时间).',
  })
  @MomentColumn({ nullable: true })
  claimBy!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was completed (完成时间).' })
  @MomentColumn({ nullable: true })
  completedAt!: Date | null;
  @Column('text', { nullable: true }) outcomeSummary!: string | null;
  @Column('int', { nullable: true }) peopleServed!: number | null;
  @Column('double precision', { nullable: true }) rating!: number | null;
  @DayColumn({ nullable: true }) evaluatedOn!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it was given up (取消原因).' })
  @Column('text', { nullable: true })
  cancelReason!: string | null;
  @Field(() => Int, { description: 'Grows with every change; for `expectedVersion` (版本).' })
  @Column('int')
  version!: number;
  @Field(() => DateTime, { description: 'When `version` last grew (更新时间).' })
  @ChangeColumn()
  updatedAt!: Date;
}

@Entity('project_participants')
@ObjectType({ description: 'A unit that takes part in a project, and what it brings (参与单位).' })
export class ProjectParticipant {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') projectId!: string;
  @ManyToOne(() => JointProject) @WithinAlliance('project_id') project!: JointProject;
  @PrimaryColumn('uuid') unitId!: string;
  @Field(() => MemberUnit, { description: 'The unit (单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit;
  @Field(() => String, { nullable: true, description: 'What it brings (投入).' })
  @Column('text', { nullable: true })
  contribution!: string | null;
  @Field(() => String, { nullable: true, description: 'What it answers for (责任).' })
  @Column('text', { nullable: true })
  responsibility!: string | null;
  @MomentColumn() joinedAt!: Date;
}

@Entity('project_needs')
export class ProjectNeed {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') projectId!: string;
  @PrimaryColumn('uuid') needId!: string;
}

@Entity('project_resources')
export class ProjectResource {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') projectId!: string;
  @PrimaryColumn('uuid') resourceId!: string;
}

@Entity('milestones')
@ObjectType({ implements: Node, description: 'A step of a project, with who answers for it and by when (节点任务).' })
export class Milestone extends AllianceRow {
  @Column('uuid') projectId!: string;
  @ManyToOne(() => JointProject) @WithinAlliance('project_id') project!: JointProject;
  @Column('int') position!: number;
  @Field(() => String, { description: 'What is to be done (内容).' }) @Column('text') title!: string;
  @Field(() => Day, { nullable: true, description: 'By when (期限).' })
  @DayColumn({ nullable: true })
  dueOn!: string | null;
  @Field(() => Day, { nullable: true, description: 'The day on which it was done; null until then (完成日期).' })
  @DayColumn({ nullable: true })
  doneOn!: string | null;
  @Column('uuid', { nullable: true }) responsibleUnitId!: string | null;
  @Field(() => MemberUnit, { nullable: true, description: 'Who answers for it (责任单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('responsible_unit_id')
  responsible!: MemberUnit | null;
  @Column('uuid', { nullable: true }) commitmentId!: string | null;
  @Field(() => Commitment, {
    nullable: true,
    description: 'What an agreement undertakes and this carries out: done in one place, it is done in both (承诺事项).',
  })
  @ManyToOne(() => Commitment)
  @WithinAlliance('commitment_id')
  commitment!: Commitment | null;
}

@ObjectType({ description: 'What came of a project, as those judge it whom it served (项目成效).' })
export class ProjectOutcome {
  @Field(() => String, { description: 'What came of it (成效).' }) summary!: string;
  @Field(() => Int, { nullable: true, description: 'How many people it served (服务人次).' })
  peopleServed!: number | null;
  @Field(() => Float, { nullable: true, description: '1 to 5, by those it served (评分).' })
  rating!: number | null;
  @Field(() => Day, { description: 'The day of the evaluation (评价日期).' }) evaluatedOn!: string;
}
