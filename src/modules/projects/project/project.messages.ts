import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'project.status.PROPOSED': 'proposed',
    'project.status.POSTED': 'open to claims',
    'project.status.CLAIMED': 'claimed',
    'project.status.UNDERWAY': 'under way',
    'project.status.COMPLETED': 'completed',
    'project.status.EVALUATED': 'evaluated',
    'project.status.CANCELLED': 'cancelled',
    'project.wrongStatus': 'This is not possible: the project is $t(project.status.{{status}}).',
    'project.whichUnit': 'You belong to several units: say which of them proposes the project.',
    'project.endsBeforeStart': 'The project must not end before it begins.',
    'project.needWithdrawn': 'This need has been withdrawn.',
    'project.resourceUnavailable': 'This resource is not available.',
    'project.hasLead': 'A unit leads this project: it can be started, and need not be posted.',
    'project.needsLead': 'A project that is claimed or under way has a lead unit: name another.',
    'project.noLead': 'No unit leads this project: post it, or name its lead.',
    'project.leadNotActive': 'The lead unit is not an active member: name another first.',
    'project.claimByPast': 'The deadline for claims has to lie in the future.',
    'project.stillClaimable':
      'The project is open to claims until its deadline: accept a claim, or assign it afterwards.',
    'project.milestonesOpen': 'Milestones that are not done: {{open}}.',
    'project.named':
      'Your unit takes part in the joint project “{{title}}”: it rests on a need, a resource, an agreement or a milestone of yours.',
    'project.posted': 'The joint project “{{title}}” that your unit proposed is open to claims.',
    'project.assigned': 'Your unit leads the joint project “{{title}}” from now on.',
    'project.leadReplaced': 'Another unit leads the joint project “{{title}}” from now on; yours takes part.',
    'project.joined': 'Another unit takes part in the joint project “{{title}}”, which your unit leads.',
    'project.started': 'The joint project “{{title}}” is under way.',
    'project.completed': 'The joint project “{{title}}” is completed.',
    'project.evaluated': 'The joint project “{{title}}” has been evaluated.',
    'project.cancelled': 'The joint project “{{title}}” was cancelled.',
    'project.leadLeft':
      '{{unit}}, which leads the joint project “{{title}}”, has left the alliance: assign another unit, or post it again.',
    'project.claimsOver':
      'The deadline for claims on the joint project “{{title}}” has passed (claims to decide on: {{claims}}). Accept one, or assign a unit.',
    'project.agreementOver':
      'The agreement that the joint project “{{title}}” carries out is over ({{number}}). The project goes on.',
    'project.needWithdrawnFrom': 'The need “{{need}}”, which the joint project “{{title}}” is to meet, was withdrawn.',
  },
  'zh-CN': {
    'project.status.PROPOSED': '已提出',
    'project.status.POSTED': '已发布待认领',
    'project.status.CLAIMED': '已认领',
    'project.status.UNDERWAY': '实施中',
    'project.status.COMPLETED': '已完成',
    'project.status.EVALUATED': '已评价',
    'project.status.CANCELLED': '已取消',
    'project.wrongStatus': '当前不能进行此操作：项目状态为“$t(project.status.{{status}})”。',
    'project.whichUnit': '您属于多个单位，请指明由哪个单位提出项目。',
    'project.endsBeforeStart': '项目结束日期不能早于开始日期。',
    'project.needWithdrawn': '该需求已撤回。',
    'project.resourceUnavailable': '该资源不可用。',
    'project.hasLead': '项目已有牵头单位，可直接启动，无需发布。',
    'project.needsLead': '已认领或实施中的项目须有牵头单位，请指定其他单位。',
    'project.noLead': '项目尚无牵头单位，请先发布或指定牵头单位。',
    'project.leadNotActive': '牵头单位已不是有效成员单位，请先指定其他单位。',
    'project.claimByPast': '认领截止时间须晚于当前时间。',
    'project.stillClaimable': '项目仍在认领期内：可审核通过某项认领，或在截止后指定单位。',
    'project.milestonesOpen': '尚有{{open}}项节点任务未完成。',
    'project.named': '贵单位已列为共建项目“{{title}}”的参与单位：项目涉及贵单位的需求、资源、协议或节点任务。',
    'project.posted': '贵单位提出的共建项目“{{title}}”已发布，接受认领。',
    'project.assigned': '共建项目“{{title}}”自即日起由贵单位牵头。',
    'project.leadReplaced': '共建项目“{{title}}”已改由其他单位牵头，贵单位为参与单位。',
    'project.joined': '有单位加入贵单位牵头的共建项目“{{title}}”。',
    'project.started': '共建项目“{{title}}”已启动。',
    'project.completed': '共建项目“{{title}}”已完成。',
    'project.evaluated': '共建项目“{{title}}”已评价。',
    'project.cancelled': '共建项目“{{title}}”已取消。',
    'project.leadLeft': '共建项目“{{title}}”的牵头单位{{unit}}已退出联合会，请指定其他单位或重新发布。',
    'project.claimsOver': '共建项目“{{title}}”认领已截止（待审核认领{{claims}}项），请审核或指定牵头单位。',
    'project.agreementOver': '共建项目“{{title}}”所依协议（{{number}}）已终结，项目继续实施。',
    'project.needWithdrawnFrom': '共建项目“{{title}}”对接的需求“{{need}}”已撤回。',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
