import { parseAccept } from 'hono/utils/accept'
import { PAGE_TEXTS, TEXTS } from '#texts/all'
import type { PageTextKey, TextKey as ChatTextKey } from '#texts/en'
import {
  directionOf,
  fillIn,
  formatAge,
  formatNumber,
  formatSize,
  languageOf,
  tagOf,
  type Language,
  type Values
} from '#texts/languages'

export type { Language }
export type TextKey = ChatTextKey | PageTextKey

/** The documented `locale` when it is one of ours, else what the browser asks for first, else the channel's. */
export function chooseLanguage(
  locale: string | undefined,
  acceptLanguage: string | undefined,
  channel: string | undefined
): Language {
  const accepted = parseAccept(acceptLanguage ?? '').map(({ type }) => type)
  return languageOf(locale, ...accepted, channel) ?? 'en'
}

export type Texts = ReturnType<typeof textsIn>

/** Everything that a page of the server says depends on the language; times are told as ages, for the server does not know the visitor's clock. */
export function textsIn(language: Language) {
  const texts = { ...TEXTS[language], ...PAGE_TEXTS[language] }
  const t = (key: TextKey, values: Values = {}): string => fillIn(language, texts[key], values)
  return {
    language,
    /** For Intl. */
    tag: tagOf(language),
    direction: directionOf(language),
    t,
    age(ms: number): string {
      const minutes = Math.floor(ms / 60_000)
      if (minutes < 1) return t('legacy.justNow')
      if (minutes < 60) return formatAge(language, -minutes, 'minute')
      if (minutes < 1_440) return formatAge(language, -Math.floor(minutes / 60), 'hour')
      return formatAge(language, -Math.floor(minutes / 1_440), 'day')
    },
    size: (bytes: number) => formatSize(language, bytes),
    /** Fen, as yuan. */
    money: (fen: number) =>
      formatNumber(language, fen / 100, {
        style: 'currency',
        currency: 'CNY',
        currencyDisplay: 'narrowSymbol'
      })
  }
}
