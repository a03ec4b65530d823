import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'resource.providerElsewhere': 'Only a host or a community keeps what residents offer.',
    'resource.endsFirst': 'It must not end before it begins.',
    'resource.bookedAhead': 'It is booked: its bookings come first.',
    'resource.booked': 'At one time ahead, {{booked}} of it are booked.',
  },
  'zh-CN': {
    'resource.providerElsewhere': '只有主办单位或社区可以代管居民的资源。',
    'resource.endsFirst': '截止日期不能早于起始日期。',
    'resource.bookedAhead': '仍有未结束的预约，须先处理。',
    'resource.booked': '今后某一时段已预约 {{booked}} 份。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
