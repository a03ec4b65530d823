import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'consultation.needsExperts': 'Name at least one expert.',
    'consultation.notAppointed': 'The appointment of this expert does not last.',
    'consultation.over': 'The consultation is over.',
    'consultation.answered': 'What you advised has been answered.',
    'consultation.answerNeeded': 'Say what becomes of the recommendation.',
  },
  'zh-CN': {
    'consultation.needsExperts': '请至少邀请一位专家。',
    'consultation.notAppointed': '该专家不在聘期内。',
    'consultation.over': '会商已结束。',
    'consultation.answered': '您的建议已获答复。',
    'consultation.answerNeeded': '请说明建议的采纳情况。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
