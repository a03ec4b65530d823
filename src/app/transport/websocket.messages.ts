import { addMessages } from '../../platform/i18n/messages';

const messages = {
  en: {
    'live.tooManySubscriptions': 'One socket can have at most {{max}} subscriptions.',
    'live.tooManyOfNetwork': 'One network can have at most {{max}} subscriptions.',
    'live.tooManyOfAll': 'More than {{max}} subscriptions cannot be served at once: come back later.',
    'live.tooManyOperations': 'One socket can have at most {{max}} operations under way at once.',
  },
  'zh-CN': {
    'live.tooManySubscriptions': '一个连接最多 {{max}} 个订阅。',
    'live.tooManyOfNetwork': '一个网络最多 {{max}} 个订阅。',
    'live.tooManyOfAll': '最多同时提供 {{max}} 个订阅，请稍后再来。',
    'live.tooManyOperations': '一个连接最多同时进行 {{max}} 个操作。',
  },
};
addMessages(messages);

declare module '../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
