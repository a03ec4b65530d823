import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'alliance.turnedText': 'The text holds marks that turn the direction of writing. Remove them.',
    'alliance.badName': 'A name stands on one line and has at least one letter, character or digit.',
    'alliance.badSlug': 'Only small letters, digits and single hyphens between them can be used here.',
    'alliance.badTimeZone': 'There is no such time zone. Write one like Asia/Shanghai.',
    'alliance.entered': 'Somebody has entered this alliance already. Its secretariat runs it now.',
    'alliance.slugTaken': 'Another alliance has this name in URLs.',
  },
  'zh-CN': {
    'alliance.turnedText': '文本中含有改变书写方向的控制符，请删除。',
    'alliance.badName': '名称须写在一行内，且至少包含一个文字、字母或数字。',
    'alliance.badSlug': '此处只能使用小写字母、数字以及其间的单个连字符。',
    'alliance.badTimeZone': '没有这个时区，请填写如 Asia/Shanghai。',
    'alliance.entered': '已有人员进入该联合会，现由其秘书处管理。',
    'alliance.slugTaken': '该网址名称已被其他联合会使用。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
