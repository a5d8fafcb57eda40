import { createContext, useContext } from 'react';
import { english, type Messages } from './english/english';
import { german } from './german/german';

/** In which language a person reads, and how numbers and times are written there. */
export interface Language {
  /** BCP 47, for `lang` and Intl: `de-AT`. */
  readonly tag: string;
  readonly messages: Messages;
}

const MESSAGES: Readonly<Record<string, Messages>> = { de: german, en: english };

/** The first language of the browser that the console has; English, where it has none of them. */
export function languageOf(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const messages = MESSAGES[tag.toLowerCase().split('-')[0] ?? ''];
    if (messages !== undefined) return { tag, messages };
  }
  return { tag: 'en', messages: english };
}

/** Set by the page, once. */
export const LanguageContext = createContext<Language>(languageOf([]));

/** The texts, in the person's language. */
export function useMessages(): Messages {
  return useContext(LanguageContext).messages;
}

/** For Intl. */
export function useLanguageTag(): string {
  return useContext(LanguageContext).tag;
}
