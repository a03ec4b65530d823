import { message } from '../i18n/messages';
import type { Letter } from './letter';

/** A letter as it is mailed, its words in its language. */
export interface WrittenLetter {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
}

/**
 * @param address where people reach the platform
 * @param checkpoint the audit log's head, for letters that ask for it
 */
export function written(letter: Letter, address: string, checkpoint: string | null): WrittenLetter {
  const { to, locale, subject, text, parameters } = letter;
  return {
    // as an object, so that no address is taken for a list of several
    to: { name: '', address: to },
    subject: message(locale, subject, parameters),
    text: message(locale, text, { ...parameters, address: `${address}/graphql`, checkpoint: checkpoint ?? '—' }),
  };
}
