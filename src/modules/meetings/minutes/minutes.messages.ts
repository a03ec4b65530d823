import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'minutes.none': 'The meeting has no minutes yet. Write them first.',
    'minutes.approved': 'These minutes are approved. A correction is written as a new edition.',
    'minutes.correctsNothing': 'The text is that of the approved minutes: there is nothing to correct.',
    'minutes.unnamed': 'Name the version of the minutes that you have read.',
    'minutes.altered': 'The minutes are not what was approved.',
    'minutes.unsealed': 'The server’s seal on the minutes does not hold.',
  },
  'zh-CN': {
    'minutes.none': '本次会议尚无纪要，请先撰写。',
    'minutes.approved': '纪要已批准；如需更正，请另写新的版次。',
    'minutes.correctsNothing': '内容与已批准的纪要相同，无可更正之处。',
    'minutes.unnamed': '请注明所审阅纪要的版本号。',
    'minutes.altered': '纪要与批准时的内容不一致。',
    'minutes.unsealed': '纪要的服务器签章不成立。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
