import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { DayColumn } from '../../../platform/database/columns';
import { Node } from '../../../platform/reads/node';
import { Day } from '../../../platform/reads/scalars';
import { AllianceRow, WithinAlliance } from '../alliance/alliance.entity';
import { MemberUnit } from '../member-unit/member-unit.entity';

@Entity('visits')
@ObjectType({ implements: Node, description: 'A visit to a unit (走访).' })
export class Visit extends AllianceRow {
  @Column('uuid') unitId!: string;
  @ManyToOne(() => MemberUnit) @WithinAlliance('unit_id') unit!: MemberUnit;
  @Field(() => Day, { description: 'When (走访日期).' }) @DayColumn() visitedOn!: string;
  @Field(() => String, { description: 'Who came (走访人).' }) @Column('text') visitor!: string;
  @Field(() => String, { nullable: true, description: 'What was seen and said (走访情况).' })
  @Column('text', { nullable: true })
  note!: string | null;
}
