import { message, Phrase, type Locale, type MessageKey } from '../i18n/messages';
import { graphqlMessages } from './graphql.messages';

/** Longer ones, which quote what the caller sent, are not taken apart. */
const LONGEST = 1_000;

interface Template {
  readonly key: MessageKey;
  readonly pattern: RegExp;
}

/** graphql's messages, recognised by their English: what stands for a parameter is anything, without quotes where it is quoted. */
const TEMPLATES: readonly Template[] = Object.entries(graphqlMessages.en).map(([key, text]) => ({
  key: key as keyof typeof graphqlMessages.en,
  pattern: new RegExp(
    `^${text
      .replace(/[\\^$.*+?()[\]|]/g, '\\$&')
      .replace(/"\{\{(text|value|example)\}\}"/g, '"(?<$1>.*)"')
      .replace(/"\{\{(\w+)\}\}"/g, '"(?<$1>[^"]*)"')
      .replace(/\{\{(\w+)\}\}/g, '(?<$1>.+?)')}$`,
    's',
  ),
}));

/** Parameters that are words of graphql's again; without them the template is not the right one. */
const WORDS: ReadonlySet<string> = new Set(['token', 'expected']);

/** A message of graphql's in the caller's language, which is wholly in it: of an unknown reason nothing is said. */
export function graphqlWords(locale: Locale, text: string): string {
  return locale === 'en' ? text : (wordsOf(locale, text) ?? message(locale, 'graphql.invalid'));
}

/** The same, for a message that is part of another. */
export function graphqlPhrase(text: string): Phrase {
  return new Phrase((locale) => graphqlWords(locale, text));
}

function wordsOf(locale: Locale, text: string): string | null {
  if (text.length > LONGEST) return null;
  for (const { key, pattern } of TEMPLATES) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const parameters = Object.entries(found.groups ?? {}).map(([name, value]): [string, string | null] => [
      name,
      WORDS.has(name) ? wordsOf(locale, value) : name === 'reason' ? (wordsOf(locale, value) ?? '') : unquoted(value),
    ]);
    if (parameters.some(([, value]) => value === null)) continue;
    return message(locale, key, Object.fromEntries(parameters));
  }
  return null;
}

function unquoted(value: string): string {
  return /^".*"$/s.test(value) ? value.slice(1, -1) : value;
}
