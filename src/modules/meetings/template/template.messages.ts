import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'template.tooDeep': 'An item lies at most one level below the item before it, and the first at level 1.',
    'template.tooMany': 'An alliance has {{max}} templates of agendas at the most.',
    'template.inUse': 'A series begins its meetings with this template. End the series first, or change the template.',
  },
  'zh-CN': {
    'template.tooDeep': '议程项最多比前一项低一级，第一项须为第 1 级。',
    'template.tooMany': '一个联合会最多有 {{max}} 个议程模板。',
    'template.inUse': '有系列会议正在使用此议程模板。请先终止该系列，或修改模板。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
