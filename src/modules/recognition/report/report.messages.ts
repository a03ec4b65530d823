import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: { 'report.endsBeforeStart': 'The period must not end before it begins.' },
  'zh-CN': { 'report.endsBeforeStart': '截止日不能早于起始日。' },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
