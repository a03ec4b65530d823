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

export enum ResourceKind {
  TALENT = 'TALENT',
  TECHNOLOGY = 'TECHNOLOGY',
  FUNDS = 'FUNDS',
  GOODS = 'GOODS',
  VENUE = 'VENUE',
  FACILITY = 'FACILITY',
  SERVICE = 'SERVICE',
}
describeEnum(ResourceKind, {
  name: 'ResourceKind',
  description: 'What kind of thing is offered (资源类型).',
  values: {
    TALENT: 'People and what they know (人才).',
    TECHNOLOGY: 'Know-how and equipment (技术).',
    FUNDS: 'Money (资金).',
    GOODS: 'Things that are given or lent (物资).',
    VENUE: 'Rooms and places (场地).',
    FACILITY: 'What a place has to be used (设施).',
    SERVICE: 'Something done for others (服务).',
  },
});

export enum ResourceStatus {
  AVAILABLE = 'AVAILABLE',
  RESERVED = 'RESERVED',
  UNAVAILABLE = 'UNAVAILABLE',
}
describeEnum(ResourceStatus, {
  name: 'ResourceStatus',
  description: 'Whether a resource can be had (资源状态).',
  values: {
    AVAILABLE: 'It can be had (可用).',
    RESERVED: 'It is kept for what it is promised to (已预留).',
    UNAVAILABLE: 'Taken off the list; for its unit’s people and the secretariat (不可用).',
  },
});

@Entity('resources')
@ObjectType({ implements: Node, description: 'An entry on the resources list (资源清单 / 服务清单).' })
export class Resource extends AllianceRow {
  @OfAlliance() alliance!: Alliance;
  @Field(() => String, { description: 'What is offered, in a few words (名称).' }) @Column('text') title!: string;
  @Field(() => String, { nullable: true, description: 'What is offered (说明).' })
  @Column('text', { nullable: true })
  description!: string | null;
  @Field(() => ListCategory, { description: 'The category (类别).' }) @EnumColumn() category!: ListCategory;
  @Field(() => ResourceKind, { description: 'What kind of thing it is (资源类型).' }) @EnumColumn() kind!: ResourceKind;
  @Column('uuid') unitId!: string;
  @Field(() => MemberUnit, { description: 'The unit that offers or keeps it (提供单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit;
  @Field(() => String, {
    nullable: true,
    description: 'A resident or group behind it, where the unit is the community that keeps it (提供人).',
  })
  @Column('text', { nullable: true })
  provider!: string | null;
  @Column('uuid', { nullable: true }) territoryId!: string | null;
  @Field(() => Territory, { nullable: true, description: 'Where it can be had, when that is one place (所在区域).' })
  @ManyToOne(() => Territory)
  @WithinAlliance('territory_id')
  territory!: Territory | null;
  @Field(() => String, { nullable: true, description: 'How much, in words: 30 seats, 20 hours a month (容量).' })
  @Column('text', { nullable: true })
  capacity!: string | null;
  @Field(() => Int, { description: 'How many there are, and so how many bookings of one time it bears (数量).' })
  @Column('int')
  quantity!: number;
  @Field(() => Day, { nullable: true, description: 'From this day on; null: already (可用起始日期).' })
  @DayColumn({ nullable: true })
  availableFrom!: string | null;
  @Field(() => Day, { nullable: true, description: 'Until this day, included; null: without end (可用截止日期).' })
  @DayColumn({ nullable: true })
  availableUntil!: string | null;
  @Field(() => ResourceStatus, { description: 'Whether it can be had (状态).' }) @EnumColumn() status!: ResourceStatus;
  @MomentColumn() createdAt!: Date;
  @Field(() => Int, { description: 'Grows with every change; for `expectedVersion` (版本).' })
  @Column('int')
  version!: number;
  @Field(() => DateTime, { description: 'When `version` last grew (更新时间).' })
  @ChangeColumn()
  updatedAt!: Date;
}
