import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { AllianceRow, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { DayColumn, EnumColumn, MomentColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { Day } from '../../../platform/reads/scalars';
import { Agreement } from '../agreement/agreement.entity';
import { ListCategory } from '../shared/list-category';
import { AgreementParty } from '../agreement/party.entity';

export enum CommitmentStatus {
  PENDING = 'PENDING',
  IN_PROGRESS = 'IN_PROGRESS',
  FULFILLED = 'FULFILLED',
  OVERDUE = 'OVERDUE',
  WAIVED = 'WAIVED',
}
describeEnum(CommitmentStatus, {
  name: 'CommitmentStatus',
  description: 'How far a commitment is kept (履行状态).',
  values: {
    PENDING: 'Nothing has been reported yet (待履行).',
    IN_PROGRESS: 'Begun (履行中).',
    FULFILLED: 'Kept (已履行).',
    OVERDUE: 'Set by the platform when the due day has passed (逾期).',
    WAIVED: 'Let off by the secretariat (免除).',
  },
});

@Entity('commitments')
@ObjectType({ implements: Node, description: 'What one party undertakes to do (承诺事项).' })
export class Commitment extends AllianceRow {
  @Column('uuid') agreementId!: string;
  @ManyToOne(() => Agreement) @WithinAlliance('agreement_id') agreement!: Agreement;
  @Column('uuid') partyId!: string;
  @Field(() => AgreementParty, { description: 'Who undertakes it (承诺方).' })
  @ManyToOne(() => AgreementParty)
  @WithinAlliance('party_id')
  party!: AgreementParty;
  @Column('int') position!: number;
  @Field(() => String, { description: 'What is undertaken (内容).' }) @Column('text') text!: string;
  @Field(() => ListCategory, { description: 'The category (类别).' }) @EnumColumn() category!: ListCategory;
  @Field(() => Day, { nullable: true, description: 'By when (完成期限).' })
  @DayColumn({ nullable: true })
  dueOn!: string | null;
  @Field(() => CommitmentStatus, { description: 'How far it is (状态).' }) @EnumColumn() status!: CommitmentStatus;
  @Field(() => String, { nullable: true, description: 'What shows that it was done (佐证).' })
  @Column('text', { nullable: true })
  evidence!: string | null;
  @Field(() => Day, { nullable: true, description: 'The day on which it was reported as fulfilled (完成日期).' })
  @DayColumn({ nullable: true })
  fulfilledOn!: string | null;
}

@Entity('commitment_ratings')
@ObjectType({ description: 'How another party judges a commitment (双向监督).' })
export class CommitmentRating {
  @PrimaryColumn('uuid') allianceId!: string;
  @Column('uuid') agreementId!: string;
  @ManyToOne(() => Agreement) @WithinAlliance('agreement_id') agreement!: Agreement;
  @PrimaryColumn('uuid') commitmentId!: string;
  @ManyToOne(() => Commitment) @WithinAlliance('commitment_id') commitment!: Commitment;
  @PrimaryColumn('uuid') unitId!: string;
  @Field(() => MemberUnit, { description: 'The unit that judges (评价单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  by!: MemberUnit;
  @Field(() => Int, { description: '1 to 5 (评分).' }) @Column('int') rating!: number;
  @Field(() => String, { nullable: true, description: 'In words (评语).' })
  @Column('text', { nullable: true })
  comment!: string | null;
  @MomentColumn() ratedAt!: Date;
}
