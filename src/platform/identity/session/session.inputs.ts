import { Field, ID, InputType } from 'type-graphql';
import { EmailAddress } from '../../reads/scalars';
import { LIMITS } from '../../budgets';
import { IdOf, MaxLength, Optional } from '../../writes/validation';

export const COOKIE = {
  nullable: true,
  defaultValue: false,
  description: 'Hands the tokens out in HttpOnly cookies instead of the payload (经 Cookie 下发).',
};

/* Passwords and tokens are only measured here: what is malformed must look the same as what is unknown. */

@InputType({ description: 'Signs in (登录) with address and password.' })
export class SignInInput {
  @Field(() => EmailAddress, { description: 'In any case (邮箱).' })
  email!: string;

  @MaxLength(LIMITS.passwordCharacters)
  @Field(() => String, { description: 'The password (密码).' })
  password!: string;

  @Field(() => Boolean, COOKIE)
  cookie?: boolean | null;
}

@InputType({ description: 'Goes on with a session (续期) by its refresh token, which is good once.' })
export class RefreshSessionInput {
  @Optional()
  @MaxLength(LIMITS.tokenCharacters)
  @Field(() => String, { nullable: true, description: 'Null: the one in the cookie (刷新令牌).' })
  refreshToken?: string | null;
}

@InputType({ description: 'Ends a session (结束会话) at once.' })
export class EndSessionInput {
  @IdOf('session')
  @Field(() => ID, { description: 'One of the own (会话).' })
  sessionId!: string;
}
