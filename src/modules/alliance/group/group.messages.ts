import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'alliance.groupNameTaken': 'Another group of the alliance has this name.',
  },
  'zh-CN': {
    'alliance.groupNameTaken': '联合会中已有同名的小组或片区。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
