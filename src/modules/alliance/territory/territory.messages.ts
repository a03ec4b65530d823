import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'territory.wrongLevel': 'A territory of this level cannot lie in one of that level.',
    'territory.insideItself': 'A territory cannot lie in itself, nor in one that lies in it.',
    'territory.notAnEstate': 'Only an estate is managed or open.',
    'territory.nameTaken': 'Another territory in the same place has this name.',
  },
  'zh-CN': {
    'territory.wrongLevel': '该层级的区域不能位于那个层级之下。',
    'territory.insideItself': '区域不能位于自身或自身的下级之内。',
    'territory.notAnEstate': '只有小区才区分物业小区与开放式小区。',
    'territory.nameTaken': '同一上级之下已有同名的区域。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
