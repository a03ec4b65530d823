import type { ErrorCode, RequestError } from '../../errors/errors';
import type { MessageKey } from '../../i18n/messages';
import type { SecurityEvent, SecurityLog } from '../../observability/security-log';
import type { Origin } from '../../writes/transaction';

/** Refusals that are security events. That a credential has run out happens every ten minutes, and is none. */
const EVENTS: Readonly<Partial<Record<ErrorCode, SecurityEvent>>> = {
  CREDENTIAL_MALFORMED: 'credential_malformed',
  CREDENTIAL_REVOKED: 'credential_revoked',
  FORBIDDEN: 'forbidden',
  RATE_LIMITED: 'limit_reached',
};
/** Those whose code is not theirs alone. */
const EVENTS_BY_KEY: Readonly<Partial<Record<MessageKey, SecurityEvent>>> = {
  'errors.origin': 'foreign_origin',
  'errors.crowded': 'limit_reached',
};

/** Notes a request's refusal, if it is a security event. */
export function noteRefusal(
  log: SecurityLog,
  { code, key }: RequestError,
  { address, requestId }: Pick<Origin, 'address' | 'requestId'>,
  person: string | null = null,
): void {
  const event = EVENTS_BY_KEY[key] ?? EVENTS[code];
  if (event === undefined) return;
  const reason = event === 'limit_reached' ? { reason: key } : {};
  log.note(event, { address, requestId, ...reason, ...(person === null ? {} : { person }) });
}
