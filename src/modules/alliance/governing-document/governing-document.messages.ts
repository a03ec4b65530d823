import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'document.published': '“{{title}}” has been published, edition {{edition}}. Confirm receipt for your unit.',
    'document.superseded': 'A newer edition is in force.',
  },
  'zh-CN': {
    'document.published': '《{{title}}》第 {{edition}} 版已发布，请为您的单位签收。',
    'document.superseded': '已有新版生效。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
