import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'calendarFeed.unitOrScope': 'A feed is of a unit or of a scope, not of both.',
    'calendarFeed.tooMany': 'A person has {{max}} calendar feeds at the most. Revoke one first.',
    'calendarFeed.created':
      'A calendar feed was created. Whoever has its address can read meetings as you, until you revoke it.',
    'calendarFeed.own': 'Gongjian: my meetings',
  },
  'zh-CN': {
    'calendarFeed.unitOrScope': '日历订阅只能针对单位或会议范围之一。',
    'calendarFeed.tooMany': '每人最多 {{max}} 个日历订阅，请先撤销一个。',
    'calendarFeed.created': '已创建日历订阅。持有其地址者可以您的身份查看会议，直至您撤销。',
    'calendarFeed.own': '共建：我的会议',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
