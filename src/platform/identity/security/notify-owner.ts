import { shortNetworkOf } from '../../budgets';
import { message, type MessageParameters } from '../../i18n/messages';
import type { WriteTransaction } from '../../writes/transaction';
import type { Identity } from '../identity';
import { Person } from '../person/person.entity';
import './security.messages';

/** What the owner of an account is notified of: whatever outlives a stolen session, or ends what is theirs. */
export type OwnerNotice =
  | 'security.newDevice'
  | 'security.passwordChanged'
  | 'security.externalBound'
  | 'security.externalUnbound'
  | 'security.apiTokenCreated'
  | 'security.sessionEnded'
  | 'security.sessionReused';

/** A device as it is shown, also where nothing is known of it. */
export function shownDevice(client: string | null, network: string | null): { client: string; network: string } {
  return { client: client ?? '–', network: network ?? '–' };
}

/** Notifies the owner of an account in the transaction, and by mail once it has committed, in their own language. */
export async function notifyOwner(
  identity: Identity,
  transaction: WriteTransaction,
  personId: string,
  notice: OwnerNotice,
  parameters: MessageParameters,
): Promise<void> {
  const { manager, origin, mail, now } = transaction;
  await identity.notify(transaction, { personId, key: notice, parameters });
  if (mail === null) return;
  const { name, email, locale } = await manager.findOneByOrFail(Person, { id: personId });
  if (email === null) return;
  const language = locale ?? 'zh-CN';
  transaction.afterCommit(async () =>
    mail.send({
      to: email,
      locale: language,
      subject: 'security.letter.subject',
      text: 'security.letter.text',
      parameters: {
        name,
        what: message(language, notice, parameters),
        at: now.toISOString().slice(0, 16).replace('T', ' '),
        ...shownDevice(origin.client, shortNetworkOf(origin.address)),
      },
      requestId: origin.requestId,
      whenLost: `a letter about the security of an account could not be mailed: ${notice}`,
    }),
  );
}
