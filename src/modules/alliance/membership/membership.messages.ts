import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'membership.status.APPLIED': 'applied for',
    'membership.status.ACTIVE': 'active',
    'membership.status.SUSPENDED': 'suspended',
    'membership.status.LEFT': 'ended',
    'membership.status.DECLINED': 'declined',
    'membership.wrongStatus': 'This is not possible: the membership is $t(membership.status.{{status}}).',
    'membership.noContacts': 'Name somebody whom to reach at the unit.',
    'membership.leftInFuture': 'The day of leaving lies in the future.',
    'membership.leftBeforeJoining': 'The day of leaving lies before the day of joining.',
    'membership.applied': '“{{unit}}” applies for membership.',
    'membership.admit': '“{{unit}}” has been admitted as a member.',
    'membership.decline': 'The application of “{{unit}}” was declined.',
    'membership.suspend': 'The membership of “{{unit}}” has been suspended.',
    'membership.reinstate': 'The membership of “{{unit}}” holds again.',
    'membership.end': 'The membership of “{{unit}}” has ended.',
  },
  'zh-CN': {
    'membership.status.APPLIED': '已申请',
    'membership.status.ACTIVE': '在册',
    'membership.status.SUSPENDED': '暂停',
    'membership.status.LEFT': '已退出',
    'membership.status.DECLINED': '未通过',
    'membership.wrongStatus': '无法执行：该成员资格当前为“$t(membership.status.{{status}})”。',
    'membership.noContacts': '请至少填写一名联系人。',
    'membership.leftInFuture': '退出日期不能晚于今天。',
    'membership.leftBeforeJoining': '退出日期不能早于加入日期。',
    'membership.applied': '“{{unit}}”申请加入联合会。',
    'membership.admit': '“{{unit}}”已加入联合会。',
    'membership.decline': '“{{unit}}”的入会申请未获通过。',
    'membership.suspend': '“{{unit}}”的成员资格已暂停。',
    'membership.reinstate': '“{{unit}}”的成员资格已恢复。',
    'membership.end': '“{{unit}}”的成员资格已终止。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
