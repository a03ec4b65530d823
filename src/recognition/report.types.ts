import { Field, Float, Int, ObjectType } from 'type-graphql';
import { MemberUnit } from '../alliance/member-unit.entity';

@ObjectType({
  description: 'The figures that the alliance is judged by, over a period (工作报告). Figures count what happened, whoever may see the rows behind them.',
})
export class AllianceReport {
  @Field(() => Int) memberUnits!: number;
  @Field(() => Int) agreementsSigned!: number;
  @Field(() => Int) agreementsActive!: number;
  @Field(() => Int) meetingsHeld!: number;
  @Field(() => [MemberUnit], { nullable: true }) unvisited!: MemberUnit[] | null;
}

@ObjectType({ description: 'What a unit did over a period, in figures (考核); every figure can be recomputed from the graph.' })
export class UnitAssessment {
  @Field(() => Int) meetingsInvited!: number;
  @Field(() => Int) meetingsAttended!: number;
  @Field(() => Int) commitmentsDue!: number;
  @Field(() => Int) commitmentsFulfilled!: number;
  @Field(() => Int) membersReported!: number;
  @Field(() => Float, { nullable: true }) commitmentRating!: number | null;
}
