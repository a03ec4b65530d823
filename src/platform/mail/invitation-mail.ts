import type { Locale } from '../i18n/messages';

/** An invitation on its way to whoever is invited. */
export interface InvitationLetter {
  readonly to: string;
  readonly name: string;
  readonly invitation: string;
  /** The language of whoever invites: that of the invited person is not known yet. */
  readonly locale: Locale;
  /** Of the request that invites: by it the audit log finds whom a letter in the log was for. */
  readonly requestId: string;
}

/** Where invitations go once the transaction has committed. */
export interface InvitationMail {
  /** Takes a letter on and does not wait for it to be delivered. */
  send(letter: InvitationLetter): void;
}
