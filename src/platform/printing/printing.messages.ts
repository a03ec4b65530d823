import { addMessages } from '../i18n/messages';

const messages = {
  en: {
    'print.printedAt': 'Printed on {{at}}',
    'print.page': 'Page {{page}} of {{pages}}',
    'print.colon': ': ',
    'print.unshown': 'Characters that this type cannot show, printed as boxes; the canonical text has them',
  },
  'zh-CN': {
    'print.printedAt': '打印时间：{{at}}',
    'print.page': '第 {{page}} 页 / 共 {{pages}} 页',
    'print.colon': '：',
    'print.unshown': '以下字符本字体无法显示，印为方框，规范文本中均有保留',
  },
};
addMessages(messages);

declare module '../i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
