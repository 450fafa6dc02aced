import { ar, arPages } from './ar.ts'
import { de, dePages } from './de.ts'
import { en, enPages } from './en.ts'
import { es, esPages } from './es.ts'
import { fr, frPages } from './fr.ts'
import { id, idPages } from './id.ts'
import { ja, jaPages } from './ja.ts'
import { ko, koPages } from './ko.ts'
import type { Language, PageTexts, Texts } from './languages.ts'
import { ms, msPages } from './ms.ts'
import { pt, ptPages } from './pt.ts'
import { ru, ruPages } from './ru.ts'
import { th, thPages } from './th.ts'
import { vi, viPages } from './vi.ts'
import { zhCN, zhCNPages } from './zh-CN.ts'
import { zhTW, zhTWPages } from './zh-TW.ts'

/** For the server, which gives each page those of its language. */
export const TEXTS: Record<Language, Texts> = {
  en,
  'zh-CN': zhCN,
  'zh-TW': zhTW,
  id,
  ja,
  ko,
  th,
  vi,
  ms,
  de,
  fr,
  es,
  pt,
  ru,
  ar
}

export const PAGE_TEXTS: Record<Language, PageTexts> = {
  en: enPages,
  'zh-CN': zhCNPages,
  'zh-TW': zhTWPages,
  id: idPages,
  ja: jaPages,
  ko: koPages,
  th: thPages,
  vi: viPages,
  ms: msPages,
  de: dePages,
  fr: frPages,
  es: esPages,
  pt: ptPages,
  ru: ruPages,
  ar: arPages
}
