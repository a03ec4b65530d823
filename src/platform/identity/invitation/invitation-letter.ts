import { message, type Locale } from '../../i18n/messages';
import type { Letter } from '../../mail/letter';
import './invitation.messages';

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
  const password = message(locale, 'mail.invitation.password');
  const mutation =
    `mutation { acceptInvitation(input: { invitation: "${invitation}", password: "${password}" }) ` +
    '{ session { viewer { person { name } } } userErrors { message } } }';
  return {
    to,
    locale,
    subject: 'mail.invitation.subject',
    text: 'mail.invitation.text',
    parameters: { name, invitation, mutation },
    requestId,
    whenLost: 'an invitation could not be mailed: invite the person again',
  };
}
