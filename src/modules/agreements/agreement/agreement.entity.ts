import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { Alliance, AllianceRow, OfAlliance, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { Territory } from '../../alliance/territory/territory.entity';
import { ChangeColumn, DayColumn, EnumColumn, MomentColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { DateTime, Day } from '../../../platform/reads/scalars';
import { AgreementRevision } from '../revision/revision.entity';

export enum AgreementTier {
  SUBDISTRICT = 'SUBDISTRICT',
  COMMUNITY = 'COMMUNITY',
  GRID = 'GRID',
}
describeEnum(AgreementTier, {
  name: 'AgreementTier',
  description: 'Signed with whom (分层签约).',
  values: {
    SUBDISTRICT: 'With the subdistrict (街道).',
    COMMUNITY: 'With a community (社区).',
    GRID: 'With a grid (网格).',
  },
});

export enum AgreementStatus {
  DRAFT = 'DRAFT',
  OPEN_FOR_SIGNATURE = 'OPEN_FOR_SIGNATURE',
  SIGNED = 'SIGNED',
  ACTIVE = 'ACTIVE',
  COMPLETED = 'COMPLETED',
  EXPIRED = 'EXPIRED',
  TERMINATED = 'TERMINATED',
  DECLINED = 'DECLINED',
  WITHDRAWN = 'WITHDRAWN',
}
describeEnum(AgreementStatus, {
  name: 'AgreementStatus',
  description: 'How far an agreement is (协议状态).',
  values: {
    DRAFT: 'Being drawn up by its parties (草案).',
    OPEN_FOR_SIGNATURE: 'Waiting for signatures (待签署).',
    SIGNED: 'Signed by all, begins on startsOn (已签署).',
    ACTIVE: 'In force (生效).',
    COMPLETED: 'Its term is over and every commitment was kept or waived (已完成).',
    EXPIRED: 'Its term is over, and there was nothing to keep or not everything was kept (已到期).',
    TERMINATED: 'Ended early, since fewer than two signing parties remained (已终止).',
    DECLINED: 'A party declined to sign it (已拒签).',
    WITHDRAWN: 'Taken back by its initiator before it was signed by all (已撤回).',
  },
});

@Entity('agreements')
@ObjectType({ implements: Node, description: 'A co-construction agreement (共建协议) between two parties or more.' })
export class Agreement extends AllianceRow {
  @Field(() => Alliance, { description: 'The alliance (联合会).' }) @OfAlliance() alliance!: Alliance;
  @Field(() => String, { description: 'Human number (编号), unique in the alliance, e.g. 2026-021.' })
  @Column('text')
  number!: string;
  @Field(() => String, { description: 'The title (名称).' }) @Column('text') title!: string;
  @Field(() => AgreementTier, { description: 'Signed with whom (签约层级).' }) @EnumColumn() tier!: AgreementTier;
  @Field(() => AgreementStatus, { description: 'How far it is (状态).' }) @EnumColumn() status!: AgreementStatus;
  @Field(() => String, { nullable: true, description: 'What it is for (宗旨); for members.' })
  @Column('text', { nullable: true })
  purpose!: string | null;
  @Field(() => Day, {
    nullable: true,
    description: 'Its first day in force (生效日期); null: as soon as all have signed.',
  })
  @DayColumn({ nullable: true })
  startsOn!: string | null;
  @Field(() => Day, { nullable: true, description: 'Its last day in force (截止日期); null: until it is terminated.' })
  @DayColumn({ nullable: true })
  endsOn!: string | null;
  @Column('uuid', { nullable: true }) territoryId!: string | null;
  @Field(() => Territory, { nullable: true, description: 'The territory it is signed for (所属区域).' })
  @ManyToOne(() => Territory)
  @WithinAlliance('territory_id')
  territory!: Territory | null;
  @Column('uuid') revisionId!: string;
  @Field(() => AgreementRevision, {
    nullable: true,
    description: 'The text now in force or being negotiated (现行文本); for members.',
  })
  @ManyToOne(() => AgreementRevision)
  @WithinAlliance('revision_id')
  revision!: AgreementRevision;
  @MomentColumn() createdAt!: Date;
  /** When the present signing step opened; null when no party has to sign. */
  @MomentColumn({ nullable: true }) stepOpenedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it came into force; null before (生效时间).' })
  @MomentColumn({ nullable: true })
  activatedAt!: Date | null;
  @Column('uuid', { nullable: true }) renewsId!: string | null;
  @Field(() => Agreement, { nullable: true, description: 'The agreement that this one follows (续签自).' })
  @ManyToOne(() => Agreement)
  @WithinAlliance('renews_id')
  renews!: Agreement | null;
  @Field(() => Int, { description: 'Grows with every change; for `expectedVersion` (版本).' })
  @Column('int')
  version!: number;
  @Field(() => DateTime, { description: 'When `version` last grew (更新时间).' })
  @ChangeColumn()
  updatedAt!: Date;
  /** The number of events in its history, the chain hash of the last, and the server's seal on both. */
  @Column('int') historyCount!: number;
  @Column('text') historyHead!: string;
  @Column('text') headSeal!: string;
  @Column('text') headKeyId!: string;
  /** The event at which its parties last changed; watchers are reauthorised when it grows. */
  @Column('int') rightsRevision!: number;
}
