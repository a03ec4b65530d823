/**
 * Mail (邮件): what leaves the platform by post, beside the requests that it comes from.
 *
 * - letter (信件): one mail to one person, worded in a language by whoever sends it
 * - letter box (信箱): takes letters on; without a mail server there is none
 */
export type { Letter } from './letter';
export { Mail } from './mail';
