import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { PAGE_TEXTS, TEXTS } from '#texts/all'
import { en as chat, enPages, type PageTextKey, type TextKey } from '#texts/en'
import {
  fillIn,
  formatDate,
  formatNumber,
  LANGUAGES,
  languageOf,
  type Language,
  type Text
} from '#texts/languages'

const root = fileURLToPath(new URL('../..', import.meta.url))
const en = { ...chat, ...enPages }
const KEYS = Object.keys(en) as (TextKey | PageTextKey)[]

const sources = ['ui', 'widget', 'h5-chat', 'server']
  .flatMap(folder => readdirSync(`${root}${folder}`, { recursive: true }).map(file => `${folder}/${file}`))
  .filter(path => /\.tsx?$/.test(path))
  .map(path => readFileSync(root + path, 'utf8'))
  .join('\n')

const formsOf = (text: Text) => (typeof text === 'string' ? { other: text } : text)
const places = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort().join()

test('[CFG-locale] every text is used', () => {
  expect(KEYS.filter(key => !new RegExp(`['"]${key.replace('.', '\\.')}['"]`).test(sources))).toEqual([])
})

describe.each(LANGUAGES)('[CFG-locale] %s', language => {
  const texts = { ...TEXTS[language], ...PAGE_TEXTS[language] }

  test('has exactly the keys of English, none of them empty', () => {
    expect(Object.keys(texts).sort()).toEqual([...KEYS].sort())
    expect(KEYS.filter(key => Object.values(formsOf(texts[key])).some(form => form.trim() === ''))).toEqual(
      []
    )
  })

  test('has the places of English to fill in, in every form', () => {
    for (const key of KEYS)
      for (const form of Object.values(formsOf(texts[key])))
        expect([key, places(form)]).toEqual([key, places(formsOf(en[key]).other)])
  })

  test('has a form for each number where it has forms', () => {
    const rules = new Intl.PluralRules(language)
    const needed = new Set(Array.from({ length: 1_000 }, (_, count) => rules.select(count)))
    for (const key of KEYS) {
      if (typeof texts[key] === 'string') continue
      expect([key, [...needed].filter(category => !(category in (texts[key] as object)))]).toEqual([key, []])
    }
  })

  test('has a word for each state of an order', () => {
    expect(String(texts['card.states']).split('|')).toHaveLength(7)
  })

  if (language !== 'en')
    test('is not English left as it is', () => {
      // Words that are the same in some languages
      const same = KEYS.filter(key => JSON.stringify(texts[key]) === JSON.stringify(en[key]))
      expect(same.length, same.join()).toBeLessThan(12)
    })
})

test('[SEC-sign] the documented sentence is there to the letter', () => {
  expect(TEXTS['zh-CN']['chat.illegal']).toBe('经验证当前用户为非法用户,不予接入客户服务中心')
})

test.each([
  ['cn', 'zh-CN'],
  ['tw', 'zh-TW'],
  ['en', 'en'],
  ['EN-us', 'en'],
  ['zh', 'zh-CN'],
  ['zh-Hans-HK', 'zh-CN'],
  ['zh-Hant', 'zh-TW'],
  ['zh-TW', 'zh-TW'],
  ['zh_HK', 'zh-TW'],
  ['zh-SG', 'zh-CN'],
  ['id', 'id'],
  ['pt-BR', 'pt'],
  [' ar-EG ', 'ar'],
  ['twi', undefined],
  ['cnx', undefined],
  ['english', undefined],
  ['xx', undefined],
  ['', undefined],
  ['constructor', undefined]
])('[CFG-locale] %j is %s', (wish, language) => expect(languageOf(wish)).toBe(language))

test('[CFG-locale] the first wish that is one of ours counts', () => {
  expect(languageOf(undefined, 'xx', 'ja-JP', 'de')).toBe('ja')
})

test('[CFG-locale] a number picks its form and is written as the language does', () => {
  const tooLong = (language: Language, count: number) =>
    fillIn(language, TEXTS[language]['composer.tooLong'], { count })
  expect(tooLong('en', 1)).toBe('1 character too many')
  expect(tooLong('en', 1_200)).toBe('1,200 characters too many')
  expect(tooLong('de', 1_200)).toBe('1.200 Zeichen zu viel')
  expect([1, 3, 11, 21].map(count => tooLong('ru', count))).toEqual([
    'Лишний 1 символ',
    'Лишние 3 символа',
    'Лишние 11 символов',
    'Лишний 21 символ'
  ])
  expect([2, 3, 11, 100].map(count => tooLong('ar', count))).toEqual([
    'حرفان زائدان (2)',
    '3 أحرف زائدة',
    '11 حرفًا زائدًا',
    '100 حرف زائد'
  ])
})

test('[CFG-locale] in Arabic what is filled in cannot turn the sentence around, and digits are those of the sentences', () => {
  expect(fillIn('ar', 'مع {name}', { name: 'Ann (Shop)' })).toBe('مع \u2068Ann (Shop)\u2069')
  expect(fillIn('ar', '{name}', { name: '' })).toBe('')
  expect(formatNumber('ar', 1_234)).toMatch(/^1.234$/)
  expect(formatDate('ar', 0, { dateStyle: 'medium', timeZone: 'UTC' })).toMatch(/1970/)
})
