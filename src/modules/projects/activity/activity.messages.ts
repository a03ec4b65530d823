import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: { 'activity.inFuture': 'The day lies in the future.' },
  'zh-CN': { 'activity.inFuture': '活动日期不能晚于今天。' },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
