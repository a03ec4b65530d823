import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'speaker.state.WAITING': 'waiting',
    'speaker.state.SPEAKING': 'speaking',
    'speaker.state.DONE': 'done',
    'speaker.state.WITHDRAWN': 'withdrawn',
    'speaker.wrongStep': 'The turn is $t(speaker.state.{{from}}) and cannot be $t(speaker.state.{{to}}) next.',
    'speaker.itemOver': 'This item is over, or put off.',
    'speaker.notPresent': 'A unit speaks when it is checked in.',
    'speaker.unitNeeded': 'Say for which unit; only those who run the meeting name somebody without one.',
    'speaker.waitingAlready': 'This unit waits to speak already.',
    'speaker.turnsTaken':
      'A unit speaks {{max}} times to an item at the most; those who run the meeting may let it speak once more.',
    'speaker.full': 'An item takes {{max}} turns at the most.',
    'speaker.itemNotRunning': 'Somebody speaks to the item that is running.',
    'speaker.pointOfOrderFirst': 'A point of order comes first, in the order of asking.',
    'speaker.limitOfSpeaking': 'A time limit is given together with the floor.',
    'speaker.notWaiting': 'This turn does not wait any more.',
    'speaker.pointOfOrderStays': 'Points of order keep the order of asking.',
    'agenda.spokenTo': 'Somebody has spoken to this, or decided on it: it stays. Withdraw it instead.',
  },
  'zh-CN': {
    'speaker.state.WAITING': '等待发言',
    'speaker.state.SPEAKING': '正在发言',
    'speaker.state.DONE': '发言结束',
    'speaker.state.WITHDRAWN': '取消发言',
    'speaker.wrongStep': '该发言当前为“$t(speaker.state.{{from}})”，不能改为“$t(speaker.state.{{to}})”。',
    'speaker.itemOver': '该议程项已结束或已延期。',
    'speaker.notPresent': '单位签到后方可发言。',
    'speaker.unitNeeded': '请注明发言单位；只有会议主持方可以登记不代表单位的发言人。',
    'speaker.waitingAlready': '该单位已在等待发言。',
    'speaker.turnsTaken': '每个单位对同一议程项最多发言 {{max}} 次；会议主持方可以准许再次发言。',
    'speaker.full': '一个议程项最多 {{max}} 次发言。',
    'speaker.itemNotRunning': '只能就正在进行的议程项发言。',
    'speaker.pointOfOrderFirst': '程序性发言优先，并按申请先后进行。',
    'speaker.limitOfSpeaking': '发言时限在开始发言时设置。',
    'speaker.notWaiting': '该发言已不在等待。',
    'speaker.pointOfOrderStays': '程序性发言按申请先后，不能调整。',
    'agenda.spokenTo': '该议程项已有发言或决定，应予保留，可改为撤回。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
