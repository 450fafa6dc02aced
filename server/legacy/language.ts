import { parseAccept } from 'hono/utils/accept'
import { TEXTS, type Language, type TextKey } from './texts.ts'

// In the order in which they are tried: `zh-Hant` is no mainland Chinese
const WISHES: [RegExp, Language][] = [
  [/^(tw|hk|zh[-_](tw|hk|mo|hant))/i, 'zh-TW'],
  [/^(cn|zh)/i, 'zh-CN'],
  [/^en/i, 'en']
]

/** The documented `locale` when it is one of ours, else what the browser asks for first. */
export function languageOf(locale: string | undefined, acceptLanguage: string | undefined): Language {
  const accepted = parseAccept(acceptLanguage ?? '').map(({ type }) => type)
  for (const wish of [locale ?? '', ...accepted]) {
    const found = WISHES.find(([pattern]) => pattern.test(wish))
    if (found) return found[1]
  }
  return 'en'
}

export type Texts = ReturnType<typeof textsIn>

/** Everything that the page says depends on the language; times are told as ages, for the server does not know the visitor's clock. */
export function textsIn(language: Language) {
  const ages = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  return {
    language,
    t: (key: TextKey, values: Record<string, string | number> = {}): string =>
      TEXTS[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '')),
    age(ms: number): string {
      const minutes = Math.floor(ms / 60_000)
      if (minutes < 1) return TEXTS[language].justNow
      if (minutes < 60) return ages.format(-minutes, 'minute')
      if (minutes < 1_440) return ages.format(-Math.floor(minutes / 60), 'hour')
      return ages.format(-Math.floor(minutes / 1_440), 'day')
    },
    size(bytes: number): string {
      const unit = bytes < 1_000_000 ? 'kilobyte' : 'megabyte'
      const value = bytes / (unit === 'kilobyte' ? 1_000 : 1_000_000)
      return new Intl.NumberFormat(language, {
        style: 'unit',
        unit,
        unitDisplay: 'short',
        maximumFractionDigits: value < 10 ? 1 : 0
      }).format(value)
    }
  }
}
