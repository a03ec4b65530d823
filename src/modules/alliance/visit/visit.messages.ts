import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'membership.visitInFuture': 'The visit lies in the future.',
  },
  'zh-CN': {
    'membership.visitInFuture': '走访日期不能晚于今天。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
