import { signal } from '@preact/signals'
import { en, type TextKey } from './en.ts'
import { zhCN } from './zh-CN.ts'

export type Language = 'en' | 'zh-CN'

const TEXTS: Record<Language, Record<TextKey, string>> = { en, 'zh-CN': zhCN }

/** The language of everything on the screen. */
export const language = signal<Language>('en')

/** The documented `locale` (cn, en, tw …) or a language tag, as the nearest language that there is. */
export function nearestLanguage(...wishes: (string | undefined)[]): Language {
  for (const wish of wishes) {
    if (!wish) continue
    if (/^(cn|tw|zh)/i.test(wish)) return 'zh-CN'
    if (/^en/i.test(wish)) return 'en'
  }
  return 'en'
}

export function setLanguage(next: Language) {
  language.value = next
  document.documentElement.lang = next
}

export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return TEXTS[language.value][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

export const formatTime = (at: number) =>
  new Intl.DateTimeFormat(language.value, { hour: '2-digit', minute: '2-digit' }).format(at)

export const formatMoment = (at: number) =>
  new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' }).format(at)

/** Fen, as yuan with the sign that everybody knows. */
export const formatFen = (fen: number) =>
  new Intl.NumberFormat(language.value, {
    style: 'currency',
    currency: 'CNY',
    currencyDisplay: 'narrowSymbol'
  }).format(fen / 100)

export function formatDay(at: number, now = Date.now()): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000)
  if (days === 0) return t('day.today')
  if (days === 1) return t('day.yesterday')
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return new Intl.DateTimeFormat(language.value, {
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    ...(sameYear ? {} : { year: 'numeric' })
  }).format(at)
}

export function formatSize(bytes: number): string {
  const unit = bytes < 1_000_000 ? 'kilobyte' : 'megabyte'
  const value = bytes / (unit === 'kilobyte' ? 1_000 : 1_000_000)
  return new Intl.NumberFormat(language.value, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0
  }).format(value)
}

export const startOfDay = (at: number) => new Date(at).setHours(0, 0, 0, 0)
