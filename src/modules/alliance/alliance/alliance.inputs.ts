import { ValidateNested } from 'class-validator';
import { Field, ID, InputType } from 'type-graphql';
import { Day, EmailAddress } from '../../../platform/reads/scalars';
import { IdOf, Matching, Optional, Text } from '../../../platform/writes/validation';
import { Name } from '../shared/input-rules';

@InputType({ description: 'The first person of a secretariat (首任秘书处成员), who is invited.' })
export class FirstSecretariatInput {
  @Name(100)
  @Field(() => String, { description: 'The name (姓名).' })
  name!: string;

  @Text({ max: 254 })
  @Field(() => EmailAddress, { description: 'Where the invitation is for (邮箱).' })
  email!: string;
}

@InputType({ description: 'Founds an alliance (成立联合会).' })
export class CreateAllianceInput {
  @Text({ min: 2, max: 60 })
  @Matching(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'alliance.badSlug')
  @Field(() => String, {
    description: 'Its name in URLs: small letters, digits and single hyphens (网址标识); unique in the installation.',
  })
  slug!: string;

  @Name(200)
  @Field(() => String, { description: 'The name (名称).' })
  name!: string;

  @Optional()
  @Text({ max: 500 })
  @Field(() => String, { nullable: true, description: 'The motto (口号).' })
  motto?: string | null;

  @Field(() => Day, { nullable: true, description: 'The founding day (成立日期).' })
  foundedOn?: string | null;

  @Optional()
  @Text({ max: 60 })
  @Field(() => String, {
    nullable: true,
    description: 'Where its days begin and end: an IANA time zone, Asia/Shanghai when absent (时区).',
  })
  timeZone?: string | null;

  @ValidateNested()
  @Field(() => FirstSecretariatInput, { description: 'Who begins the secretariat (秘书处).' })
  secretariat!: FirstSecretariatInput;
}

@InputType({ description: 'Makes the invitation of a first secretariat out anew (更正首任秘书处的邀请).' })
export class ReplaceFirstSecretariatInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'An alliance that nobody has entered (联合会).' })
  allianceId!: string;

  @ValidateNested()
  @Field(() => FirstSecretariatInput, { description: 'Who begins the secretariat (秘书处).' })
  secretariat!: FirstSecretariatInput;
}

@InputType({ description: 'Deletes an alliance that nobody ever entered (删除从未启用的联合会).' })
export class DeleteAllianceInput {
  @IdOf('alliance')
  @Field(() => ID, { description: 'The alliance (联合会).' })
  allianceId!: string;
}
