import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'match.words': 'Both speak of: {{words}}',
    'match.category': 'Of the same category',
    'match.place.SAME': 'In the same place',
    'match.place.WITHIN': 'One lies within the other’s area',
    'match.place.AREA': 'Of the same area group',
    'match.place.ANYWHERE': 'Not bound to a place',
    'match.time': 'Available for the whole time',
    'match.partOfTime': 'Available for {{percent}} % of the time',
    'match.capacity': 'Enough is left: {{vacant}}',
    'match.partOfCapacity': '{{vacant}} left of the {{asked}} needed',
    'match.record': 'The unit has completed {{kept}} projects and commitments',
  },
  'zh-CN': {
    'match.words': '都提到：{{words}}',
    'match.category': '类别相同',
    'match.place.SAME': '在同一区域',
    'match.place.WITHIN': '所在区域上下相属',
    'match.place.AREA': '同属一个片区',
    'match.place.ANYWHERE': '不限区域',
    'match.time': '所需时间内均可提供',
    'match.partOfTime': '所需时间内有{{percent}}%可提供',
    'match.capacity': '余量充足：{{vacant}}',
    'match.partOfCapacity': '所需{{asked}}，尚余{{vacant}}',
    'match.record': '该单位已完成{{kept}}项共建项目和承诺',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
