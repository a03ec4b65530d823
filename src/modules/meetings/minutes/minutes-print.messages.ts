import { addMessages } from '../../../platform/i18n/messages';

const messages = {
  en: {
    'minutes.print.kind': 'Minutes',
    'minutes.print.edition': 'Edition {{edition}}',
    'minutes.print.unapproved': 'Draft: not approved',
    'minutes.print.corrected': 'Corrected: a later edition takes its place',
    'minutes.print.unsealed': 'Not proved: the server’s seals on these minutes do not hold',
    'minutes.print.startsAt': 'Held',
    'minutes.print.number': 'Edition',
    'minutes.print.corrects': 'Corrects edition',
    'minutes.print.approvedBy': 'Approved by',
    'minutes.print.approvedAt': 'Approved on',
    'minutes.print.closed': 'Less open than the meeting: for participants',
    'minutes.print.proof': 'How to check',
    'minutes.print.proofText':
      'The content hash is SHA-256 of this edition’s canonical text (Minutes.canonicalText). The alliance’s audit log holds it.',
    'minutes.print.contentHash': 'Content hash',
  },
  'zh-CN': {
    'minutes.print.kind': '会议纪要',
    'minutes.print.edition': '第 {{edition}} 版',
    'minutes.print.unapproved': '草稿：尚未批准',
    'minutes.print.corrected': '旧版：已有更正的版次替代',
    'minutes.print.unsealed': '未能证实：本纪要的服务器签章不成立',
    'minutes.print.startsAt': '会议时间',
    'minutes.print.number': '版次',
    'minutes.print.corrects': '更正版次',
    'minutes.print.approvedBy': '批准人',
    'minutes.print.approvedAt': '批准时间',
    'minutes.print.closed': '不公开部分（限参会者）',
    'minutes.print.proof': '核验方法',
    'minutes.print.proofText':
      '内容哈希为本版规范文本（Minutes.canonicalText）的 SHA-256 值，联合会的审计日志中有其记载。',
    'minutes.print.contentHash': '内容哈希',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
