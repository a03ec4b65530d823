import { Field, ID, InputType } from 'type-graphql';
import type { TokenScope } from '../../access/viewer';
import { DateTime } from '../../reads/scalars';
import { AtMost, Distinct, IdOf, Text } from '../../writes/validation';
import { apiScopeEnum } from './token-scopes';

@InputType({ description: 'Makes an API token (创建 API 令牌).' })
export class CreateApiTokenInput {
  @Text({ max: 100 })
  @Field(() => String, { description: 'What it is for (名称).' })
  name!: string;

  @AtMost(10)
  @Distinct()
  @Field(() => [apiScopeEnum], { description: 'What it may do (权限范围).' })
  scopes!: TokenScope[];

  @Field(() => DateTime, { description: 'At most a year ahead (有效期至).' })
  expiresAt!: Date;
}

@InputType({ description: 'Revokes an API token (撤销 API 令牌) at once.' })
export class RevokeApiTokenInput {
  @IdOf('apiToken')
  @Field(() => ID, { description: 'The token (令牌).' })
  apiTokenId!: string;
}
