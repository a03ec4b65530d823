import type { RequestError } from '../../platform/errors/errors';
import type { MessageKey } from '../../platform/i18n/messages';

const REALM = 'Bearer realm="gongjian"';

/** What is said of a credential that came, in ASCII, which is all that the header takes. */
const ERRORS: Readonly<Partial<Record<MessageKey, readonly [code: string, description: string]>>> = {
  'errors.credentialExpired': ['invalid_token', 'The credential has expired'],
  'errors.credentialRevoked': ['invalid_token', 'The credential was revoked, or its session has ended'],
  'errors.credentialMalformed': ['invalid_token', 'The credential is none that is accepted here'],
  'identity.externalUnbound': ['invalid_token', 'The external account is bound to nobody'],
  'errors.tokenScope': ['insufficient_scope', 'One of these scopes would do'],
  'errors.notByToken': ['insufficient_scope', 'No API token may do this'],
};

/**
 * The WWW-Authenticate header (RFC 6750, section 3) of a 401, with an error where a credential came, and of a token whose
 * scopes do not cover what it was used for; null for any other refusal.
 */
export function challengeTo({ key, status, parameters }: RequestError): string | null {
  const error = ERRORS[key];
  if (error === undefined) return status === 401 ? REALM : null;
  const [code, description] = error;
  const scope = key === 'errors.tokenScope' ? `, scope="${[parameters['scopes']].flat().join(' ')}"` : '';
  return `${REALM}, error="${code}", error_description="${description}"${scope}`;
}
