import { addMessages } from '../../i18n/messages';

const messages = {
  en: {
    'security.newDevice': 'Somebody signed in from a device that was new: “{{client}}”, network {{network}}.',
    'security.passwordChanged':
      'The password was changed. All other sessions have ended and external accounts are not bound any more. ' +
      'API tokens that are still good: {{apiTokens}}.',
    'security.passwordReset':
      'A new password was set by a link. All sessions have ended and external accounts are not bound any more. ' +
      'API tokens that are still good: {{apiTokens}}.',
    'security.resetIssued':
      'An administrator made a link by which your password can be set, good once and for an hour.',
    'security.accountDisabled': 'An administrator has disabled your account. All sessions and API tokens have ended.',
    'security.accountEnabled': 'An administrator has enabled your account again.',
    'security.accessEnded': 'An administrator has ended all of your sessions and API tokens.',
    'security.administratorGranted': 'You are now an administrator of the installation.',
    'security.administratorRevoked': 'You are no longer an administrator of the installation.',
    'security.externalBound': 'An account at {{issuer}} was bound. Whoever has it can act as you.',
    'security.externalUnbound': 'An account at {{issuer}} was unbound. It cannot act as you any more.',
    'security.apiTokenCreated':
      'An API token “{{token}}” was created. Whoever has it can act as you within its scopes.',
    'security.sessionEnded': 'A session was ended from another one. It was that of “{{client}}”, network {{network}}.',
    'security.sessionReused':
      'A session was ended because one of its refresh tokens was used twice: somebody may have had a copy of it.',
    'security.letter.subject': 'The security of your Gongjian account',
    'security.letter.text': [
      '{{name}},',
      '{{what}}',
      'This happened at {{at}} UTC, by “{{client}}” in the network {{network}}.',
      'If it was you, there is nothing to do. If it was not, open {{address}} and change your password at once (changePassword): ' +
        'that ends all other sessions and unbinds external accounts. Then look at viewer { sessions externalIdentities apiTokens }, ' +
        'and end what you do not know.',
    ].join('\n\n'),
  },
  'zh-CN': {
    'security.newDevice': '您的账号在新设备上登录：“{{client}}”，网络 {{network}}。',
    'security.passwordChanged':
      '密码已修改。其他会话均已结束，外部账号均已解除绑定。仍然有效的 API 令牌：{{apiTokens}} 个。',
    'security.passwordReset':
      '已通过链接设置新密码。所有会话均已结束，外部账号均已解除绑定。仍然有效的 API 令牌：{{apiTokens}} 个。',
    'security.resetIssued': '系统管理员签发了可为您设置密码的链接，仅可使用一次，一小时内有效。',
    'security.accountDisabled': '系统管理员已停用您的账号，所有会话和 API 令牌均已结束。',
    'security.accountEnabled': '系统管理员已重新启用您的账号。',
    'security.accessEnded': '系统管理员已结束您的所有会话和 API 令牌。',
    'security.administratorGranted': '您已成为系统管理员。',
    'security.administratorRevoked': '您不再是系统管理员。',
    'security.externalBound': '已绑定 {{issuer}} 的外部账号。持有该账号者可以您的身份操作。',
    'security.externalUnbound': '已解除绑定 {{issuer}} 的外部账号，该账号不能再以您的身份操作。',
    'security.apiTokenCreated': '已创建 API 令牌“{{token}}”。持有该令牌者可在其权限范围内以您的身份操作。',
    'security.sessionEnded': '一个会话已被另一会话结束。被结束的是“{{client}}”，网络 {{network}}。',
    'security.sessionReused': '一个会话因其刷新令牌被重复使用而结束：该令牌可能已被他人复制。',
    'security.letter.subject': '共建平台账号安全提醒',
    'security.letter.text': [
      '{{name}}：',
      '{{what}}',
      '时间：{{at}}（UTC）；来自“{{client}}”，网络 {{network}}。',
      '如为您本人操作，无需处理。如非本人操作，请立即打开 {{address}} 修改密码（changePassword）：其他会话将全部结束，外部账号将解除绑定。' +
        '然后请查看 viewer { sessions externalIdentities apiTokens }，结束您不认识的会话和令牌。',
    ].join('\n\n'),
  },
};
addMessages(messages);

declare module '../../i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
