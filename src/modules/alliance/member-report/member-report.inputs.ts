import { Field, ID, InputType, Int } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { AtMost, IdOf, Optional, Range, Text } from '../../../platform/writes/validation';
import { Name } from '../shared/input-rules';
import { MOST_SKILLS } from '../volunteer-team/volunteer-team.inputs';

@InputType({ description: 'An in-service member of the unit reports to a territory (在职党员报到).' })
export class ReportMemberInput {
  @IdOf('unit') @Field(() => ID, { description: 'The unit (单位).' }) unitId!: string;
  @IdOf('territory') @Field(() => ID, { description: 'The territory (区域).' }) territoryId!: string;
  @Name(100) @Field(() => String, { description: 'Who reports (报到人).' }) name!: string;
  @Field(() => Day, { description: 'When (报到日期), today at the latest.' }) reportedOn!: string;
  @AtMost(MOST_SKILLS)
  @Text({ max: 60, each: true })
  @Field(() => [String], { description: 'What they can do (特长).' })
  skills!: string[];
}

@InputType({ description: 'Judges how a member who reported has served (评议).' })
export class ReviewMemberReportInput {
  @IdOf('report') @Field(() => ID, { description: 'The report (报到记录).' }) reportId!: string;
  @Range(1, 5) @Field(() => Int, { description: '1 to 5 (评分).' }) score!: number;
  @Optional()
  @Text({ max: 1_000 })
  @Field(() => String, { nullable: true, description: 'In words (评语).' })
  note?: string | null;
}
