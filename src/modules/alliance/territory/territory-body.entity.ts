import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { DayColumn, EnumColumn } from '../../../platform/database/columns';
import { describeEnum } from '../../../platform/reads/enums';
import { Node } from '../../../platform/reads/node';
import { Day } from '../../../platform/reads/scalars';
import { AllianceRow, WithinAlliance } from '../alliance/alliance.entity';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { Territory } from './territory.entity';

export enum BodyKind {
  PARTY_ORGANISATION = 'PARTY_ORGANISATION',
  COUNCIL = 'COUNCIL',
  SELF_MANAGEMENT = 'SELF_MANAGEMENT',
  OWNERS_COMMITTEE = 'OWNERS_COMMITTEE',
  PROPERTY_COMPANY = 'PROPERTY_COMPANY',
  OTHER = 'OTHER',
}
describeEnum(BodyKind, {
  name: 'BodyKind',
  description: 'What kind of body runs a territory (组织类型).',
  values: {
    PARTY_ORGANISATION: 'A party organisation (党组织).',
    COUNCIL: 'A council of party and residents (党群议事会).',
    SELF_MANAGEMENT: 'A self-management group (自管会).',
    OWNERS_COMMITTEE: "An owners' committee (业委会).",
    PROPERTY_COMPANY: 'A property company (物业公司).',
    OTHER: 'Another one (其他).',
  },
});

@Entity('territory_bodies')
@ObjectType({
  implements: Node,
  description: 'What runs a territory, or several (党支部、党群议事会、自管会、业委会、物业公司).',
})
export class TerritoryBody extends AllianceRow {
  @Field(() => BodyKind, { description: 'What kind of body it is (类型).' }) @EnumColumn() kind!: BodyKind;
  @Field(() => String, { description: 'The name (名称).' }) @Column('text') name!: string;
  @Column('uuid', { nullable: true }) parentId!: string | null;
  @Field(() => TerritoryBody, { nullable: true, description: 'The body above it (上级组织).' })
  @ManyToOne(() => TerritoryBody)
  @WithinAlliance('parent_id')
  parent!: TerritoryBody | null;
  @Column('uuid', { nullable: true }) unitId!: string | null;
  @Field(() => MemberUnit, { nullable: true, description: 'The member unit that it is, where it is one (对应单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit | null;
}

@Entity('body_territories')
export class BodyTerritory {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') bodyId!: string;
  @PrimaryColumn('uuid') territoryId!: string;
}

@Entity('posts')
@ObjectType({
  implements: Node,
  description:
    'Who holds a post, in a body or of a territory (职务); beside one elsewhere it shows cross-appointment (交叉任职).',
})
export class Post extends AllianceRow {
  @Field(() => String, { description: 'The name of whoever holds it (任职人).' }) @Column('text') holder!: string;
  @Field(() => String, { description: 'Its name (职务名称): 书记、楼栋长.' }) @Column('text') title!: string;
  @Column('uuid', { nullable: true }) bodyId!: string | null;
  @Field(() => TerritoryBody, { nullable: true, description: 'The body that it is in (所在组织).' })
  @ManyToOne(() => TerritoryBody)
  @WithinAlliance('body_id')
  body!: TerritoryBody | null;
  @Column('uuid', { nullable: true }) territoryId!: string | null;
  @Field(() => Territory, { nullable: true, description: 'The territory that it is of (任职区域).' })
  @ManyToOne(() => Territory)
  @WithinAlliance('territory_id')
  territory!: Territory | null;
  @Column('uuid', { nullable: true }) homeUnitId!: string | null;
  @Field(() => MemberUnit, { nullable: true, description: 'The unit that the holder comes from (原单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('home_unit_id')
  homeUnit!: MemberUnit | null;
  @Field(() => Day, { nullable: true, description: 'From when on (任职日期).' })
  @DayColumn({ nullable: true })
  since!: string | null;
  @Field(() => Day, { nullable: true, description: 'The last day in it (离任日期).' })
  @DayColumn({ nullable: true })
  until!: string | null;
}

/** A territory that the holder of a post answers for. */
@Entity('post_contacts')
export class PostContact {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') postId!: string;
  @PrimaryColumn('uuid') territoryId!: string;
}
