import { addMessages } from '../../../platform/i18n/messages';
import type { TimelineKind } from './timeline.rules';

const messages = {
  en: {
    'timeline.SCHEDULED': 'The meeting was scheduled.',
    'timeline.CHANGED': 'The meeting was changed.',
    'timeline.PUBLISHED': 'The meeting was announced.',
    'timeline.OPENED': 'The meeting was opened.',
    'timeline.SUSPENDED': 'The meeting went into recess.',
    'timeline.CLOSED': 'The meeting was closed.',
    'timeline.CANCELLED': 'The meeting was cancelled.',
    'timeline.INVITATION_ACCEPTED': 'Will come: {{units}}.',
    'timeline.INVITATION_DECLINED': 'Will not come: {{units}}.',
    'timeline.REPRESENTED': 'Represented by somebody else: {{units}}.',
    'timeline.ARRIVED': 'Arrived: {{units}}.',
    'timeline.LEFT': 'Left: {{units}}.',
    'timeline.GUEST_ARRIVED': 'The guest {{guest}} arrived.',
    'timeline.GUEST_LEFT': 'The guest {{guest}} left.',
    'timeline.ITEM_ADDED': 'Put on the agenda: “{{item}}”.',
    'timeline.ITEM_CHANGED': 'Changed on the agenda: “{{item}}”.',
    'timeline.ITEM_MOVED': 'Moved on the agenda: “{{item}}”.',
    'timeline.ITEM_REMOVED': 'Taken off the agenda: “{{item}}”.',
    'timeline.ITEM_PENDING': 'Set back: “{{item}}”.',
    'timeline.ITEM_ACTIVE': 'Begun or resumed: “{{item}}”.',
    'timeline.ITEM_PAUSED': 'Paused: “{{item}}”.',
    'timeline.ITEM_DONE': 'Finished: “{{item}}”.',
    'timeline.ITEM_POSTPONED': 'Put off: “{{item}}”.',
    'timeline.ITEM_WITHDRAWN': 'Withdrawn: “{{item}}”.',
    'timeline.more': '{{units}} and {{more}} more',
  },
  'zh-CN': {
    'timeline.SCHEDULED': '会议已安排。',
    'timeline.CHANGED': '会议信息已修改。',
    'timeline.PUBLISHED': '会议已发布。',
    'timeline.OPENED': '会议开始或复会。',
    'timeline.SUSPENDED': '会议休会。',
    'timeline.CLOSED': '会议结束。',
    'timeline.CANCELLED': '会议取消。',
    'timeline.INVITATION_ACCEPTED': '将出席：{{units}}。',
    'timeline.INVITATION_DECLINED': '不出席：{{units}}。',
    'timeline.REPRESENTED': '更换参会代表：{{units}}。',
    'timeline.ARRIVED': '到会：{{units}}。',
    'timeline.LEFT': '离会：{{units}}。',
    'timeline.GUEST_ARRIVED': '列席人员{{guest}}到会。',
    'timeline.GUEST_LEFT': '列席人员{{guest}}离会。',
    'timeline.ITEM_ADDED': '列入议程：“{{item}}”。',
    'timeline.ITEM_CHANGED': '修改议程：“{{item}}”。',
    'timeline.ITEM_MOVED': '调整议程顺序：“{{item}}”。',
    'timeline.ITEM_REMOVED': '移出议程：“{{item}}”。',
    'timeline.ITEM_PENDING': '恢复为未开始：“{{item}}”。',
    'timeline.ITEM_ACTIVE': '开始或继续：“{{item}}”。',
    'timeline.ITEM_PAUSED': '暂停：“{{item}}”。',
    'timeline.ITEM_DONE': '完成：“{{item}}”。',
    'timeline.ITEM_POSTPONED': '延期：“{{item}}”。',
    'timeline.ITEM_WITHDRAWN': '撤回：“{{item}}”。',
    'timeline.more': '{{units}}等，另有 {{more}} 家',
  },
} satisfies Record<string, Record<`timeline.${TimelineKind | 'more'}`, string>>;
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
