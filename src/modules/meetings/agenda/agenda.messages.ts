import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'agenda.state.PENDING': 'pending',
    'agenda.state.ACTIVE': 'running',
    'agenda.state.PAUSED': 'paused',
    'agenda.state.DONE': 'done',
    'agenda.state.POSTPONED': 'postponed',
    'agenda.state.WITHDRAWN': 'withdrawn',
    'agenda.wrongStep': 'The item is $t(agenda.state.{{from}}) and cannot be $t(agenda.state.{{to}}) next.',
    'agenda.notInSession': 'An item can only run while the meeting is in session.',
    'agenda.running': 'What is running cannot be removed. Pause or end it first.',
    'agenda.full': 'An agenda has {{max}} items at the most.',
    'agenda.tooDeep': 'An agenda has {{max}} levels at the most.',
    'agenda.underItself': 'An item cannot stand under itself.',
    'agenda.afterItself': 'An item cannot stand after itself.',
    'agenda.afterElsewhere': 'This item has another parent.',
  },
  'zh-CN': {
    'agenda.state.PENDING': '未开始',
    'agenda.state.ACTIVE': '进行中',
    'agenda.state.PAUSED': '已暂停',
    'agenda.state.DONE': '已完成',
    'agenda.state.POSTPONED': '延期',
    'agenda.state.WITHDRAWN': '撤回',
    'agenda.wrongStep': '该议程项当前为“$t(agenda.state.{{from}})”，不能改为“$t(agenda.state.{{to}})”。',
    'agenda.notInSession': '会议进行中才能开始议程项。',
    'agenda.running': '正在进行的议程项不能删除，请先暂停或结束。',
    'agenda.full': '一个议程最多 {{max}} 项。',
    'agenda.tooDeep': '议程最多 {{max}} 级。',
    'agenda.underItself': '议程项不能放在自己之下。',
    'agenda.afterItself': '议程项不能排在自己之后。',
    'agenda.afterElsewhere': '该议程项不在同一上级之下。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
