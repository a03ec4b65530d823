import { addMessages } from '../../../platform/i18n/messages';
import type { TraceKind } from './trace.entity';

const en = {
  'trace.NEED': 'Needed',
  'trace.RESOURCE': 'Offered',
  'trace.AGREEMENT': 'Agreement drafted',
  'trace.PROPOSED': 'Project proposed',
  'trace.NEED_MATCHED': 'Need taken up by the project',
  'trace.RESOURCE_MATCHED': 'Resource matched to the project',
  'trace.AGREEMENT_ACTIVE': 'Agreement in force',
  'trace.POSTED': 'Posted for claims',
  'trace.CLAIMED': 'Claimed',
  'trace.STARTED': 'Started',
  'trace.MILESTONE_DONE': 'Milestone done',
  'trace.ACTIVITY': 'Activity',
  'trace.COMPLETED': 'Completed',
  'trace.EVALUATED': 'Evaluated',
  'trace.DISCUSSED': 'On the agenda of a meeting',
  'trace.DECIDED': 'Decided by a meeting',
} satisfies Record<`trace.${TraceKind}`, string>;
const messages = {
  en,
  'zh-CN': {
    'trace.NEED': '提出需求',
    'trace.RESOURCE': '提供资源',
    'trace.AGREEMENT': '起草协议',
    'trace.PROPOSED': '提出项目',
    'trace.NEED_MATCHED': '需求对接到项目',
    'trace.RESOURCE_MATCHED': '资源对接到项目',
    'trace.AGREEMENT_ACTIVE': '协议生效',
    'trace.POSTED': '发布揭榜',
    'trace.CLAIMED': '认领',
    'trace.STARTED': '开始实施',
    'trace.MILESTONE_DONE': '完成节点任务',
    'trace.ACTIVITY': '开展活动',
    'trace.COMPLETED': '项目完成',
    'trace.EVALUATED': '成效评价',
    'trace.DISCUSSED': '列入会议议程',
    'trace.DECIDED': '会议作出决定',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
