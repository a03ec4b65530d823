import { addMessages } from '../i18n/messages';

/** What checks of the audit log and of checkpoints print. */
const messages = {
  en: {
    'audit.check.chains': 'each entry is as it was sealed, in its place in its chain ({{entries}} in {{chains}})',
    'audit.check.writer': 'each entry was written by a server of this installation',
    'audit.check.moments': 'the database’s moments run forward',
    'audit.check.tree': 'the log has the root of each of its checkpoints ({{checkpoints}})',
    'audit.check.head': 'the log’s head is signed, and nothing was cut off or left unsealed',
    'audit.check.agreements': 'the history of each agreement is no shorter than the log says',
    'audit.check.kept': 'the log continues the checkpoints that were kept ({{kept}})',
    'audit.problem.gap': 'seal {{position}} is missing',
    'audit.problem.sequence': 'entry {{entry}}: not the next in chain {{chain}} ({{sequence}})',
    'audit.problem.missing': 'entry {{entry}} is gone (chain {{chain}}, {{sequence}})',
    'audit.problem.altered': 'entry {{entry}} or its seal was altered (chain {{chain}}, {{sequence}})',
    'audit.problem.stranger': 'entry {{entry}} was not written by a server (chain {{chain}}, {{sequence}})',
    'audit.problem.backdated':
      'entry {{entry}} is said to be of {{at}}, but was sealed after later ones (chain {{chain}}, {{sequence}})',
    'audit.problem.postdated':
      'entry {{entry}} is said to be of {{at}}, but was sealed before (chain {{chain}}, {{sequence}})',
    'audit.problem.sealedEarlier':
      'entry {{entry}} is said to be sealed {{at}}, after later seals (chain {{chain}}, {{sequence}})',
    'audit.problem.unsigned': 'the checkpoint of {{size}} entries is not signed with a known key',
    'audit.problem.root':
      'the checkpoint of {{size}} entries has another root: what was sealed up to there was altered',
    'audit.problem.cut': 'a checkpoint says {{size}} entries, and there are {{found}}: the end was cut off',
    'audit.problem.headUnsigned':
      'signed are {{size}} entries, and there are {{found}}: the end was not signed, or its checkpoint is gone',
    'audit.problem.unsealed': '{{count}} entries have no seal, the first {{entry}}',
    'audit.problem.nodes': 'stored hashes of the tree were altered',
    'audit.problem.keptUnsigned': 'the kept checkpoint of {{size}} entries is not signed with a known key',
    'audit.problem.keptDiffers': 'the kept checkpoint of {{size}} entries has another root: THE LOG WAS REWRITTEN',
    'audit.problem.setBack':
      'the kept checkpoint says {{size}} entries, and there are {{found}}: THE DATABASE WAS SET BACK',
    'audit.problem.agreement':
      'agreement {{id}} has {{found}} events, and {{logged}} by the log: it was set back or rewritten',
    'audit.problem.agreementGone': 'agreement {{id}} is gone; the log says that it had {{logged}} events',
    'audit.head': 'Log {{origin}}: {{size}} entries, root {{root}}',
    'audit.otherMoments':
      '{{count}} entries name another moment than the database’s (a clock that was wrong, or data from elsewhere).',
    'audit.alarm':
      'The audit log does not hold ({{count}} found): somebody may have altered the database. Keep its backups, and run npx gongjian verify-audit.',
    'audit.alarm.subject': 'Gongjian: THE AUDIT LOG DOES NOT HOLD',
    'audit.alarm.text': [
      '{{name}},',
      'today’s check of the audit log of {{address}} found {{count}}:',
      '{{found}}',
      'Somebody may have altered the database past the platform. Keep its backups, run npx gongjian verify-audit with a checkpoint that ' +
        'was kept elsewhere, and find out who could write to the database. The alarm comes each day until the log holds.',
    ].join('\n\n'),
    'audit.holds': 'Everything holds.',
    'audit.holdsNot': 'NOT EVERYTHING HOLDS: {{count}} found.',
    'audit.usage':
      'usage: npx gongjian verify-audit [--checkpoint FILE]… [--keys FILE] [--language zh-CN|en]   (the database is that of DATABASE_URL)',
    'audit.noDatabase': 'the database cannot be checked: {{reason}}',
    'audit.noCheckpoint': '{{file}} is no checkpoint',
    'checkpoint.kept': 'Kept:    {{origin}}, {{size}} entries, root {{root}}',
    'checkpoint.current': 'Current: {{origin}}, {{size}} entries, root {{root}}',
    'checkpoint.check.kept': 'the kept checkpoint is signed with a known key',
    'checkpoint.check.current': 'the current checkpoint is signed with a known key',
    'checkpoint.check.log': 'both are of one log',
    'checkpoint.check.size': 'the log has not become shorter',
    'checkpoint.check.continued': 'the log continues the kept one: nothing in it was altered or taken out',
    'checkpoint.usage':
      'usage: npx gongjian verify-checkpoint KEPT CURRENT --keys FILE [--language zh-CN|en]   (CURRENT is the answer of /.well-known/gongjian/consistency?from=SIZE)',
    'checkpoint.noContinuation': '{{file}} is no answer of /.well-known/gongjian/consistency',
  },
  'zh-CN': {
    'audit.check.chains': '各条记录与封印时一致，且在其链中位置正确（{{chains}} 条链，{{entries}} 条记录）',
    'audit.check.writer': '各条记录均由本平台服务器写入',
    'audit.check.moments': '数据库时间依次递增',
    'audit.check.tree': '日志与其各检查点的根哈希相符（{{checkpoints}}）',
    'audit.check.head': '日志末端已签名，无截断，无未封印记录',
    'audit.check.agreements': '各协议历程不短于日志所载',
    'audit.check.kept': '日志延续所留存的检查点（{{kept}}）',
    'audit.problem.gap': '缺少封印 {{position}}',
    'audit.problem.sequence': '记录 {{entry}}：并非链 {{chain}} 的下一条（{{sequence}}）',
    'audit.problem.missing': '记录 {{entry}} 已不存在（链 {{chain}}，{{sequence}}）',
    'audit.problem.altered': '记录 {{entry}} 或其封印被改动（链 {{chain}}，{{sequence}}）',
    'audit.problem.stranger': '记录 {{entry}} 并非由服务器写入（链 {{chain}}，{{sequence}}）',
    'audit.problem.backdated': '记录 {{entry}} 所载时间为 {{at}}，却封印于更晚的记录之后（链 {{chain}}，{{sequence}}）',
    'audit.problem.postdated': '记录 {{entry}} 所载时间为 {{at}}，却在此之前已封印（链 {{chain}}，{{sequence}}）',
    'audit.problem.sealedEarlier': '记录 {{entry}} 的封印时间为 {{at}}，早于其前的封印（链 {{chain}}，{{sequence}}）',
    'audit.problem.unsigned': '{{size}} 条记录处的检查点没有已知公钥的签名',
    'audit.problem.root': '{{size}} 条记录处的检查点根哈希不符：此前封印的内容被改动',
    'audit.problem.cut': '检查点载明 {{size}} 条记录，现有 {{found}} 条：末尾被截断',
    'audit.problem.headUnsigned': '已签名 {{size}} 条记录，现有 {{found}} 条：末端未签名，或其检查点已不存在',
    'audit.problem.unsealed': '{{count}} 条记录没有封印，首条为 {{entry}}',
    'audit.problem.nodes': '所存的树哈希被改动',
    'audit.problem.keptUnsigned': '留存的检查点（{{size}} 条记录）没有已知公钥的签名',
    'audit.problem.keptDiffers': '留存的检查点（{{size}} 条记录）根哈希不符：日志已被重写',
    'audit.problem.setBack': '留存的检查点载明 {{size}} 条记录，现有 {{found}} 条：数据库已被回退',
    'audit.problem.agreement': '协议 {{id}} 有 {{found}} 项历程，日志载明 {{logged}} 项：已被回退或重写',
    'audit.problem.agreementGone': '协议 {{id}} 已不存在；日志载明其有 {{logged}} 项历程',
    'audit.head': '日志 {{origin}}：{{size}} 条记录，根哈希 {{root}}',
    'audit.otherMoments': '{{count}} 条记录自载的时间与数据库时间不同（时钟有误，或数据来自别处）。',
    'audit.alarm':
      '审计日志核验未通过（发现 {{count}} 处）：数据库可能被人改动。请保留备份，并运行 npx gongjian verify-audit。',
    'audit.alarm.subject': '共建平台：审计日志核验未通过',
    'audit.alarm.text': [
      '{{name}}：',
      '{{address}} 今日核验审计日志，发现 {{count}} 处异常：',
      '{{found}}',
      '数据库可能被人绕过平台改动。请保留备份，以另行留存的检查点运行 npx gongjian verify-audit，并查明何人可写入数据库。' +
        '日志恢复完好之前，每日提醒。',
    ].join('\n\n'),
    'audit.holds': '全部成立。',
    'audit.holdsNot': '并非全部成立：发现 {{count}} 处。',
    'audit.usage':
      '用法：npx gongjian verify-audit [--checkpoint 文件]… [--keys 文件] [--language zh-CN|en]   （数据库取自 DATABASE_URL）',
    'audit.noDatabase': '无法校验数据库：{{reason}}',
    'audit.noCheckpoint': '{{file}} 不是检查点',
    'checkpoint.kept': '留存：{{origin}}，{{size}} 条记录，根哈希 {{root}}',
    'checkpoint.current': '当前：{{origin}}，{{size}} 条记录，根哈希 {{root}}',
    'checkpoint.check.kept': '留存的检查点由已知公钥签名',
    'checkpoint.check.current': '当前检查点由已知公钥签名',
    'checkpoint.check.log': '两者属于同一日志',
    'checkpoint.check.size': '日志没有变短',
    'checkpoint.check.continued': '日志延续所留存的检查点：其中内容未被改动或删除',
    'checkpoint.usage':
      '用法：npx gongjian verify-checkpoint 留存 当前 --keys 文件 [--language zh-CN|en]   （当前为 /.well-known/gongjian/consistency?from=条数 的应答）',
    'checkpoint.noContinuation': '{{file}} 不是 /.well-known/gongjian/consistency 的应答',
  },
};
addMessages(messages);

declare module '../i18n/messages' {
  interface MessageKeys extends Record<keyof typeof messages.en, true> {}
}
