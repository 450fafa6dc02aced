import { readFileSync } from 'node:fs'
import type { Searchable } from '#server/bot/search'

type Entry = { key: string; question: string; phrasings: string[]; answer: string }
type Phrasings = { zh: string[]; en: string[] }
type Set = { questions: (Phrasings & { faq: string })[]; unknown: Phrasings }

const load = <T>(path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as T

/** What the demo shop's robot knows. */
export const shopFaqs = (): Searchable[] =>
  load<Entry[]>('../../demo/faq.json').map(({ key, question, phrasings, answer }) => ({
    id: key,
    phrasings: [question, ...phrasings],
    answer
  }))

const set = load<Set>('../fixtures/robot/phrasings.json')
const LANGUAGES = ['zh', 'en'] as const

/** How visitors ask the shop, and the entry that they mean. */
export const asked = set.questions.flatMap(question =>
  LANGUAGES.flatMap(language =>
    question[language].map(text => ({ text, language, faq: `${question.faq}.${language}` }))
  )
)

/** What they may ask that no shop knows. */
export const beside = [...set.unknown.zh, ...set.unknown.en]
