import { message, type Locale } from '../i18n/messages';
import './printing.messages';

export type Pair = readonly [label: string, value: string];

export interface Table {
  readonly columns: readonly string[];
  /** Of the columns, in percent. */
  readonly widths: readonly number[];
  readonly rows: readonly (readonly string[])[];
}

export interface SignatureBlock {
  readonly unit: string;
  readonly role: string;
  /** Null: there are empty lines to sign on. */
  readonly signed: readonly Pair[] | null;
  readonly blanks: readonly string[];
  /** In groups that a line may end between. */
  readonly hashes: readonly Pair[];
}

/** What a page is made of, one below the other. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraphs' | 'items'; readonly lines: readonly string[] }
  | ({ readonly kind: 'table' } & Table)
  | ({ readonly kind: 'signature' } & SignatureBlock);

/** What is on every page, and how things are written in its language. */
export interface PageFrame {
  readonly language: 'zh' | 'en';
  readonly printedAt: string;
  /** Around the page's number and the number of pages. */
  readonly page: readonly [string, string, string];
  /** Between a label and what it labels. */
  readonly colon: string;
  /** Before the code points that the fonts have no glyph for. */
  readonly unshownLabel: string;
}

/** Everything that is printed, in one language and in order; the formats only typeset it. */
export interface PageLayout extends PageFrame {
  readonly header: Pair;
  /** What kind of document it is, above its title. */
  readonly kind: string;
  readonly title: string;
  readonly notice: string | null;
  readonly facts: readonly Pair[];
  readonly blocks: readonly Block[];
  /** How to check it; null where there is nothing to check by. */
  readonly proof: { readonly title: string; readonly text: string; readonly hash: Pair } | null;
}

/** @param timeZone IANA */
export function pageFrame(locale: Locale, printedAt: Date, timeZone: string): PageFrame {
  const [before = '', between = '', after = ''] = message(locale, 'print.page', { page: '\0', pages: '\0' }).split(
    '\0',
  );
  return {
    language: locale === 'en' ? 'en' : 'zh',
    printedAt: message(locale, 'print.printedAt', { at: printedMoment(printedAt, timeZone) }),
    page: [before, between, after],
    colon: message(locale, 'print.colon'),
    unshownLabel: message(locale, 'print.unshown'),
  };
}

/** What ends a line in any of the ways that Unicode knows (UAX 14: BK, CR, LF, NL). */
export const LINE_END = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;

/** The lines of a text, each to be a paragraph. */
export function printedLines(text: string): string[] {
  return text
    .split(LINE_END)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A hash in groups of eight, which people compare one by one. */
export function groupedHash(hash: string): string {
  return (hash.match(/.{1,8}/g) ?? []).join(' ');
}

/** A moment to the second, with its time zone. */
export function printedMoment(at: Date, timeZone: string): string {
  const parts = new Map(
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')} (${timeZone})`;
}
