import { Field, ObjectType } from 'type-graphql';
import { DateTime } from '../reads/scalars';
import { Payload } from '../writes/outcome';
import { ApiToken } from './api-token/api-token.entity';
import { Viewer } from './person/viewer.entity';

/** What a sign-in hands out. The row behind it is a SignInSession. */
@ObjectType({
  description:
    'A session (登录会话) begun or renewed. With `cookie` the tokens are null and travel in HttpOnly SameSite cookies.',
})
export class Session {
  @Field(() => String, { nullable: true, description: 'For the Authorization header (访问令牌): Bearer …' })
  accessToken!: string | null;

  @Field(() => String, { nullable: true, description: 'Good for one refreshSession within thirty days (刷新令牌).' })
  refreshToken!: string | null;

  @Field(() => DateTime, { description: 'When the access token ends (到期时间).' })
  expiresAt!: Date;

  @Field(() => Boolean, { description: 'Whether the password has to be changed first (须修改密码).' })
  mustChangePassword!: boolean;

  @Field(() => Viewer, { description: 'Who has signed in (当前用户).' })
  viewer!: Viewer;
}

@ObjectType()
export class SignInPayload extends Payload {
  @Field(() => Session, { nullable: true }) session!: Session | null;
}

@ObjectType()
export class RefreshSessionPayload extends Payload {
  @Field(() => Session, { nullable: true }) session!: Session | null;
}

@ObjectType()
export class SignOutPayload extends Payload {}

@ObjectType()
export class AcceptInvitationPayload extends Payload {
  @Field(() => Session, { nullable: true }) session!: Session | null;
}

@ObjectType()
export class ChangePasswordPayload extends Payload {
  @Field(() => Viewer, { nullable: true }) viewer!: Viewer | null;
}

@ObjectType()
export class CreateApiTokenPayload extends Payload {
  @Field(() => ApiToken, { nullable: true }) apiToken!: ApiToken | null;
  @Field(() => String, { nullable: true, description: 'The token itself (令牌), shown this once.' })
  secret!: string | null;
}

@ObjectType()
export class RevokeApiTokenPayload extends Payload {
  @Field(() => ApiToken, { nullable: true }) apiToken!: ApiToken | null;
}

@ObjectType()
export class BindExternalIdentityPayload extends Payload {
  @Field(() => Viewer, { nullable: true }) viewer!: Viewer | null;
}
