import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'need.status.OPEN': 'open',
    'need.status.MATCHED': 'matched',
    'need.status.IN_PROGRESS': 'in progress',
    'need.status.MET': 'met',
    'need.status.WITHDRAWN': 'withdrawn',
    'need.dayPast': 'The day until which it is needed is over.',
    'need.setByProjects': 'A need is matched, and in progress, by its projects alone.',
    'need.wrongStep': 'A need that is $t(need.status.{{from}}) cannot be made $t(need.status.{{to}}).',
  },
  'zh-CN': {
    'need.status.OPEN': '待对接',
    'need.status.MATCHED': '已对接',
    'need.status.IN_PROGRESS': '进行中',
    'need.status.MET': '已满足',
    'need.status.WITHDRAWN': '已撤回',
    'need.dayPast': '需求期限已过。',
    'need.setByProjects': '“已对接”和“进行中”只由共建项目决定。',
    'need.wrongStep': '需求$t(need.status.{{from}})，不能改为$t(need.status.{{to}})。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
