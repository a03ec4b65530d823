import { ValidateNested } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { Day } from '../../../platform/reads/scalars';
import { AtMost, IdOf, Optional, Text } from '../../../platform/writes/validation';
import { UnitAffiliation, UnitKind } from '../member-unit/member-unit.entity';
import { UnitContactInput } from '../member-unit/member-unit.inputs';
import { CreditCode } from '../shared/credit-code-scalar';
import { Name } from '../shared/input-rules';

@InputType({ description: 'An application for membership (入会申请); no account needed.' })
export class ApplyForMembershipInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;

  @Name(200)
  @Field(() => String, { description: 'The unit’s full name (单位全称).' })
  name!: string;

  @Field(() => UnitKind, { description: 'What kind of organisation (单位性质).' })
  kind!: UnitKind;

  @Field(() => UnitAffiliation, { description: 'The rank it is affiliated to (隶属).' })
  affiliation!: UnitAffiliation;

  @Field(() => CreditCode, { nullable: true, description: 'Unified social credit code (统一社会信用代码).' })
  creditCode?: string | null;

  @AtMost(5)
  @ValidateNested({ each: true })
  @Field(() => [UnitContactInput], { description: 'Whom to reach there (联系人), one at least, the first one first.' })
  contacts!: UnitContactInput[];
}

@InputType({ description: 'Decides on an application (审核入会申请).' })
export class ReviewMembershipInput {
  @IdOf('unit')
  @Field(() => ID, { description: 'The unit (单位).' })
  unitId!: string;

  @Field(() => Boolean, { description: 'Whether it becomes a member (是否同意).' })
  admit!: boolean;

  @Optional()
  @Text({ max: 1_000 })
  @Field(() => String, { nullable: true, description: 'Why (意见); the applicant reads it.' })
  reason?: string | null;
}

@InputType({ description: 'Ends a membership (退出联合会).' })
export class EndMembershipInput {
  @IdOf('unit')
  @Field(() => ID, { description: 'The unit (单位).' })
  unitId!: string;

  @Field(() => Day, { description: 'From this day on it is no member (退出日期), today at the latest.' })
  leftOn!: string;

  @Optional()
  @Text({ max: 1_000 })
  @Field(() => String, { nullable: true, description: 'Why (事由); the unit reads it.' })
  reason?: string | null;
}

@InputType({ description: 'Suspends a membership (暂停成员资格).' })
export class SuspendMembershipInput {
  @IdOf('unit')
  @Field(() => ID, { description: 'The unit (单位).' })
  unitId!: string;

  @Text({ max: 1_000 })
  @Field(() => String, { description: 'Why (事由); the unit reads it.' })
  reason!: string;
}

@InputType({ description: 'Takes a suspension back (恢复成员资格).' })
export class ReinstateMembershipInput {
  @IdOf('unit')
  @Field(() => ID, { description: 'The unit (单位).' })
  unitId!: string;
}
