import { useSyncExternalStore } from 'react';
import type { Language } from './texts';

const storageKey = 'gongjian:language';
const listeners = new Set<() => void>();
let current: Language = chosenLanguage() ?? browserLanguage();
document.documentElement.lang = current;

function chosenLanguage(): Language | undefined {
  const chosen = localStorage.getItem(storageKey);
  return chosen === 'zh-CN' || chosen === 'en' ? chosen : undefined;
}

/** The first of the browser's languages that this page speaks; English for those who read neither. */
function browserLanguage(): Language {
  const spoken = navigator.languages.find((language) => /^(zh|en)\b/i.test(language));
  return spoken !== undefined && /^zh/i.test(spoken) ? 'zh-CN' : 'en';
}

/** The language chosen in this page, the browser's until one is. */
export function currentLanguage(): Language {
  return current;
}

export function chooseLanguage(language: Language): void {
  current = language;
  localStorage.setItem(storageKey, language);
  document.documentElement.lang = language;
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage);
}
