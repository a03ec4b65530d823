import type { Locale } from '../../i18n/messages';
import type { Letter } from '../../mail';
import './invitation.messages';

/** The page where a password is set. What opens it stands behind the fragment's sign, so that no server or log ever gets it. */
export function setPasswordPath(secret: string): string {
  return `/set-password#${secret}`;
}

/** The letter that an invitation is sent with. */
export function invitationLetter(invited: {
  readonly to: string;
  readonly name: string;
  readonly invitation: string;
  /** The language of whoever invites: that of the invited person is not known yet. */
  readonly locale: Locale;
  readonly requestId: string;
}): Letter {
  const { to, name, invitation, locale, requestId } = invited;
  return {
    to,
    locale,
    subject: 'mail.invitation.subject',
    text: 'mail.invitation.text',
    parameters: { name, invitation },
    link: { path: setPasswordPath(invitation), words: 'mail.invitation.link' },
    requestId,
    whenLost: 'an invitation could not be mailed: invite the person again',
  };
}
