import i18next, { type i18n } from 'i18next';
import Negotiator from 'negotiator';

export const locales = ['zh-CN', 'en'] as const;
export type Locale = (typeof locales)[number];

/** A module's texts by key, in every language. */
export type Messages = Readonly<Record<Locale, Readonly<Record<string, string>>>>;

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

/** Adds a module's texts. A key that one language lacks is a fault of the code and is told at start. */
export function addMessages(messages: Messages): void {
  const missing = Object.keys({ ...messages.en, ...messages['zh-CN'] }).filter(
    (key) => messages.en[key] === undefined || messages['zh-CN'][key] === undefined,
  );
  if (missing.length > 0) throw new Error(`messages without a text in every language: ${missing.join(', ')}`);
  for (const locale of locales) translations.addResourceBundle(locale, 'translation', messages[locale], true, false);
}

/** A message in the caller's language. */
export function message(locale: Locale, key: string, parameters: Readonly<Record<string, unknown>> = {}): string {
  return translations.t(key, { lng: locale, ...parameters });
}

export function hasMessage(key: string): boolean {
  return translations.exists(key, { lng: 'en' });
}

/** The language that an Accept-Language header asks for; Chinese when it asks for none that we have. */
export function localeOf(acceptLanguage: string | undefined): Locale {
  if (acceptLanguage === undefined) return 'zh-CN';
  const negotiator = new Negotiator({ headers: { 'accept-language': acceptLanguage } });
  const [best] = negotiator.languages(['zh-CN', 'zh', 'en']);
  return best === 'en' ? 'en' : 'zh-CN';
}
