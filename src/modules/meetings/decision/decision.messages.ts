import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'actionItem.status.OPEN': 'open',
    'actionItem.status.DONE': 'done',
    'actionItem.status.OVERDUE': 'overdue',
    'actionItem.status.CANCELLED': 'cancelled',
    'actionItem.wrongStep':
      'The action item is $t(actionItem.status.{{from}}) and cannot be $t(actionItem.status.{{to}}) next.',
    'actionItem.overdueByItself': 'The platform itself says what is overdue.',
    'actionItem.dayPast': 'The day has passed already.',
    'actionItem.notInvited': 'Only participants see this item: name units that are invited.',
    'actionItem.unitsNeeded': 'Say which units are to do it.',
    'actionItem.full': 'A meeting gives {{max}} action items at the most.',
    'actionItem.due': 'The action item “{{text}}” of the meeting “{{title}}” is due on {{dueOn}}.',
    'actionItem.overdue': 'The action item “{{text}}” of the meeting “{{title}}” was due on {{dueOn}}.',
    'decision.itemNotBegun': 'There is nothing to decide yet: this item has not begun, or was put off.',
    'decision.voteNotClosed': 'That vote has no outcome: it is open, or was annulled.',
    'decision.contradictsVote': 'The vote came to something else.',
    'decision.full': 'A meeting takes {{max}} decisions at the most.',
    'agenda.carriedVisibility': 'This comes from an earlier meeting, and is never more open than it was there.',
  },
  'zh-CN': {
    'actionItem.status.OPEN': '待办',
    'actionItem.status.DONE': '已办结',
    'actionItem.status.OVERDUE': '逾期',
    'actionItem.status.CANCELLED': '已取消',
    'actionItem.wrongStep': '该事项当前为“$t(actionItem.status.{{from}})”，不能改为“$t(actionItem.status.{{to}})”。',
    'actionItem.overdueByItself': '是否逾期由平台自动判定。',
    'actionItem.dayPast': '期限已过。',
    'actionItem.notInvited': '该议程项仅参会者可见，责任单位须为受邀单位。',
    'actionItem.unitsNeeded': '请注明责任单位。',
    'actionItem.full': '一次会议最多 {{max}} 项决定事项。',
    'actionItem.due': '会议“{{title}}”的决定事项“{{text}}”将于{{dueOn}}到期。',
    'actionItem.overdue': '会议“{{title}}”的决定事项“{{text}}”已于{{dueOn}}到期。',
    'decision.itemNotBegun': '该议程项尚未开始或已延期，无可决定。',
    'decision.voteNotClosed': '该表决没有结果：尚未结束，或已作废。',
    'decision.contradictsVote': '与该表决的结果不符。',
    'decision.full': '一次会议最多 {{max}} 项决定。',
    'agenda.carriedVisibility': '该议程项承接自以往会议，公开范围不得大于原议程项。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
