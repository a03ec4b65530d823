/**
 * Mail (邮件): what leaves the platform by post, beside the requests that it comes from.
 *
 * - letter (信件): one mail to one person, worded in a language by whoever sends it
 * - letter box (信箱): takes a transaction's letters on; without a mail server there is none
 * - outbox (发件箱): letters in the database, encrypted, until a mail server has taken them or they are given up
 */
export type { Letter } from './letter';
export { Mail, type Undelivered } from './mail';
export { GIVE_UP, WAITING_LETTERS } from './outbox';
