import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { DayColumn } from '../../../platform/database/columns';
import { Node } from '../../../platform/reads/node';
import { Day } from '../../../platform/reads/scalars';
import { AllianceRow, WithinAlliance } from '../alliance/alliance.entity';
import { MemberUnit } from '../member-unit/member-unit.entity';
import { Territory } from '../territory/territory.entity';

@Entity('member_reports')
@ObjectType({
  implements: Node,
  description:
    'An in-service member of a unit who has reported to a territory (在职党员报到). Own unit, dispatchers and the secretariat see the name.',
})
export class MemberReport extends AllianceRow {
  @Column('uuid') unitId!: string;
  @Field(() => MemberUnit, { description: 'The unit that the member is of (所属单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit;
  @Column('uuid') territoryId!: string;
  @Field(() => Territory, { description: 'Where (报到区域).' })
  @ManyToOne(() => Territory)
  @WithinAlliance('territory_id')
  territory!: Territory;
  @Field(() => String, {
    nullable: true,
    description: 'Who reported (报到人); for the unit, dispatchers and the secretariat.',
  })
  @Column('text')
  name!: string;
  @Field(() => Day, { description: 'When (报到日期).' }) @DayColumn() reportedOn!: string;
  @Field(() => [String], { description: 'What they can do (特长); for members. At most 20.' })
  @Column('text', { array: true })
  skills!: string[];
  @Field(() => Int, { nullable: true, description: '1 to 5 (评议).' })
  @Column('int', { nullable: true })
  reviewScore!: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'The review in words; for the own unit, dispatchers and the secretariat (评语).',
  })
  @Column('text', { nullable: true })
  reviewNote!: string | null;
}
