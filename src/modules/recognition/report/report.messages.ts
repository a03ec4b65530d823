import { addMessages } from '../../../platform/i18n/messages';

addMessages({
  en: { 'report.endsBeforeStart': 'The period must not end before it begins.' },
  'zh-CN': { 'report.endsBeforeStart': '截止日不能早于起始日。' },
});
