import type { Locale, MessageKey, MessageParameters } from '../i18n/messages';

/** One mail to one person. */
export interface Letter {
  readonly to: string;
  readonly locale: Locale;
  readonly subject: MessageKey;
  /** Its words may mention `address` besides the parameters: where people reach the platform. */
  readonly text: MessageKey;
  readonly parameters: MessageParameters;
  /** Of the request that it comes from: by it the audit log finds whom a letter in the log was for. */
  readonly requestId: string;
  /** What the log says, without what the letter holds, when it could not be sent. */
  readonly whenLost: string;
}

/** Where letters go once the transaction has committed. */
export interface LetterBox {
  /** Takes a letter on and does not wait for it to be delivered. */
  send(letter: Letter): void;
}
