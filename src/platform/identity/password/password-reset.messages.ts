import { addMessages } from '../../i18n/messages';

const messages = {
  en: {
    'identity.resetInvalid': 'This link does not exist, has been used or has expired. Ask for a new one.',
    'mail.reset.subject': 'Set a new password for Gongjian',
    'mail.reset.text': [
      '{{name}},',
      'here you set a new password for your Gongjian account. The link is good once and for an hour:',
      '{{link}}',
      'All of your sessions end then. If you did not ask for this, do nothing: your password stays as it is.',
    ].join('\n\n'),
    'mail.reset.link': 'Set a new password',
  },
  'zh-CN': {
    'identity.resetInvalid': '该链接不存在、已使用或已过期，请重新申请。',
    'mail.reset.subject': '共建平台：重设密码',
    'mail.reset.text': [
      '{{name}}：',
      '请点击以下链接，为您的共建平台账号设置新密码（仅可使用一次，一小时内有效）：',
      '{{link}}',
      '设置后，您的所有登录会话都将结束。如非您本人申请，无需任何操作，密码保持不变。',
    ].join('\n\n'),
    'mail.reset.link': '设置新密码',
  },
};
addMessages(messages);

declare module '../../i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
