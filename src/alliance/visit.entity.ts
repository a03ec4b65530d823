import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, ManyToOne } from 'typeorm';
import { DayColumn } from '../platform/database/columns';
import { Node } from '../platform/reads/node';
import { Day } from '../platform/reads/scalars';
import { AllianceRow, WithinAlliance } from './alliance.entity';
import { MemberUnit } from './member-unit.entity';

@Entity('visits')
@ObjectType({ implements: Node, description: 'A visit to a unit (走访).' })
export class Visit extends AllianceRow {
  @Column('uuid') unitId!: string;
  @ManyToOne(() => MemberUnit) @WithinAlliance('unit_id') unit!: MemberUnit;
  @Field(() => Day) @DayColumn() visitedOn!: string;
  @Field(() => String, { description: 'Who came (走访人).' }) @Column('text') visitor!: string;
  @Field(() => String, { nullable: true }) @Column('text', { nullable: true }) note!: string | null;
}
