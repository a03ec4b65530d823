import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'series.ruleUnknown':
      'This rule cannot be followed. Write it as RFC 5545 does, by days, weeks, months or years, such as FREQ=MONTHLY;INTERVAL=3.',
    'series.firstNotInRule': 'The rule does not have this start. Begin with a day that it has.',
    'series.firstPast': 'The first meeting of a series must still be ahead.',
    'series.untilBeforeFirst': 'The last day cannot come before the first meeting.',
    'series.ended': 'The series was ended.',
  },
  'zh-CN': {
    'series.ruleUnknown':
      '无法识别该重复规则。请按 RFC 5545 书写，以日、周、月或年为周期，例如 FREQ=MONTHLY;INTERVAL=3。',
    'series.firstNotInRule': '首次开始时间不符合重复规则，请选择规则中的日期。',
    'series.firstPast': '系列会议的首次会议必须尚未开始。',
    'series.untilBeforeFirst': '截止日期不能早于首次会议。',
    'series.ended': '系列会议已终止。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
