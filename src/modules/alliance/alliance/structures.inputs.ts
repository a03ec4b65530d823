import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { AtMost, Distinct, IdOf, NotNull, Optional, Range, Text } from '../../../platform/writes/validation';
import { GoverningDocumentKind } from '../governing-document/governing-document.entity';
import { Clauses, Name } from '../shared/input-rules';
import { BodyKind } from '../territory/territory-body.entity';

const MOST_TERRITORIES = 100;
const MOST_SKILLS = 20;
const LONGEST_DOCUMENT = 100_000;
const MOST_VOLUNTEERS = 1_000;
/** More than any corps has. */
const MOST_MEMBERS = 1_000_000;

@InputType({ description: 'A new edition when one of that kind and title exists (发布制度文件).' })
export class PublishGoverningDocumentInput {
  @IdOf('alliance') @Field(() => ID, { description: 'The alliance (联合会).' }) allianceId!: string;
  @Field(() => GoverningDocumentKind, { description: 'What kind of document it is (类型).' })
  kind!: GoverningDocumentKind;
  @Name(200) @Field(() => String, { description: 'The title (名称).' }) title!: string;
  @Clauses(LONGEST_DOCUMENT)
  @Field(() => String, { description: `The text (正文), of at most ${LONGEST_DOCUMENT} characters.` })
  body!: string;
  @Field(() => Day, { nullable: true, description: 'When it was adopted (通过日期).' }) adoptedOn?: string | null;
}

@InputType({ description: 'Confirms receipt for a unit (签收).' })
export class AcknowledgeDocumentInput {
  @IdOf('document') @Field(() => ID, { description: 'An edition that is in force (制度文件).' }) documentId!: string;
  @IdOf('unit') @Field(() => ID, { description: 'The unit (单位).' }) unitId!: string;
}

@InputType({
  description:
    'Appoints an expert to the think tank (聘任专家), or changes the appointment that lasts; of that, what is absent stays.',
})
export class AppointExpertInput {
  @IdOf('alliance') @Field(() => ID, { description: 'The alliance (联合会).' }) allianceId!: string;
  @IdOf('person')
  @Field(() => ID, { description: 'Somebody whom the secretariat has registered (专家).' })
  personId!: string;
  @Optional()
  @Name(100)
  @Field(() => String, { nullable: true, description: 'Position or rank (职务、职称).' })
  title?: string | null;
  @Optional()
  @Field(() => ID, { nullable: true, description: 'The unit the expert comes from (所在单位).' })
  unitId?: string | null;
  @AtMost(MOST_SKILLS)
  @Text({ max: 60, each: true })
  @Field(() => [String], { description: 'What they know about (专业领域).' })
  fields!: string[];
  @Field(() => Day, {
    nullable: true,
    description: 'From when on (聘任起始日); when absent, that of an appointment that lasts, else today.',
  })
  since?: string | null;
  @Field(() => Day, { nullable: true, description: 'The last day (聘任截止日); in the past it ends the appointment.' })
  until?: string | null;
}

@InputType({ description: 'A body that runs territories (新设组织).' })
export class CreateTerritoryBodyInput {
  @IdOf('alliance') @Field(() => ID, { description: 'The alliance (联合会).' }) allianceId!: string;
  @Field(() => BodyKind, { description: 'What kind of body it is (类型).' }) kind!: BodyKind;
  @Name(100) @Field(() => String, { description: 'The name (名称).' }) name!: string;
  @AtMost(MOST_TERRITORIES)
  @Distinct()
  @Field(() => [ID], { description: 'What it runs (所辖区域), one at least.' })
  territoryIds!: string[];
  @Optional()
  @Field(() => ID, { nullable: true, description: 'The body above it (上级组织).' })
  parentId?: string | null;
  @Optional()
  @Field(() => ID, { nullable: true, description: 'The member unit that it is (对应单位).' })
  unitId?: string | null;
}

@InputType({ description: 'A post in a body or of a territory (任职).' })
export class AppointPostInput {
  @Name(100) @Field(() => String, { description: 'The name of whoever holds it (任职人).' }) holder!: string;
  @Name(100) @Field(() => String, { description: 'Its name (职务名称).' }) title!: string;
  @Optional()
  @IdOf('body')
  @Field(() => ID, { nullable: true, description: 'A body, a territory, or both (所在组织).' })
  bodyId?: string | null;
  @Optional()
  @IdOf('territory')
  @Field(() => ID, { nullable: true, description: 'The territory that it is a post of (任职区域).' })
  territoryId?: string | null;
  @Optional()
  @Field(() => ID, { nullable: true, description: 'The unit that the holder comes from (原单位).' })
  homeUnitId?: string | null;
  @Optional()
  @AtMost(MOST_TERRITORIES)
  @Field(() => [ID], { nullable: true, description: 'Territories that the holder answers for (包联区域).' })
  contactOfIds?: string[] | null;
  @Field(() => Day, { nullable: true, description: 'From when on (任职日期).' }) since?: string | null;
}

@InputType({ description: 'Ends a post (离任).' })
export class EndPostInput {
  @IdOf('post') @Field(() => ID, { description: 'The post (职务).' }) postId!: string;
  @Field(() => Day, { description: 'The last day in it (离任日期).' }) until!: string;
}

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
  @Field(() => ID, { nullable: true, description: 'Where it serves (服务区域).' })
  territoryId?: string | null;
  @Optional()
  @Field(() => ID, { nullable: true, description: 'The unit that it is of (所属单位).' })
  unitId?: string | null;
  @Optional()
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
