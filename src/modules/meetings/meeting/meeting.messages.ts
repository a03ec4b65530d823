import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'meeting.status.DRAFT': 'a draft',
    'meeting.status.SCHEDULED': 'scheduled',
    'meeting.status.IN_SESSION': 'in session',
    'meeting.status.RECESS': 'in recess',
    'meeting.status.CLOSED': 'closed',
    'meeting.status.CANCELLED': 'cancelled',
    'meeting.wrongStatus': 'This is not possible: the meeting is $t(meeting.status.{{status}}).',
    'meeting.yearOutOfRange': 'The year must be from {{first}} to {{last}}.',
    'meeting.endsBeforeStart': 'The meeting must end after it starts.',
    'meeting.quorumTooLarge': 'The quorum can be {{invited}} at the most: no more units are invited.',
    'meeting.organisersByOthers': 'A liaison prepares the meeting but does not name its organisers.',
    'meeting.unitWasThere': 'A unit that is or was there stays on the list, since its attendance is kept.',
    'meeting.guestWasThere': 'A guest who is or was there stays on the list, since their attendance is kept.',
  },
  'zh-CN': {
    'meeting.status.DRAFT': '草稿',
    'meeting.status.SCHEDULED': '已安排',
    'meeting.status.IN_SESSION': '进行中',
    'meeting.status.RECESS': '休会',
    'meeting.status.CLOSED': '已结束',
    'meeting.status.CANCELLED': '已取消',
    'meeting.wrongStatus': '无法执行：会议当前状态为“$t(meeting.status.{{status}})”。',
    'meeting.yearOutOfRange': '年份须在 {{first}} 至 {{last}} 之间。',
    'meeting.endsBeforeStart': '会议的结束时间必须晚于开始时间。',
    'meeting.quorumTooLarge': '法定人数最多为 {{invited}}：受邀单位只有这么多。',
    'meeting.organisersByOthers': '联系人可以筹备会议，但不能指定会议组织者。',
    'meeting.unitWasThere': '到过会的单位须保留签到记录，不能移出邀请名单。',
    'meeting.guestWasThere': '到过会的列席人员须保留签到记录，不能移出名单。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
