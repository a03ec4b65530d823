import { Field, ID, InputType, Int } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { AtMost, IdOf, Optional, Range } from '../../../platform/writes/validation';
import { Name } from '../../alliance/shared/input-rules';

const MOST_UNITS = 200;
const MOST_PEOPLE = 1_000_000;

@InputType({ description: 'Something that took place (登记活动).' })
export class RecordActivityInput {
  @IdOf('alliance') @Field(() => ID, { description: 'The alliance (联合会).' }) allianceId!: string;
  @Name(200) @Field(() => String, { description: 'What it was (名称).' }) title!: string;
  @Field(() => Day, { description: 'The day, not in the future (日期).' }) heldOn!: string;
  @Optional()
  @IdOf('base')
  @Field(() => ID, { nullable: true, description: 'The base where it took place (共建基地).' })
  baseId?: string | null;
  @Optional()
  @IdOf('project')
  @Field(() => ID, { nullable: true, description: 'The project that it belongs to, CLAIMED or later (共建项目).' })
  projectId?: string | null;
  @AtMost(MOST_UNITS)
  @IdOf('unit', { each: true })
  @Field(() => [ID], { description: 'Active units that took part (参加单位).' })
  unitIds!: string[];
  @Optional()
  @Range(0, MOST_PEOPLE)
  @Field(() => Int, { nullable: true, description: 'How many came (参加人数).' })
  attendance?: number | null;
}
