import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'milestone.ofItsAgreement': 'A milestone carries out a commitment of the project’s own agreement.',
    'milestone.doneStays': 'A milestone that is done stays as it was.',
    'milestone.done': 'This milestone is done already, on another day.',
    'milestone.doneInFuture': 'The day lies in the future.',
    'milestone.reportedToday':
      'This milestone carries out a commitment, which is reported in its agreement with today’s date.',
    'milestone.due': 'The milestone “{{milestone}}” of the joint project “{{title}}” is due on {{dueOn}}.',
    'milestone.overdue': 'The milestone “{{milestone}}” of the joint project “{{title}}” was due on {{dueOn}}.',
  },
  'zh-CN': {
    'milestone.ofItsAgreement': '节点任务只能对应项目所依协议中的承诺事项。',
    'milestone.doneStays': '已完成的节点任务须保持原样。',
    'milestone.done': '该节点任务已完成，完成日期不同。',
    'milestone.doneInFuture': '完成日期不能晚于今天。',
    'milestone.reportedToday': '该节点任务对应协议承诺，完成日期以今日在协议中登记为准。',
    'milestone.due': '共建项目“{{title}}”的节点任务“{{milestone}}”将于{{dueOn}}到期。',
    'milestone.overdue': '共建项目“{{title}}”的节点任务“{{milestone}}”已于{{dueOn}}到期。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
