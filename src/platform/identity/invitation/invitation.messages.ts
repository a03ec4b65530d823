import { addMessages } from '../../i18n/messages';

const messages = {
  en: {
    'mail.invitation.subject': 'Your invitation to Gongjian',
    'mail.invitation.text': [
      '{{name}},',
      'you are invited to Gongjian (共建), where co-construction alliances and their member units work together.',
      'To take the invitation up, set a password of your own here. It is good once and for seven days. If you have an account with ' +
        'this mail address already, use the password of that account.',
      '{{link}}',
      'For programs, the invitation is: {{invitation}}',
      'Whoever has the invitation can use it, so keep it to yourself. If you did not expect it, do nothing: it ends by itself.',
    ].join('\n\n'),
    'mail.invitation.link': 'Take up the invitation',
    'invitation.undelivered':
      'The invitation of {{name}} to {{email}} could not be delivered: {{reason}}. Look at the address, and invite again.',
  },
  'zh-CN': {
    'mail.invitation.subject': '共建平台邀请',
    'mail.invitation.text': [
      '{{name}}：',
      '您受邀使用“共建”平台，联合会与各成员单位在此协同开展共建工作。',
      '请在以下页面自行设置密码，接受邀请（仅可使用一次，七天内有效）。如该邮箱已有账号，请填写原有账号的密码。',
      '{{link}}',
      '供程序使用的邀请码：{{invitation}}',
      '任何人持有邀请码即可使用，请勿转发。如果您并不知情，无需任何操作，邀请到期后自动失效。',
    ].join('\n\n'),
    'mail.invitation.link': '接受邀请',
    'invitation.undelivered': '发给{{name}}（{{email}}）的邀请未能送达：{{reason}}。请核对邮箱后重新邀请。',
  },
};
addMessages(messages);

declare module '../../i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
