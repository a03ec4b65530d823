import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Operation } from '../access/operation';
import { createApiToken, revokeApiToken } from './api-token/api-token.service';
import { bindExternalIdentity } from './external-identity/external-identity.service';
import type { IdentityRequest } from './identity';
import {
  AcceptInvitationInput,
  BindExternalIdentityInput,
  ChangePasswordInput,
  CreateApiTokenInput,
  RefreshSessionInput,
  RevokeApiTokenInput,
  SignInInput,
} from './identity.inputs';
import {
  AcceptInvitationPayload,
  BindExternalIdentityPayload,
  ChangePasswordPayload,
  CreateApiTokenPayload,
  RefreshSessionPayload,
  RevokeApiTokenPayload,
  SignInPayload,
  SignOutPayload,
} from './identity.payloads';
import { acceptInvitation } from './invitation/invitation.service';
import { changePassword } from './password/password.service';
import { refreshSession, signIn, signOut } from './session/session.service';

@Resolver()
export class IdentityResolver {
  @Operation({ by: 'anyone', handsOutTokens: true })
  @Mutation(() => SignInPayload, {
    description: 'Signs in (登录). Rate limited; never tells whether there is an account.',
  })
  async signIn(@Arg('input', () => SignInInput) input: SignInInput, @Ctx() request: IdentityRequest): Promise<unknown> {
    return request.perform(await signIn(request, input), input);
  }

  @Operation({ by: 'anyone', handsOutTokens: true })
  @Mutation(() => RefreshSessionPayload, {
    description: 'Goes on with a session (续期). A refresh token is good once: one that comes twice ends its session.',
  })
  async refreshSession(
    @Arg('input', () => RefreshSessionInput) input: RefreshSessionInput,
    @Ctx() request: IdentityRequest,
  ): Promise<unknown> {
    return refreshSession(request, input);
  }

  @Operation({ by: 'anyone' })
  @Mutation(() => SignOutPayload, { description: 'Ends the session (退出登录) and clears its cookies.' })
  async signOut(@Ctx() request: IdentityRequest): Promise<unknown> {
    return request.perform(signOut(request), {});
  }

  @Operation({ by: 'anyone', handsOutTokens: true })
  @Mutation(() => AcceptInvitationPayload, {
    description: 'Takes up an invitation (接受邀请), good once and for seven days, and signs in.',
  })
  async acceptInvitation(
    @Arg('input', () => AcceptInvitationInput) input: AcceptInvitationInput,
    @Ctx() request: IdentityRequest,
  ): Promise<unknown> {
    return request.perform(await acceptInvitation(request, input), input);
  }

  @Operation({ by: 'session' })
  @Mutation(() => ChangePasswordPayload, {
    description: 'Changes the own password (修改密码); the other sessions end.',
  })
  async changePassword(
    @Arg('input', () => ChangePasswordInput) input: ChangePasswordInput,
    @Ctx() request: IdentityRequest,
  ): Promise<unknown> {
    return request.perform(await changePassword(request, input), input);
  }

  @Operation({ by: 'session', handsOutTokens: true })
  @Mutation(() => CreateApiTokenPayload, { description: 'Makes an API token (创建 API 令牌), shown this once.' })
  async createApiToken(
    @Arg('input', () => CreateApiTokenInput) input: CreateApiTokenInput,
    @Ctx() request: IdentityRequest,
  ): Promise<unknown> {
    return request.perform(createApiToken, input);
  }

  @Operation({ by: 'session' })
  @Mutation(() => RevokeApiTokenPayload, { description: 'Revokes one of the own API tokens (撤销 API 令牌) at once.' })
  async revokeApiToken(
    @Arg('input', () => RevokeApiTokenInput) input: RevokeApiTokenInput,
    @Ctx() request: IdentityRequest,
  ): Promise<unknown> {
    return request.perform(revokeApiToken, input);
  }

  @Operation({ by: 'session' })
  @Mutation(() => BindExternalIdentityPayload, {
    description: 'Binds an account of the external issuer (绑定外部身份) to the own person.',
  })
  async bindExternalIdentity(
    @Arg('input', () => BindExternalIdentityInput) input: BindExternalIdentityInput,
    @Ctx() request: IdentityRequest,
  ): Promise<unknown> {
    return request.perform(await bindExternalIdentity(request, input), input);
  }
}
