import type { AuditReport } from '../../platform/audit';
import { INSTALLATION } from '../../platform/database/ids';
import { message } from '../../platform/i18n/messages';
import { Person } from '../../platform/identity/person/person.entity';
import { notify } from '../../platform/notifications';
import type { WriteTransaction } from '../../platform/writes/transaction';

/** So many of what was found are named in a letter; the check by hand names them all. */
const MOST_NAMED = 10;

/** Notifies the administrators in the transaction, and by mail once it has committed, in their own languages. */
export async function alarmAdministrators(
  tx: WriteTransaction,
  { problems, problemCount }: Pick<AuditReport, 'problems' | 'problemCount'>,
): Promise<void> {
  const { manager, mail, origin } = tx;
  const people = await manager.find(Person, {
    select: { id: true, name: true, email: true, locale: true },
    where: { administrator: true },
  });
  await notify(tx, {
    allianceId: INSTALLATION,
    personIds: people.map(({ id }) => id),
    kind: 'SECURITY',
    key: 'audit.alarm',
    parameters: { count: problemCount },
    subject: null,
  });
  if (mail === null) return;
  for (const { name, email, locale } of people) {
    if (email === null) continue;
    const language = locale ?? 'zh-CN';
    const found = problems.slice(0, MOST_NAMED).map(({ key, parameters }) => message(language, key, parameters));
    mail.send({
      to: email,
      locale: language,
      subject: 'audit.alarm.subject',
      text: 'audit.alarm.text',
      parameters: { name, count: problemCount, found: found.join('\n') },
      requestId: origin.requestId,
      whenLost: 'the alarm of the audit log could not be mailed: the notification stands',
    });
  }
}
