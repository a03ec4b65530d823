import type { RequestError } from '../../platform/errors/errors';
import type { MessageKey } from '../../platform/i18n/messages';

/** What is said of a credential that came, in ASCII, which is all that the header takes. */
const DESCRIPTIONS: Readonly<Partial<Record<MessageKey, string>>> = {
  'errors.credentialExpired': 'The credential has expired',
  'errors.credentialRevoked': 'The credential was revoked, or its session has ended',
  'errors.credentialMalformed': 'The credential is none that is accepted here',
  'identity.externalUnbound': 'The external account is bound to nobody',
};

/** The WWW-Authenticate header of a 401 (RFC 6750, section 3): with an error only where a credential came. */
export function challengeTo({ key }: RequestError): string {
  const description = DESCRIPTIONS[key];
  const error = description === undefined ? '' : `, error="invalid_token", error_description="${description}"`;
  return `Bearer realm="gongjian"${error}`;
}
