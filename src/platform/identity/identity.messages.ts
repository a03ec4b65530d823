import { addMessages } from '../i18n/messages';

const messages = {
  en: {
    'identity.wrongCredentials': 'The address or the password is wrong.',
    'identity.tooManyTries': 'Too many tries. Come back in {{minutes}} min.',
    'identity.sessionEnded': 'This session is over. Sign in again.',
    'identity.invitationInvalid': 'This invitation does not exist, has been used or has expired. Ask for a new one.',
    'identity.invitationPassword':
      'This password cannot be taken here. A new one needs {{min}} to {{max}} characters and must be neither common ' +
      'nor the address; where this address has an account already, its own password is needed.',
    'identity.emailNeeded': 'Say where you are reached: this invitation names no mail address.',
    'identity.passwordLength': 'The password must have from {{min}} to {{max}} characters.',
    'identity.passwordIsEmail': 'The password must not be the address.',
    'identity.passwordCommon': 'This password is among the first that anybody would guess.',
    'identity.passwordWrong': 'The current password is wrong.',
    'identity.tryAgain': 'Something changed meanwhile. Try again.',
    'identity.scopesNeeded': 'At least one scope is needed.',
    'identity.tokenExpiry': 'The token must end in the future, at most a year ahead.',
    'identity.tooManyTokens': 'At most {{max}} tokens can be in use at once. Revoke one first.',
    'identity.externalOff': 'No external issuer is configured here.',
    'identity.externalInvalid':
      'The ID token is not one that the configured issuer made out to this platform in the last minutes.',
    'identity.tooManyExternal': 'At most {{max}} external accounts can be bound. Unbind one first.',
    'identity.externalTaken': 'This external account is bound to somebody already.',
    'identity.externalUnbound': 'This external account is not bound to anybody here. Sign in and bind it first.',
  },
  'zh-CN': {
    'identity.wrongCredentials': '邮箱或密码不正确。',
    'identity.tooManyTries': '尝试次数过多，请在 {{minutes}} 分钟后再试。',
    'identity.sessionEnded': '此会话已结束，请重新登录。',
    'identity.invitationInvalid': '该邀请不存在、已使用或已过期，请索取新的邀请。',
    'identity.invitationPassword':
      '此处不能使用该密码。新密码须为 {{min}} 至 {{max}} 个字符，且不能是常见密码或邮箱地址；若该邮箱已有账号，请输入该账号的密码。',
    'identity.emailNeeded': '请填写邮箱：该邀请未指定邮箱地址。',
    'identity.passwordLength': '密码须为 {{min}} 至 {{max}} 个字符。',
    'identity.passwordIsEmail': '密码不能与邮箱相同。',
    'identity.passwordCommon': '该密码过于常见，极易被猜中。',
    'identity.passwordWrong': '当前密码不正确。',
    'identity.tryAgain': '情况刚刚发生变化，请重试。',
    'identity.scopesNeeded': '至少需要一项权限范围。',
    'identity.tokenExpiry': '令牌的到期时间须在将来，且不超过一年。',
    'identity.tooManyTokens': '同时有效的令牌最多 {{max}} 个，请先撤销一个。',
    'identity.externalOff': '此处未配置外部身份提供方。',
    'identity.externalInvalid': '该 ID 令牌不是所配置的身份提供方近几分钟内为本平台签发的。',
    'identity.tooManyExternal': '最多可绑定 {{max}} 个外部账号，请先解除一个。',
    'identity.externalTaken': '该外部账号已绑定到其他人。',
    'identity.externalUnbound': '该外部账号尚未在此绑定。请先登录再绑定。',
  },
};
addMessages(messages);

declare module '../i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
