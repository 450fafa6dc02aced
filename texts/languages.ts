import type { PageTextKey, TextKey } from './en.ts'

/** By what each language calls itself on the wire; the documented names cn and tw are zh-CN and zh-TW. */
export const LANGUAGES = [
  'en',
  'zh-CN',
  'zh-TW',
  'id',
  'ja',
  'ko',
  'th',
  'vi',
  'ms',
  'de',
  'fr',
  'es',
  'pt',
  'ru',
  'ar'
] as const

export type Language = (typeof LANGUAGES)[number]

/** One form for each category of Intl.PluralRules that the language has; the value called `count` picks it. */
export type Plural = { other: string } & { [Category in Intl.LDMLPluralRule]?: string }
export type Text = string | Plural
export type Texts = Record<TextKey, Text>
export type PageTexts = Record<PageTextKey, Text>

/** The first wish (a documented `locale` or a language tag) that is a language of ours. */
export function languageOf(...wishes: (string | undefined)[]): Language | undefined {
  for (const wish of wishes) {
    const found = wish && nearest(wish.trim().toLowerCase())
    if (found) return found
  }
  return undefined
}

function nearest(wish: string): Language | undefined {
  // Before the others: `zh-Hant` is no mainland Chinese
  if (/^(tw|hk|zh[-_](tw|hk|mo|hant))\b/.test(wish)) return 'zh-TW'
  if (/^(cn|zh)\b/.test(wish)) return 'zh-CN'
  const [name = ''] = wish.split(/[-_]/)
  return LANGUAGES.find(language => language === name)
}

export const directionOf = (language: Language) => (language === 'ar' ? 'rtl' : 'ltr')

/** For Intl: Arabic with the digits that our own sentences, times of agents and order numbers have. */
export const tagOf = (language: Language) => (language === 'ar' ? 'ar-u-nu-latn' : language)

export type Values = Record<string, string | number>

/** Fills in what stands in braces; numbers as the language writes them. */
export function fillIn(language: Language, text: Text, values: Values): string {
  const form = typeof text === 'string' ? text : (text[categoryOf(language, values)] ?? text.other)
  return form.replace(/\{(\w+)\}/g, (_, name: string) => written(language, values[name] ?? ''))
}

const categoryOf = (language: Language, values: Values) =>
  new Intl.PluralRules(language).select(Number(values['count']))

function written(language: Language, value: string | number): string {
  if (typeof value === 'number') return formatNumber(language, value)
  // Whichever way it is written, a name leaves the sentence around it as it is
  return value !== '' && directionOf(language) === 'rtl' ? `\u2068${value}\u2069` : value
}

export const formatNumber = (language: Language, value: number, options: Intl.NumberFormatOptions = {}) =>
  new Intl.NumberFormat(tagOf(language), options).format(value)

export const formatDate = (language: Language, at: number, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(tagOf(language), options).format(at)

export const formatAge = (language: Language, value: number, unit: Intl.RelativeTimeFormatUnit) =>
  new Intl.RelativeTimeFormat(tagOf(language), { numeric: 'auto' }).format(value, unit)

/** Bytes, in the unit that reads best. */
export function formatSize(language: Language, bytes: number): string {
  const unit = bytes < 1_000_000 ? 'kilobyte' : 'megabyte'
  const value = bytes / (unit === 'kilobyte' ? 1_000 : 1_000_000)
  return formatNumber(language, value, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0
  })
}
