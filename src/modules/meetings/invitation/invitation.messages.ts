import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'meeting.proxyWhenAccepting': 'A unit that comes itself has no proxy.',
    'meeting.representativeWhenDeclining':
      'A unit that does not come has no representative there. Name a proxy instead.',
    'meeting.presentAlready': 'The unit is present.',
    'meeting.ownProxy': 'A unit cannot stand in for itself.',
    'meeting.proxyDeclined': 'The proxy has declined itself.',
    'meeting.proxyCarriesEnough': 'The proxy stands in for {{max}} units already, which is the most.',
    'meeting.checkInOne': 'Name one of these: a unit, several units, a guest.',
    'meeting.representativeOfOne': 'Say who has come for one unit that is there, and for no other.',
    'meeting.checkInClosed': 'Check-in opens one hour before the meeting and ends with it.',
    'meeting.codeNeeded': 'Enter the code shown in the room.',
    'meeting.codeWrong': 'This is not the code shown in the room now.',
    'meeting.invited': 'Your unit is invited to the meeting “{{title}}”.',
  },
  'zh-CN': {
    'meeting.proxyWhenAccepting': '自行出席的单位不能委托其他单位。',
    'meeting.representativeWhenDeclining': '不出席的单位没有参会代表，可改为委托其他单位。',
    'meeting.presentAlready': '该单位已到会。',
    'meeting.ownProxy': '单位不能委托自己。',
    'meeting.proxyDeclined': '受委托的单位自己也不出席。',
    'meeting.proxyCarriesEnough': '受委托的单位已代行 {{max}} 家单位，不能再受委托。',
    'meeting.checkInOne': '请在一家单位、多家单位和列席人员中选择其一。',
    'meeting.representativeOfOne': '只能为一家到会单位写明参会代表。',
    'meeting.checkInClosed': '签到在会议开始前一小时开放，会议结束即止。',
    'meeting.codeNeeded': '请输入会场显示的签到码。',
    'meeting.codeWrong': '签到码与会场当前显示的不符。',
    'meeting.invited': '您的单位受邀参加会议“{{title}}”。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
