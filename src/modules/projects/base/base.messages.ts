import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'base.nameTaken': 'There is a base of this name already.',
    'base.noHost': 'Name the units whose base it is.',
  },
  'zh-CN': {
    'base.nameTaken': '已有同名的共建基地。',
    'base.noHost': '请填写基地的共建单位。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
