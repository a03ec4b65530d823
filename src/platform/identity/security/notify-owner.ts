import { shortNetworkOf } from '../../budgets';
import { message, type MessageParameters } from '../../i18n/messages';
import type { SecurityEvent } from '../../observability/security-log';
import type { WriteTransaction } from '../../writes/transaction';
import type { Identity } from '../identity';
import { Person } from '../person/person.entity';
import './security.messages';

/**
 * What the owner of an account is notified of: whatever outlives a stolen session, or ends what is theirs. Each is a
 * security event.
 */
const NOTICES = {
  'security.newDevice': 'new_device',
  'security.passwordChanged': 'password_changed',
  'security.passwordReset': 'password_reset',
  'security.resetIssued': 'password_reset_issued',
  'security.accountDisabled': 'account_disabled',
  'security.accountEnabled': 'account_enabled',
  'security.accessEnded': 'access_ended',
  'security.administratorGranted': 'administrator_granted',
  'security.administratorRevoked': 'administrator_revoked',
  'security.externalBound': 'external_identity_bound',
  'security.externalUnbound': 'external_identity_unbound',
  'security.apiTokenCreated': 'api_token_created',
  'security.sessionEnded': 'session_ended',
  'security.sessionReused': 'refresh_token_reused',
} as const satisfies Readonly<Record<string, SecurityEvent>>;
export type OwnerNotice = keyof typeof NOTICES;

/** A device as it is shown, also where nothing is known of it. */
export function shownDevice(client: string | null, network: string | null): { client: string; network: string } {
  return { client: client ?? '–', network: network ?? '–' };
}

/** Notifies the owner of an account, by mail as well, in their own language. */
export async function notifyOwner(
  identity: Pick<Identity, 'securityLog' | 'notify'>,
  transaction: WriteTransaction,
  personId: string,
  notice: OwnerNotice,
  parameters: MessageParameters,
): Promise<void> {
  const { manager, origin, mail, now } = transaction;
  const { address, requestId } = origin;
  transaction.afterCommit(async () =>
    identity.securityLog.note(NOTICES[notice], { address, requestId, person: personId }),
  );
  await identity.notify(transaction, { personId, key: notice, parameters });
  if (mail === null) return;
  const { name, email, locale } = await manager.findOneByOrFail(Person, { id: personId });
  if (email === null) return;
  const language = locale ?? 'zh-CN';
  mail.send({
    to: email,
    locale: language,
    subject: 'security.letter.subject',
    text: 'security.letter.text',
    parameters: {
      name,
      what: message(language, notice, parameters),
      at: now.toISOString().slice(0, 16).replace('T', ' '),
      ...shownDevice(origin.client, shortNetworkOf(address)),
    },
    requestId,
    whenLost: `a letter about the security of an account could not be mailed: ${notice}`,
  });
}
