import { addMessages } from '../i18n/messages';

const messages = {
  en: {
    'document.tooLarge': 'A document may have at most {{max}} bytes, comments and blanks included.',
    'document.inputTooLarge': '{{field}} may have at most {{max}} bytes as JSON.',
    'document.aliases': 'A document may write at most {{max}} aliases.',
    'document.directives': 'A document may write at most {{max}} directives.',
    'document.depth': 'A document may have at most {{max}} levels of fields.',
    'document.circle': 'A fragment must not spread itself.',
    'document.schemaFields': 'A document may ask for at most {{max}} __schema, fragments included.',
    'document.typeFields': 'A document may ask for at most {{max}} __type, fragments included.',
    'document.merged': 'Too many fields fall together under the same keys. Write each field once in each place.',
    'document.introspection':
      'The schema may be asked for at most {{max}} bytes at once. Ask for fewer levels of types.',
  },
  'zh-CN': {
    'document.tooLarge': '文档最多 {{max}} 字节，含注释与空白。',
    'document.inputTooLarge': '{{field}} 的 JSON 最多 {{max}} 字节。',
    'document.aliases': '文档最多书写 {{max}} 个别名。',
    'document.directives': '文档最多书写 {{max}} 个指令。',
    'document.depth': '文档的字段最多 {{max}} 层。',
    'document.circle': '片段不能展开自身。',
    'document.schemaFields': '文档（含片段）最多查询 {{max}} 次 __schema。',
    'document.typeFields': '文档（含片段）最多查询 {{max}} 次 __type。',
    'document.merged': '同一位置、同一键下的字段过多，请在每处只书写一次。',
    'document.introspection': '一次最多查询 {{max}} 字节的架构信息，请减少类型的层级。',
  },
};
addMessages(messages);

declare module '../i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
