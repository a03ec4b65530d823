import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'listRound.duePast': 'The last day for an answer is over.',
    'listRound.dueTooFar': 'A round may be open for a year at the most.',
    'listRound.open': 'The lists were sent already: answers are due by {{dueOn}}.',
    'listRound.notAsked': 'This unit was not asked in this round.',
    'listRound.sent': 'Please bring your needs and resources up to date by {{dueOn}}.',
    'listRound.dueSoon': 'Your needs and resources are to be up to date by {{dueOn}}: your unit has not answered yet.',
    'listRound.dueToday': 'Your needs and resources are to be up to date today: your unit has not answered yet.',
  },
  'zh-CN': {
    'listRound.duePast': '截止日期已过。',
    'listRound.dueTooFar': '征集期限最长一年。',
    'listRound.open': '清单已发出，反馈截止日期为 {{dueOn}}。',
    'listRound.notAsked': '本次征集未涉及该单位。',
    'listRound.sent': '请于 {{dueOn}} 前更新本单位的需求清单和资源清单。',
    'listRound.dueSoon': '需求清单和资源清单须于 {{dueOn}} 前更新，本单位尚未反馈。',
    'listRound.dueToday': '需求清单和资源清单今天截止，本单位尚未反馈。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
