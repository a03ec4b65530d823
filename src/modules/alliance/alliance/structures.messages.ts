import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'document.published': '“{{title}}” has been published, edition {{edition}}. Confirm receipt for your unit.',
    'document.superseded': 'A newer edition is in force.',
    'expert.endsBeforeBegin': 'The appointment must not end before it begins.',
    'body.noTerritory': 'Name a territory that it runs.',
    'post.nowhere': 'A post is in a body, of a territory, or both.',
    'post.elsewhere': 'Body and territory are of different alliances.',
    'post.ended': 'The post has ended already.',
    'post.endsBeforeBegin': 'The post must not end before it begins.',
    'report.inFuture': 'The day lies in the future.',
    'team.nameTaken': 'Another team of the alliance has this name.',
    'team.fewerThanNamed': 'At least {{named}} belong to it: so many are named.',
  },
  'zh-CN': {
    'document.published': '《{{title}}》第 {{edition}} 版已发布，请为您的单位签收。',
    'document.superseded': '已有新版生效。',
    'expert.endsBeforeBegin': '聘任截止日不能早于起始日。',
    'body.noTerritory': '请至少指明一个所辖区域。',
    'post.nowhere': '职务须属于某个组织或区域，或两者皆有。',
    'post.elsewhere': '组织与区域不属于同一联合会。',
    'post.ended': '该任职已经结束。',
    'post.endsBeforeBegin': '离任日期不能早于任职日期。',
    'report.inFuture': '日期不能晚于今天。',
    'team.nameTaken': '联合会中已有同名的队伍。',
    'team.fewerThanNamed': '人数不能少于已列名的 {{named}} 人。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
