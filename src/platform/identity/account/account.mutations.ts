import { declareMutations, preparedMutation } from '../../writes/declarations';
import {
  DisableAccountInput,
  EnableAccountInput,
  EndAccountSessionsInput,
  GrantAdministratorInput,
  IssuePasswordResetInput,
  RevokeAdministratorInput,
} from './account.inputs';
import {
  disableAccount,
  enableAccount,
  endAccountSessions,
  grantAdministrator,
  issuePasswordReset,
  revokeAdministrator,
} from './account.service';

const BY_ADMINISTRATORS = { by: 'session', who: ['administrator'], login: 'identity' } as const;
const NOTIFIED = 'By administrators; its person is notified, by mail as well.';

declareMutations({
  disableAccount: preparedMutation(disableAccount, {
    ...BY_ADMINISTRATORS,
    input: DisableAccountInput,
    description: `Shuts a person out (停用账号): sessions, API tokens and open sockets end at once, and nothing lets them in until the account is enabled. Not the own account, nor the last administrator's. ${NOTIFIED}`,
    payload: {},
  }),
  enableAccount: preparedMutation(enableAccount, {
    ...BY_ADMINISTRATORS,
    input: EnableAccountInput,
    description: `Lets a person sign in again (启用账号); what was ended stays ended. ${NOTIFIED}`,
    payload: {},
  }),
  endAccountSessions: preparedMutation(endAccountSessions, {
    ...BY_ADMINISTRATORS,
    input: EndAccountSessionsInput,
    description: `Ends a person's sessions and API tokens at once, on open sockets too (结束账号的会话与令牌). ${NOTIFIED}`,
    payload: {},
  }),
  issuePasswordReset: preparedMutation(issuePasswordReset, {
    ...BY_ADMINISTRATORS,
    input: IssuePasswordResetInput,
    handsOutTokens: true,
    description: `Makes a link by which a person sets a new password (签发重置密码链接), good once and for an hour. ${NOTIFIED}`,
    payload: {
      link: {
        type: () => String,
        description: 'To be handed to that person (链接); null when it went by mail.',
      },
    },
  }),
  grantAdministrator: preparedMutation(grantAdministrator, {
    ...BY_ADMINISTRATORS,
    input: GrantAdministratorInput,
    description: `Makes a person an administrator of the installation (授予系统管理员). ${NOTIFIED}`,
    payload: {},
  }),
  revokeAdministrator: preparedMutation(revokeAdministrator, {
    ...BY_ADMINISTRATORS,
    input: RevokeAdministratorInput,
    description: `Takes the right of an administrator back (撤销系统管理员), the own one too; never the last one who can sign in. ${NOTIFIED}`,
    payload: {},
  }),
});
