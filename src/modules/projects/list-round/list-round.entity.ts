import { Field, ObjectType } from 'type-graphql';
import { Entity, ManyToOne, PrimaryColumn } from 'typeorm';
import { Alliance, AllianceRow, OfAlliance, WithinAlliance } from '../../alliance/alliance/alliance.entity';
import { MemberUnit } from '../../alliance/member-unit/member-unit.entity';
import { DayColumn, MomentColumn } from '../../../platform/database/columns';
import { Node } from '../../../platform/reads/node';
import { Day } from '../../../platform/reads/scalars';

@Entity('list_rounds')
@ObjectType({
  implements: Node,
  description: 'The two lists, needs and services, sent to every unit to be brought up to date (清单征集).',
})
export class ListRound extends AllianceRow {
  @OfAlliance() alliance!: Alliance;
  @Field(() => Day, { description: 'The day on which they were sent (发出日期).' }) @DayColumn() sentOn!: string;
  @Field(() => Day, { description: 'The last day for an answer (截止日期).' }) @DayColumn() dueOn!: string;
  @MomentColumn() createdAt!: Date;
}

/** A unit that was asked, and when it answered: with an entry, or by saying that its entries are up to date. */
@Entity('list_round_units')
export class ListRoundUnit {
  @PrimaryColumn('uuid') allianceId!: string;
  @PrimaryColumn('uuid') roundId!: string;
  @ManyToOne(() => ListRound) @WithinAlliance('round_id') round!: ListRound;
  @PrimaryColumn('uuid') unitId!: string;
  @ManyToOne(() => MemberUnit) @WithinAlliance('unit_id') unit!: MemberUnit;
  @MomentColumn({ nullable: true }) answeredAt!: Date | null;
}
