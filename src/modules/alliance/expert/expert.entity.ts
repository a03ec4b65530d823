import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne } from 'typeorm';
import { DayColumn } from '../../../platform/database/columns';
import { Person } from '../../../platform/identity/person/person.entity';
import { Node } from '../../../platform/reads/node';
import { Day } from '../../../platform/reads/scalars';
import { AllianceRow, WithinAlliance } from '../alliance/alliance.entity';
import { MemberUnit } from '../member-unit/member-unit.entity';

@Entity('experts')
@ObjectType({ implements: Node, description: 'An appointment to the think tank (智库专家).' })
export class Expert extends AllianceRow {
  @Column('uuid') personId!: string;
  @Field(() => Person, { description: 'Who it is (专家).' })
  @ManyToOne(() => Person)
  @JoinColumn({ name: 'person_id', referencedColumnName: 'id' })
  person!: Person;
  @Field(() => String, { nullable: true, description: 'Position or rank (职务、职称).' })
  @Column('text', { nullable: true })
  title!: string | null;
  @Column('uuid', { nullable: true }) unitId!: string | null;
  @Field(() => MemberUnit, { nullable: true, description: 'The unit the expert comes from (所在单位).' })
  @ManyToOne(() => MemberUnit)
  @WithinAlliance('unit_id')
  unit!: MemberUnit | null;
  @Field(() => [String], { description: 'What they know about (专业领域). At most 20.' })
  @Column('text', { array: true })
  fields!: string[];
  @Field(() => Day, { nullable: true, description: 'From when on (聘任起始日).' })
  @DayColumn({ nullable: true })
  since!: string | null;
  @Field(() => Day, { nullable: true, description: 'The last day of the appointment (聘任截止日).' })
  @DayColumn({ nullable: true })
  until!: string | null;
}

/** A view of the alliance itself: each has one. */
@ObjectType({ implements: Node, description: 'The think tank (智库团).' })
export class ThinkTank extends Node {}
