import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { Alliance, AllianceRow, OfAlliance, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { Territory } from '../../alliance/territory/territory.entity';
import { ListCategory } from '../../agreements/shared/list-category';
import { ChangeColumn, DayColumn, EnumColumn, MomentColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { DateTime, Day } from '../../../platform/reads/scalars';

export enum NeedStatus {
  OPEN = 'OPEN',
  MATCHED = 'MATCHED',
  IN_PROGRESS = 'IN_PROGRESS',
  MET = 'MET',
  WITHDRAWN = 'WITHDRAWN',
}
describeEnum(NeedStatus, {
  name: 'NeedStatus',
  description: 'How far a need is (需求状态).',
  values: {
    OPEN: 'Nobody has taken it up (待对接).',
    MATCHED: 'A project is proposed for it (已对接).',
    IN_PROGRESS: 'A project for it is under way (进行中).',
    MET: 'It is met (已满足).',
    WITHDRAWN: 'Taken back; for its unit’s people and the secretariat (已撤回).',
  },
});

@Entity('needs')
@ObjectType({ implements: Node, description: 'An entry on the needs list (需求清单).' })
export class Need extends AllianceRow {
  @OfAlliance() alliance!: Alliance;
  @Field(() => String, { description: 'What is needed, in a few words (名称).' }) @Column('text') title!: string;
  @Field(() => String, { nullable: true, description: 'What is needed (说明).' })
  @Column('text', { nullable: true })
  description!: string | null;
  @Field(() => ListCategory, { description: 'The category (类别).' }) @EnumColumn() category!: ListCategory;
  @Field(() => Int, { nullable: true, description: 'How many are needed: people, pieces, times (数量).' })
  @Column('int', { nullable: true })
  quantity!: number | null;
  @Column('uuid', { nullable: true }) unitId!: string | null;
  @Field(() => MemberUnit, {
    nullable: true,
    description: 'Whose need it is: a unit’s or a community’s; null for the alliance’s own (需求单位).',
  })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit | null;
  @Column('uuid', { nullable: true }) territoryId!: string | null;
  @Field(() => Territory, { nullable: true, description: 'Where it is needed (所属区域).' })
  @ManyToOne(() => Territory)
  @WithinAlliance('territory_id')
  territory!: Territory | null;
  @Field(() => NeedStatus, { description: 'How far it is (状态).' }) @EnumColumn() status!: NeedStatus;
  @Field(() => Day, { nullable: true, description: 'By when (需求期限).' })
  @DayColumn({ nullable: true })
  neededBy!: string | null;
  @MomentColumn() createdAt!: Date;
  @Field(() => Int, { description: 'Grows with every change; for `expectedVersion` (版本).' })
  @Column('int')
  version!: number;
  @Field(() => DateTime, { description: 'When `version` last grew (更新时间).' })
  @ChangeColumn()
  updatedAt!: Date;
}
