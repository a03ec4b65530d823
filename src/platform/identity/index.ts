/**
 * Identity (身份): who people are and how they show it.
 *
 * - person (人员): somebody with an account; pending (待激活) while invited only, and then without address and password
 * - administrator (系统管理员): a person who founds alliances in this installation
 * - invitation (邀请): the one way to an account; single use, seven days
 * - session (登录会话): from the password to the sign-out; shown by access tokens (访问令牌) of ten minutes, carried on
 *   by refresh tokens (刷新令牌) that are good once
 * - API token (API 令牌): acts for its person in a third-party program, within its scopes (权限范围)
 * - external identity (外部身份): an account at the configured OpenID Connect issuer, bound by its person
 * - credential (凭证): what a request shows: a session, an API token, an external token, or nothing
 * - principal (主体): the person behind a credential at this moment
 * - device (设备): a browser or program in a network, as far as either is known
 * - owner notice (账号安全提醒): what the owner of an account is notified of, by mail as well
 * - place (登录地点): one account from one network address, known by a keyed hash
 */
import './api-token/api-token.access';
import { ApiToken } from './api-token/api-token.entity';
import './api-token/api-token.mutations';
import './external-identity/external-identity.access';
import { ExternalIdentity } from './external-identity/external-identity.entity';
import './external-identity/external-identity.mutations';
import './account/account.mutations';
import './identity.messages';
import { Invitation } from './invitation/invitation.entity';
import './invitation/invitation.fields';
import './invitation/invitation.mutations';
import './password/password.mutations';
import { PasswordReset } from './password/password-reset.entity';
import './password/password-reset.mutations';
import { Person } from './person/person.entity';
import './person/viewer.access';
import './person/viewer.fields';
import './session/session.access';
import { RefreshToken, SignedInSession } from './session/session.entity';
import './session/session.fields';
import './session/session.mutations';

export const identityEntities = [
  Person,
  SignedInSession,
  RefreshToken,
  ApiToken,
  Invitation,
  PasswordReset,
  ExternalIdentity,
];

export { SessionCookies } from './session/cookies';
export type { Authenticated } from './authenticate';
export { Identity, refusing } from './identity';
export {
  disable,
  enable,
  endAll,
  grantRight,
  makeResetLink,
  revokeRight,
  type Accounts,
  setKnownAccounts,
} from './account/account.service';
export {
  createAdministrator,
  handOver,
  inviteAgain,
  inviteFirstAdministrator,
  invitePerson,
  openAccount,
} from './invitation/invitation.service';
export { invitations } from './invitation/invitation.queries';
export { setPasswordPath } from './invitation/invitation-letter';
export { registerTokenScopes } from './api-token/token-scopes';
export { Person } from './person/person.entity';
export { loadPrincipal, withoutPrincipal } from './principal';
export { noteRefusal } from './security/refusals';
export { sessions } from './session/session.queries';
