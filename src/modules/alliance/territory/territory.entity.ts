import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { EnumColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { AllianceRow, WithinAlliance } from '../alliance/alliance.entity';

export enum TerritoryLevel {
  SUBDISTRICT = 'SUBDISTRICT',
  COMMUNITY = 'COMMUNITY',
  ESTATE = 'ESTATE',
  GRID = 'GRID',
  COURTYARD = 'COURTYARD',
  BUILDING = 'BUILDING',
  STAIRWELL = 'STAIRWELL',
}
describeEnum(TerritoryLevel, {
  name: 'TerritoryLevel',
  description: 'What kind of place a territory is (区域层级).',
  values: {
    SUBDISTRICT: 'A subdistrict (街道).',
    COMMUNITY: 'A community (社区).',
    ESTATE: 'A housing estate (小区).',
    GRID: 'A grid (网格).',
    COURTYARD: 'A courtyard (院落).',
    BUILDING: 'A building (楼栋).',
    STAIRWELL: 'A stairwell (单元).',
  },
});

export enum EstateKind {
  MANAGED = 'MANAGED',
  OPEN = 'OPEN',
}
describeEnum(EstateKind, {
  name: 'EstateKind',
  description: 'How a housing estate is looked after (小区类型).',
  values: {
    MANAGED: 'By a property company (物业小区).',
    OPEN: 'Open, without one (开放式小区).',
  },
});

@Entity('territories')
@ObjectType({
  implements: Node,
  description: 'A place in the tree of subdistrict, communities, estates and below (街道—社区—小区—网格—楼组).',
})
export class Territory extends AllianceRow {
  @Field(() => TerritoryLevel, { description: 'Its level (层级).' }) @EnumColumn() level!: TerritoryLevel;
  @Field(() => String, { description: 'The name (名称).' }) @Column('text') name!: string;
  @Column('uuid', { nullable: true }) parentId!: string | null;
  @Field(() => Territory, { nullable: true, description: 'What it lies in; null at the top (上级区域).' })
  @ManyToOne(() => Territory)
  @WithinAlliance('parent_id')
  parent!: Territory | null;
  @Field(() => EstateKind, { nullable: true, description: 'Of an estate alone (小区类型).' })
  @EnumColumn({ nullable: true })
  estateKind!: EstateKind | null;
  @Field(() => Int, { nullable: true, description: 'Households living there (户).' })
  @Column('int', { nullable: true })
  households!: number | null;
}
