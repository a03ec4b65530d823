import { addMessages } from '../../platform/i18n/messages';

/** What may differ from what was signed, in words (`integrity.field`). */
addMessages({
  en: {
    'agreement.field.alliance': 'alliance',
    'agreement.field.title': 'title',
    'agreement.field.number': 'number',
    'agreement.field.purpose': 'purpose',
    'agreement.field.tier': 'tier',
    'agreement.field.startsOn': 'first day in force',
    'agreement.field.endsOn': 'last day in force',
    'agreement.field.territory': 'territory',
    'agreement.field.parties': 'list of parties',
    'agreement.field.commitments': 'list of commitments',
    'agreement.field.createdAt': 'moment of drafting',
    'agreement.field.activatedAt': 'moment of activation',
    'agreement.field.renews': 'predecessor',
  },
  'zh-CN': {
    'agreement.field.alliance': '所属联合会',
    'agreement.field.title': '名称',
    'agreement.field.number': '编号',
    'agreement.field.purpose': '宗旨',
    'agreement.field.tier': '层级',
    'agreement.field.startsOn': '生效日期',
    'agreement.field.endsOn': '截止日期',
    'agreement.field.territory': '区域',
    'agreement.field.parties': '签约方',
    'agreement.field.commitments': '承诺事项',
    'agreement.field.createdAt': '起草时间',
    'agreement.field.activatedAt': '生效时间',
    'agreement.field.renews': '续签关系',
  },
});
