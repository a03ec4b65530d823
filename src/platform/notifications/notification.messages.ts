import { addMessages } from '../i18n/messages';

addMessages({
  en: { 'notification.closed': 'This is about something that is not open to you any more.' },
  'zh-CN': { 'notification.closed': '此通知所涉及的内容已不再对您开放。' },
});
