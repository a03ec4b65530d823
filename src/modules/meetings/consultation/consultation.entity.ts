import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { Alliance, AllianceRow, OfAlliance, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { Expert } from '../../alliance/expert/expert.entity';
import { EnumColumn, MomentColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { JointMeeting } from '../meeting/meeting.entity';

export enum ConsultationStatus {
  OPEN = 'OPEN',
  ANSWERED = 'ANSWERED',
  CLOSED = 'CLOSED',
}
describeEnum(ConsultationStatus, {
  name: 'ConsultationStatus',
  description: 'How far a consultation is (会商状态).',
  values: {
    OPEN: 'Waits for recommendations, or for an answer to one (征询中).',
    ANSWERED: 'Every recommendation so far has its answer; more may come (已答复).',
    CLOSED: 'Over (已结束).',
  },
});

export enum RecommendationStatus {
  SUBMITTED = 'SUBMITTED',
  ADOPTED = 'ADOPTED',
  PARTLY_ADOPTED = 'PARTLY_ADOPTED',
  DECLINED = 'DECLINED',
}
describeEnum(RecommendationStatus, {
  name: 'RecommendationStatus',
  description: 'What became of a recommendation (建议采纳情况).',
  values: {
    SUBMITTED: 'Waits for an answer (待答复).',
    ADOPTED: 'Is followed (采纳).',
    PARTLY_ADOPTED: 'Is followed in part (部分采纳).',
    DECLINED: 'Is not followed (不采纳).',
  },
});

@Entity('consultations')
@ObjectType({ implements: Node, description: 'A question put to experts (专题会商) and what they advise.' })
export class Consultation extends AllianceRow {
  @OfAlliance() alliance!: Alliance;
  @Field(() => String, { description: 'What is asked (议题).' }) @Column('text') question!: string;
  @Field(() => String, { nullable: true, description: 'What to know beforehand (背景).' })
  @Column('text', { nullable: true })
  background!: string | null;
  @Field(() => ConsultationStatus, { description: 'How far it is (状态).' })
  @EnumColumn()
  status!: ConsultationStatus;
  @Column('uuid', { nullable: true }) meetingId!: string | null;
  @Field(() => JointMeeting, {
    nullable: true,
    description: 'The meeting that it is for; null where it is on its own, or where the viewer may not see it (会议).',
  })
  @ManyToOne(() => JointMeeting)
  @WithinAlliance('meeting_id')
  meeting!: JointMeeting | null;
  @MomentColumn() openedAt!: Date;
  @Field(() => Int, { description: 'Grows with every change (版本).' }) @Column('int') version!: number;
}

@Entity('consultation_experts')
export class ConsultationExpert {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') consultationId!: string;
  @PrimaryColumn('uuid') expertId!: string;
  @ManyToOne(() => Consultation) @WithinAlliance('consultation_id') consultation!: Consultation;
  @ManyToOne(() => Expert) @WithinAlliance('expert_id') expert!: Expert;
}

@Entity('recommendations')
@ObjectType({ implements: Node, description: 'What an expert advises, and the answer to it (专家建议).' })
export class Recommendation extends AllianceRow {
  @Column('uuid') consultationId!: string;
  @ManyToOne(() => Consultation) @WithinAlliance('consultation_id') consultation!: Consultation;
  @Column('uuid') expertId!: string;
  @Field(() => Expert, { description: 'Who advises it (专家).' })
  @ManyToOne(() => Expert)
  @WithinAlliance('expert_id')
  expert!: Expert;
  @Field(() => String, { description: 'What is advised (建议内容).' }) @Column('text') text!: string;
  @Field(() => RecommendationStatus, { description: 'What became of it (采纳情况).' })
  @EnumColumn()
  status!: RecommendationStatus;
  @Field(() => String, { nullable: true, description: 'What is answered (答复).' })
  @Column('text', { nullable: true })
  response!: string | null;
}
