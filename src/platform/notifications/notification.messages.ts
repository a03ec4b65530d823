import { addMessages } from '../i18n/messages';

const messages = {
  en: { 'notification.closed': 'This is about something that is not open to you any more.' },
  'zh-CN': { 'notification.closed': '此通知所涉及的内容已不再对您开放。' },
};
addMessages(messages);

declare module '../i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
