import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'documents.over': 'This link is over or not valid. Ask for a new one.',
    'documents.method': 'A document can only be fetched.',
    'documents.notInstalled':
      'The optional packages that print in this format are not installed on this server. The other format may do.',
    'documents.unprintable': 'This text cannot be printed. The other format may do.',
    'documents.altered':
      'What is stored of this agreement is not what was signed and recorded, and is not printed. Its integrity names what differs.',
    'documents.busy': 'Too much is being printed. Try again shortly.',
  },
  'zh-CN': {
    'documents.over': '此链接已失效，请重新获取。',
    'documents.method': '文件只能下载。',
    'documents.notInstalled': '本服务器未安装打印此格式所需的可选组件，可改用另一种格式。',
    'documents.unprintable': '此文本无法打印，可改用另一种格式。',
    'documents.altered': '该协议现存的内容与所签署、所记载的不符，不予打印；不符之处见完整性校验。',
    'documents.busy': '打印任务过多，请稍后再试。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
