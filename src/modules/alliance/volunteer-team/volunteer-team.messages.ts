import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'team.nameTaken': 'Another team of the alliance has this name.',
    'team.fewerThanNamed': 'At least {{named}} belong to it: so many are named.',
  },
  'zh-CN': {
    'team.nameTaken': '联合会中已有同名的队伍。',
    'team.fewerThanNamed': '人数不能少于已列名的 {{named}} 人。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
