import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { AtMost, IdOf, NotNull, Optional, Range, ReferenceId, Text } from '../../../platform/writes/validation';
import { Name } from '../shared/input-rules';

export const MOST_SKILLS = 20;
export const MOST_VOLUNTEERS = 1_000;
/** More than any corps has. */
const MOST_MEMBERS = 1_000_000;

@InputType({ description: 'A volunteer who agreed to be named (志愿者).' })
export class VolunteerInput {
  @Name(100) @Field(() => String, { description: 'The name (姓名).' }) name!: string;
  @AtMost(MOST_SKILLS)
  @Text({ max: 60, each: true })
  @Field(() => [String], { description: 'What they can do (特长).' })
  skills!: string[];
  @Optional()
  @Text({ max: 100 })
  @Field(() => String, { nullable: true, description: 'How to reach them (联系方式); for members.' })
  contact?: string | null;
}

@InputType({ description: 'A new volunteer corps or team (新建志愿者队伍).' })
export class CreateVolunteerTeamInput {
  @IdOf('alliance') @Field(() => ID, { description: 'The alliance (联合会).' }) allianceId!: string;
  @Name(100) @Field(() => String, { description: 'The name (名称), unique in the alliance.' }) name!: string;
  @Optional()
  @Text({ max: 200 })
  @Field(() => String, { nullable: true, description: 'What it does (专长).' })
  specialty?: string | null;
  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'Where it serves (服务区域).' })
  territoryId?: string | null;
  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'The unit that it is of (所属单位).' })
  unitId?: string | null;
  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'The corps that it belongs to (所属总队).' })
  parentId?: string | null;
  @Optional()
  @Name(100)
  @Field(() => String, { nullable: true, description: 'Who leads it (队长).' })
  leader?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'A standing core team (核心队伍，5+N); false when absent.' })
  core?: boolean | null;
  @Optional()
  @Range(0, MOST_MEMBERS)
  @Field(() => Int, { nullable: true, description: 'How many belong to it (人数); those who are named when absent.' })
  memberCount?: number | null;
  @Optional()
  @AtMost(MOST_VOLUNTEERS)
  @ValidateNested({ each: true })
  @Field(() => [VolunteerInput], { nullable: true, description: 'Those who agreed to be named (公开姓名的志愿者).' })
  volunteers?: VolunteerInput[] | null;
}

@InputType({ description: 'Changes a volunteer team (修改志愿者队伍): what is given.' })
export class UpdateVolunteerTeamInput {
  @IdOf('team') @Field(() => ID, { description: 'The team (队伍).' }) teamId!: string;
  @NotNull() @Name(100) @Field(() => String, { nullable: true, description: 'The name (名称).' }) name?: string;
  @Optional()
  @Text({ max: 200 })
  @Field(() => String, { nullable: true, description: 'What it does (专长).' })
  specialty?: string | null;
  @Optional()
  @Name(100)
  @Field(() => String, { nullable: true, description: 'Who leads it (队长).' })
  leader?: string | null;
  @NotNull()
  @Range(0, MOST_MEMBERS)
  @Field(() => Int, { nullable: true, description: 'How many belong to it (人数).' })
  memberCount?: number;
  @Optional()
  @AtMost(MOST_VOLUNTEERS)
  @ValidateNested({ each: true })
  @Field(() => [VolunteerInput], {
    nullable: true,
    description: 'All who agreed to be named; null for none (公开姓名的志愿者).',
  })
  volunteers?: VolunteerInput[] | null;
}
