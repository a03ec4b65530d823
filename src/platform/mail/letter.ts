import type { Locale, MessageKey } from '../i18n/messages';

/** What a letter's words mention, in a form that can be stored. */
export type LetterParameters = Readonly<Record<string, string | number>>;

/** One mail to one person. */
export interface Letter {
  readonly to: string;
  readonly locale: Locale;
  readonly subject: MessageKey;
  /**
   * Its words may mention, besides the parameters, `address`: where people reach the platform; and `checkpoint`: the audit
   * log's head over all that has been committed, where the letter asks for it.
   */
  readonly text: MessageKey;
  readonly parameters: LetterParameters;
  /** A page of the platform's, with the words that lead there; the letter's words mention it as `link`. */
  readonly link?: { readonly path: string; readonly words: MessageKey };
  readonly withCheckpoint?: true;
  /** Of the request that it comes from: by it the audit log finds whom a letter in the log was for. */
  readonly requestId: string;
  /** What the log says, without what the letter holds, when it could not be sent. */
  readonly whenLost: string;
  /** The global id of what it is about, by which its delivery is shown. */
  readonly about?: string;
  /** Of no use to anybody after that. */
  readonly until?: Date;
  /** Who is notified when it cannot be delivered, and of what; nobody where it only repeats a notification. */
  readonly whenUndelivered?: UndeliveredNotice | null;
}

/** What the sender of a letter is notified of when it could not be delivered. */
export interface UndeliveredNotice {
  readonly personId: string;
  readonly allianceId: string;
  readonly key: MessageKey;
  readonly parameters: LetterParameters;
  readonly subject: string | null;
}

/** Where a transaction's letters go: they are sent once it has committed. */
export interface LetterBox {
  send(letter: Letter): void;
}
