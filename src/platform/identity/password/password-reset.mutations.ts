import { declareMutations, preparedMutation } from '../../writes/declarations';
import { RequestPasswordResetInput, ResetPasswordInput } from './password-reset.inputs';
import { requestPasswordReset, resetPassword } from './password-reset.service';

declareMutations({
  requestPasswordReset: preparedMutation(requestPasswordReset, {
    input: RequestPasswordResetInput,
    by: 'anyone',
    who: ['anyone'],
    openToRefused: true,
    description:
      'Mails the account with this address a link by which its password is set (申请重置密码), good once and for an hour. Rate limited by network and address; never tells whether there is an account. Where no mail is configured, an administrator makes such links.',
    payload: {},
  }),
  resetPassword: preparedMutation(resetPassword, {
    input: ResetPasswordInput,
    by: 'anyone',
    who: ['anyone'],
    openToRefused: true,
    login: 'identity',
    description:
      'Sets a new password by such a link (重置密码): all sessions end, and external identities are unbound. Its person is notified, by mail as well.',
    payload: {},
  }),
});
