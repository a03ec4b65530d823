import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'body.noTerritory': 'Name a territory that it runs.',
    'post.nowhere': 'A post is in a body, of a territory, or both.',
    'post.elsewhere': 'Body and territory are of different alliances.',
    'post.ended': 'The post has ended already.',
    'post.endsBeforeBegin': 'The post must not end before it begins.',
  },
  'zh-CN': {
    'body.noTerritory': '请至少指明一个所辖区域。',
    'post.nowhere': '职务须属于某个组织或区域，或两者皆有。',
    'post.elsewhere': '组织与区域不属于同一联合会。',
    'post.ended': '该任职已经结束。',
    'post.endsBeforeBegin': '离任日期不能早于任职日期。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
