import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'claim.status.SUBMITTED': 'not decided yet',
    'claim.status.ACCEPTED': 'accepted',
    'claim.status.DECLINED': 'declined',
    'claim.status.WITHDRAWN': 'withdrawn',
    'claim.wrongStatus': 'This is not possible: the claim is $t(claim.status.{{status}}).',
    'claim.claimedAlready': 'This unit has claimed the project already.',
    'claim.tooOften': 'A unit claims a project at most {{max}} times.',
    'claim.tooLate': 'The deadline for claims has passed.',
    'claim.submitted': 'A unit claims the joint project “{{title}}”.',
    'claim.accepted': 'Your unit’s claim on the joint project “{{title}}” was accepted: it leads the project.',
    'claim.declined': 'Your unit’s claim on the joint project “{{title}}” was declined.',
  },
  'zh-CN': {
    'claim.status.SUBMITTED': '待审核',
    'claim.status.ACCEPTED': '已中榜',
    'claim.status.DECLINED': '未中榜',
    'claim.status.WITHDRAWN': '已撤回',
    'claim.wrongStatus': '当前不能进行此操作：认领状态为“$t(claim.status.{{status}})”。',
    'claim.claimedAlready': '该单位已认领此项目。',
    'claim.tooOften': '同一单位对同一项目最多认领{{max}}次。',
    'claim.tooLate': '认领已截止。',
    'claim.submitted': '有单位认领共建项目“{{title}}”。',
    'claim.accepted': '贵单位认领的共建项目“{{title}}”已通过审核，由贵单位牵头。',
    'claim.declined': '贵单位对共建项目“{{title}}”的认领未通过。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
