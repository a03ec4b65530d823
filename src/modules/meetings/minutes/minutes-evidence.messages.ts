import { addMessages } from '../../../platform/i18n/messages';

/** What `npx gongjian verify` prints of an evidence file of minutes. */
const messages = {
  en: {
    'minutesEvidence.minutes': 'Minutes {{minutes}} of meeting {{meeting}}, edition {{edition}} (version {{version}})',
    'minutesEvidence.approved': 'Approved {{at}} by {{by}}',
    'minutesEvidence.corrects': 'Corrects {{minutes}}, SHA-256 {{hash}}',
    'minutesEvidence.text': 'SHA-256 {{hash}}',
    'minutesEvidence.sealed': 'Key {{kid}} sealed them',
    'minutesEvidence.body': 'Text:',
    'minutesEvidence.closedBody': 'What is less open than the meeting:',
    'minutesEvidence.unlogged':
      'The file does not show them in the platform’s log: it was written before that was sealed.',
    'minutesEvidence.failed': 'does not hold',
    'minutesEvidence.check.text': 'the text has its hash and is these minutes’',
    'minutesEvidence.check.seal': 'the server’s seal on the text',
    'minutesEvidence.check.closed': 'the server’s seal on what is less open',
    'minutesEvidence.check.checkpoint': 'the server’s signature on the head of its log',
    'minutesEvidence.check.log': 'the approval of this text is in that log',
  },
  'zh-CN': {
    'minutesEvidence.minutes': '会议 {{meeting}} 的纪要 {{minutes}}，第 {{edition}} 版（版本号 {{version}}）',
    'minutesEvidence.approved': '{{at}} 由 {{by}} 批准',
    'minutesEvidence.corrects': '更正 {{minutes}}，SHA-256 {{hash}}',
    'minutesEvidence.text': 'SHA-256 {{hash}}',
    'minutesEvidence.sealed': '由密钥 {{kid}} 签章',
    'minutesEvidence.body': '正文：',
    'minutesEvidence.closedBody': '不公开部分：',
    'minutesEvidence.unlogged': '文件未载明其在平台日志中：文件生成时该日志尚未封印至此。',
    'minutesEvidence.failed': '不成立',
    'minutesEvidence.check.text': '文本与其哈希相符，且属于本纪要',
    'minutesEvidence.check.seal': '服务器对文本的签章',
    'minutesEvidence.check.closed': '服务器对不公开部分的签章',
    'minutesEvidence.check.checkpoint': '服务器对其日志末端的签名',
    'minutesEvidence.check.log': '对此文本的批准载于该日志',
  },
};
addMessages(messages);

declare module '../../../platform/i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
