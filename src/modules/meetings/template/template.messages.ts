import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'template.tooDeep': 'An item lies at most one level below the item before it, and the first at level 1.',
    'template.tooMany': 'An alliance has {{max}} templates of agendas at the most.',
  },
  'zh-CN': {
    'template.tooDeep': '议程项最多比前一项低一级，第一项须为第 1 级。',
    'template.tooMany': '一个联合会最多有 {{max}} 个议程模板。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
