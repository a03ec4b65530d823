import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'role.needsOneScope': 'This role is of exactly one sector group, area group or territory.',
    'role.needsTerritory': 'This role is of a territory: say which.',
    'role.notOfThis': 'This role cannot be of such a group or territory.',
    'role.notHeld': 'The person does not have this role.',
    'role.lastSecretariat': 'At least one person who can sign in must remain in the secretariat.',
    'role.given': 'You are now $t(role.name.{{role}}).',
    'role.givenInUnit': 'You are now $t(role.name.{{role}}) of {{unit}}.',
    'role.name.SECRETARIAT': 'in the secretariat',
    'role.name.CONVENOR': 'a convenor',
    'role.name.LIAISON': 'a liaison',
    'role.name.ORGANISER': 'an organiser of meetings',
    'role.name.DISPATCHER': 'a dispatcher',
    'role.name.EXPERT': 'an expert of the think tank',
    'role.name.RESIDENT': 'a resident',
    'role.name.OBSERVER': 'an observer',
    'role.name.REPRESENTATIVE': 'a representative',
    'role.name.STAFF': 'on the staff',
  },
  'zh-CN': {
    'role.needsOneScope': '该角色须属于且仅属于一个界别小组、片区或区域。',
    'role.needsTerritory': '该角色须属于某个区域，请指明。',
    'role.notOfThis': '该角色不能属于这类小组或区域。',
    'role.notHeld': '该人员没有此角色。',
    'role.lastSecretariat': '秘书处须至少保留一名能够登录的人员。',
    'role.given': '您已成为$t(role.name.{{role}})。',
    'role.givenInUnit': '您已成为{{unit}}的$t(role.name.{{role}})。',
    'role.name.SECRETARIAT': '秘书处成员',
    'role.name.CONVENOR': '召集人',
    'role.name.LIAISON': '联系人',
    'role.name.ORGANISER': '会议组织者',
    'role.name.DISPATCHER': '派单员',
    'role.name.EXPERT': '智库专家',
    'role.name.RESIDENT': '居民',
    'role.name.OBSERVER': '观察员',
    'role.name.REPRESENTATIVE': '单位代表',
    'role.name.STAFF': '工作人员',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
