import { Field, ID, InputType } from 'type-graphql';
import { DateTime, EmailAddress } from '../reads/scalars';
import type { TokenScope } from '../access/viewer';
import { AtMost, Distinct, IdOf, Text } from '../writes/validation';
import { apiScopeEnum } from './api-token/token-scopes';

const COOKIE = {
  nullable: true,
  defaultValue: false,
  description: 'Hands the tokens out in HttpOnly cookies instead of the payload (经 Cookie 下发).',
};

/* Passwords and tokens carry no rules here: what is wrong with them must not be told apart from what is unknown. */

@InputType({ description: 'Signs in (登录) with address and password.' })
export class SignInInput {
  @Field(() => EmailAddress, { description: 'In any case (邮箱).' })
  email!: string;

  @Field(() => String, { description: 'The password (密码).' })
  password!: string;

  @Field(() => Boolean, COOKIE)
  cookie?: boolean | null;
}

@InputType({ description: 'Goes on with a session (续期) by its refresh token, which is good once.' })
export class RefreshSessionInput {
  @Field(() => String, { nullable: true, description: 'Null: the one in the cookie (刷新令牌).' })
  refreshToken?: string | null;
}

@InputType({ description: 'Accepts an invitation (接受邀请) and signs in.' })
export class AcceptInvitationInput {
  @Field(() => String, { description: 'What the invitation holds (邀请码).' })
  invitation!: string;

  @Field(() => String, {
    description:
      "A new password of 10 to 200 characters, or, where the address has an account, that account's (新密码).",
  })
  password!: string;

  @Field(() => Boolean, COOKIE)
  cookie?: boolean | null;
}

@InputType({ description: 'Changes the own password (修改密码) and ends the other sessions.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'The present one (当前密码).' })
  currentPassword!: string;

  @Field(() => String, { description: '10 to 200 characters, neither common nor the address (新密码).' })
  newPassword!: string;
}

@InputType({ description: 'Makes an API token (创建 API 令牌).' })
export class CreateApiTokenInput {
  @Text({ max: 100 })
  @Field(() => String, { description: 'What it is for (名称).' })
  name!: string;

  @AtMost(4)
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

@InputType({ description: 'Binds an account of the external issuer (绑定外部身份) to the own person.' })
export class BindExternalIdentityInput {
  @Field(() => String, { description: 'An ID token, made out to this platform in the last ten minutes (身份令牌).' })
  idToken!: string;
}
