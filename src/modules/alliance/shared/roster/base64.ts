import { setImmediate } from 'node:timers/promises';

const DIGIT = 1;
const BLANK = 2;
const PADDING = 3;
/** What each of the first 128 characters is in base64; the others are nothing. */
const KINDS = new Uint8Array(128);
const mark = (characters: string, kind: number): void =>
  [...characters].forEach((c) => (KINDS[c.charCodeAt(0)] = kind));
mark('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', DIGIT);
mark(' \t\r\n', BLANK);
mark('=', PADDING);

const charactersWithoutPause = 1_048_576;

/**
 * The bytes behind base64 text (RFC 4648, line breaks allowed); null when it is none, or is empty. One pass over the
 * characters, since patterns and replacements take a second for a text with a blank after each digit; it pauses now and
 * then so that the process goes on serving.
 */
export async function decodeBase64(text: string): Promise<Buffer | null> {
  let digits = 0;
  let padding = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (at % charactersWithoutPause === charactersWithoutPause - 1) await setImmediate();
    const kind = KINDS[text.charCodeAt(at)];
    if (kind === DIGIT && padding === 0) digits += 1;
    else if (kind === PADDING && padding < 2) padding += 1;
    else if (kind !== BLANK) return null;
  }
  const padded = padding === 0 || (digits + padding) % 4 === 0;
  if (digits === 0 || !padded || digits % 4 === 1) return null;
  return Buffer.from(text, 'base64');
}
