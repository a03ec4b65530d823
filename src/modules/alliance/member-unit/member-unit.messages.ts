import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'unit.nameTaken': 'Another member unit has this name.',
    'unit.creditCodeTaken': 'Another member unit has this credit code.',
    'unit.joinedInFuture': 'The joining date lies in the future.',
    'unit.noLongerMember': 'This unit is not a member any more.',
    'unit.notActive': 'Only active units can be named here.',
    'unit.badBase64': 'This is not a file in base64.',
  },
  'zh-CN': {
    'unit.nameTaken': '已有同名的成员单位。',
    'unit.creditCodeTaken': '已有成员单位使用该统一社会信用代码。',
    'unit.joinedInFuture': '加入日期不能晚于今天。',
    'unit.noLongerMember': '该单位已不是成员单位。',
    'unit.notActive': '此处只能选择在册的成员单位。',
    'unit.badBase64': '这不是 base64 编码的文件。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
