import type { KeyValue } from '#client/index'
import { en as visitorEn } from '#texts/en'
import { languageOf } from '#texts/languages'
import { zhCN as visitorZhCN } from '#texts/zh-CN'
import { language, speak } from '#ui/i18n/t.ts'
import { en, type TextKey } from './en.ts'
import { zhCN } from './zh-CN.ts'

export { language, type TextKey }

type Language = 'en' | 'zh-CN'

const TEXTS: Record<Language, Record<TextKey, string>> = { en, 'zh-CN': zhCN }
/** What a conversation shows is the same for visitors and agents. */
const SHARED = { en: visitorEn, 'zh-CN': visitorZhCN }
const KEY = 'ozc:language'

export const ownLanguage = (): Language => (language.value === 'zh-CN' ? 'zh-CN' : 'en')

/** The reader of a table of texts: some come with the pages that need them. */
export const readerOf =
  <Key extends string>(texts: Record<Language, Record<Key, string>>) =>
  (key: Key, values: Record<string, string | number> = {}): string =>
    texts[ownLanguage()][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))

export const t = readerOf(TEXTS)

function setLanguage(next: Language) {
  speak(next, SHARED[next])
}

/** What was chosen last, else the browser's. */
export function startLanguage(storage: KeyValue) {
  const wishes = [storage.get(KEY) ?? undefined, ...navigator.languages]
  const wish = wishes.map(one => languageOf(one)).find(one => one === 'en' || one?.startsWith('zh'))
  setLanguage(wish?.startsWith('zh') ? 'zh-CN' : 'en')
}

export function switchLanguage(storage: KeyValue) {
  const next = ownLanguage() === 'en' ? 'zh-CN' : 'en'
  storage.set(KEY, next)
  setLanguage(next)
}
