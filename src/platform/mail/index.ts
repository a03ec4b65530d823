/**
 * Mail (邮件): what leaves the platform by post, beside the requests that it comes from.
 *
 * - letter (信件): one mail to one person, worded in a language
 * - invitation mail (邀请邮件): takes letters with invitations on; without a mail server there is none, and whoever
 *   invites hands the invitation over
 */
import './mail.messages';

export type { InvitationLetter } from './invitation-mail';
export { Mail } from './mail';
