import i18next, { type i18n } from 'i18next';
import Negotiator from 'negotiator';

export const locales = ['zh-CN', 'en'] as const;
export type Locale = (typeof locales)[number];

/**
 * Every key that has a text. Each `*.messages.ts` adds its own by declaration merging, so that a key which no module has
 * does not compile.
 */
export interface MessageKeys {}
export type MessageKey = keyof MessageKeys;

/** The rest of the keys that begin like this: `PARTY` and others under `agreement.line.role`. */
export type KeysUnder<Beginning extends string> = RestOf<MessageKey, Beginning>;
type RestOf<Key, Beginning extends string> = Key extends `${Beginning}.${infer Rest}` ? Rest : never;

/** What keys begin with: `agreement`, `agreement.line` and `agreement.line.role` of `agreement.line.role.PARTY`. */
type BeginningOf<Key> = Key extends `${infer Head}.${infer Rest}` ? Head | `${Head}.${BeginningOf<Rest>}` : never;

/** What a message mentions, by name. */
export type MessageParameters = Readonly<Record<string, unknown>>;

const translations: i18n = i18next.createInstance();
void translations.init({
  lng: 'en',
  fallbackLng: 'en',
  supportedLngs: [...locales],
  resources: {},
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
});

/** Adds a module's texts. A key that one language lacks, or has alone, does not compile. */
export function addMessages<Key extends string>(
  messages: Readonly<Record<Locale, Readonly<Record<Key, string>>>>,
): void {
  for (const locale of locales) translations.addResourceBundle(locale, 'translation', messages[locale], true, false);
}

/** A part of a message that is known in words only when the language is. */
export class Phrase {
  constructor(readonly words: (locale: Locale) => string) {}
}

/** A message in the caller's language. */
export function message(locale: Locale, key: MessageKey, parameters: MessageParameters = {}): string {
  const words = Object.entries(parameters).map(([name, value]) => [
    name,
    value instanceof Phrase ? value.words(locale) : value,
  ]);
  return translations.t(key, { lng: locale, ...(Object.fromEntries(words) as MessageParameters) });
}

/** The word for a value that was read from outside. One that nobody here knows is shown by its key. */
export function wordFor(locale: Locale, kind: BeginningOf<MessageKey>, value: string): string {
  return translations.t(`${kind}.${value}`, { lng: locale });
}

/** The language that an Accept-Language header asks for; Chinese when it asks for none that we have. */
export function localeOf(acceptLanguage: string | undefined): Locale {
  if (acceptLanguage === undefined) return 'zh-CN';
  const negotiator = new Negotiator({ headers: { 'accept-language': acceptLanguage } });
  const [best] = negotiator.languages(['zh-CN', 'zh', 'en']);
  return best === 'en' ? 'en' : 'zh-CN';
}
