import { addMessages } from '../../i18n/messages';

const messages = {
  en: {
    'account.disabled': 'This account is disabled. Ask the administrator of the installation.',
    'account.own': 'This is your own account. Another administrator has to do this.',
    'account.lastAdministrator': 'This is the last administrator who can sign in. Appoint another one first.',
    'account.notAdministrator': 'This person is no administrator.',
  },
  'zh-CN': {
    'account.disabled': '该账号已停用，请联系系统管理员。',
    'account.own': '这是您本人的账号，须由另一位系统管理员操作。',
    'account.lastAdministrator': '这是最后一名能够登录的系统管理员，请先任命另一位。',
    'account.notAdministrator': '该人员不是系统管理员。',
  },
};
addMessages(messages);

declare module '../../i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
