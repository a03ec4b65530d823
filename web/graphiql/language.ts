import { useSyncExternalStore } from 'react';
import type { Language } from './texts';

const storageKey = 'gongjian:language';
const listeners = new Set<() => void>();
let current: Language = localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh-CN';
document.documentElement.lang = current;

/** The language chosen in this browser, Chinese until another is. */
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
