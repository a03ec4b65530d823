import { ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { Day, EmailAddress } from '../../../platform/reads/scalars';
import { AtMost, IdOf, NotNull, Optional, ReferenceId, Text } from '../../../platform/writes/validation';
import { CreditCode } from '../shared/credit-code-scalar';
import { Name } from '../shared/input-rules';
import { UnitAffiliation, UnitKind } from './member-unit.entity';

/** Of each kind of thing that a unit is linked to. */
export const MOST_LINKS = 100;
export const MOST_CONTACTS = 20;

@InputType({ description: 'Whom to reach at a unit (联系人).' })
export class UnitContactInput {
  @Name(100)
  @Field(() => String, { description: 'The name (姓名).' })
  name!: string;

  @Optional()
  @Text({ max: 100 })
  @Field(() => String, { nullable: true, description: 'The post (职务).' })
  title?: string | null;

  @Optional()
  @Text({ max: 200 })
  @Field(() => String, { nullable: true, description: 'The telephone number (电话); several with 、 between them.' })
  phone?: string | null;

  @Optional()
  @Text({ max: 254 })
  @Field(() => EmailAddress, { nullable: true, description: 'The address (邮箱).' })
  email?: string | null;
}

@InputType({ description: 'A unit that is a member from now on (新增成员单位).' })
export class AddMemberUnitInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Name(200)
  @Field(() => String, { description: 'The name (单位名称), unique among the present members.' })
  name!: string;

  @Optional()
  @Name(100)
  @Field(() => String, { nullable: true, description: 'The short name (简称).' })
  shortName?: string | null;

  @Field(() => UnitKind, { description: 'What kind of organisation it is (单位性质).' })
  kind!: UnitKind;

  @Field(() => UnitAffiliation, { description: 'The rank it is affiliated to (隶属).' })
  affiliation!: UnitAffiliation;

  @Field(() => CreditCode, {
    nullable: true,
    description: 'Unified social credit code (统一社会信用代码), unique among the present members.',
  })
  creditCode?: string | null;

  @Field(() => Day, { nullable: true, description: 'Since when it has been a member (加入日期), today at the latest.' })
  joinedOn?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'The subdistrict or a community itself (街道、社区): never counted as a member.',
  })
  host?: boolean | null;

  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'Where it is (所在区域).' })
  territoryId?: string | null;

  @Optional()
  @AtMost(MOST_LINKS)
  @ReferenceId({ each: true })
  @Field(() => [ID], { nullable: true, description: 'The sector groups it belongs to (界别小组).' })
  sectorGroupIds?: string[] | null;

  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'The area group it belongs to (片区).' })
  areaGroupId?: string | null;

  @Optional()
  @AtMost(MOST_LINKS)
  @ReferenceId({ each: true })
  @Field(() => [ID], { nullable: true, description: 'The territories it is paired with (结对).' })
  pairedTerritoryIds?: string[] | null;

  @Optional()
  @Name(100)
  @Field(() => String, { nullable: true, description: 'The official who keeps in touch with it (联系领导).' })
  contactOfficial?: string | null;

  @Optional()
  @AtMost(MOST_CONTACTS)
  @ValidateNested({ each: true })
  @Field(() => [UnitContactInput], {
    nullable: true,
    description: 'Whom to reach there (联系人), the first one first.',
  })
  contacts?: UnitContactInput[] | null;
}

@InputType({
  description:
    'Changes a unit (修改成员单位). An absent field keeps its value, null clears it; a list takes the place of the old one.',
})
export class UpdateMemberUnitInput {
  @IdOf('unit')
  @Field(() => ID, { description: 'The unit (单位).' })
  unitId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that the change was made from (版本); refused with CONFLICT when it is no longer that.',
  })
  expectedVersion?: number | null;

  @NotNull()
  @Name(200)
  @Field(() => String, { nullable: true, description: 'The name (单位名称).' })
  name?: string;

  @Optional()
  @Name(100)
  @Field(() => String, { nullable: true, description: 'The short name (简称).' })
  shortName?: string | null;

  @NotNull()
  @Field(() => UnitKind, { nullable: true, description: 'What kind of organisation it is (单位性质).' })
  kind?: UnitKind;

  @NotNull()
  @Field(() => UnitAffiliation, { nullable: true, description: 'The rank it is affiliated to (隶属).' })
  affiliation?: UnitAffiliation;

  @Field(() => CreditCode, { nullable: true, description: 'Unified social credit code (统一社会信用代码).' })
  creditCode?: string | null;

  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'Where it is (所在区域).' })
  territoryId?: string | null;

  @Optional()
  @AtMost(MOST_LINKS)
  @ReferenceId({ each: true })
  @Field(() => [ID], { nullable: true, description: 'The sector groups it belongs to (界别小组).' })
  sectorGroupIds?: string[] | null;

  @Optional()
  @ReferenceId()
  @Field(() => ID, { nullable: true, description: 'The area group it belongs to (片区).' })
  areaGroupId?: string | null;

  @Optional()
  @AtMost(MOST_LINKS)
  @ReferenceId({ each: true })
  @Field(() => [ID], { nullable: true, description: 'The territories it is paired with (结对).' })
  pairedTerritoryIds?: string[] | null;

  @Optional()
  @Name(100)
  @Field(() => String, { nullable: true, description: 'The official who keeps in touch with it (联系领导).' })
  contactOfficial?: string | null;

  @Optional()
  @AtMost(MOST_CONTACTS)
  @ValidateNested({ each: true })
  @Field(() => [UnitContactInput], {
    nullable: true,
    description: "Whom to reach there (联系人); all that the unit's own staff may change.",
  })
  contacts?: UnitContactInput[] | null;
}
