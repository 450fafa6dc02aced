import type { KeyValue } from '#client/index'
import { language, nearestLanguage, setLanguage, type Language } from '#ui/i18n/t.ts'
import { en, type TextKey } from './en.ts'
import { zhCN } from './zh-CN.ts'

export { language, type Language, type TextKey }

const TEXTS: Record<Language, Record<TextKey, string>> = { en, 'zh-CN': zhCN }
const KEY = 'ozc:language'

export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return TEXTS[language.value][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}

/** What was chosen last, else the browser's. */
export function startLanguage(storage: KeyValue) {
  setLanguage(nearestLanguage(storage.get(KEY) ?? undefined, ...navigator.languages))
}

export function switchLanguage(storage: KeyValue) {
  const next = language.value === 'en' ? 'zh-CN' : 'en'
  storage.set(KEY, next)
  setLanguage(next)
}
