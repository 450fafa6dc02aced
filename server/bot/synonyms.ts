import { stemmer } from 'stemmer'
import { ENGLISH, ENGLISH_ASKING } from './thesaurus/en.ts'
import { CHINESE, CHINESE_ASKING } from './thesaurus/zh.ts'

/** A place in a row of words (or of characters) that names something. */
export type Mention = { from: number; to: number; things: string[] }

const GAP = '…'
const LONGEST_GAP = 3

type Phrase = { parts: string[][]; things: string[] }
type Table = { byFirst: Map<string, Phrase[]> }

/** `words` are the stems of a text, in their order. The longest phrase wins where several begin. */
export function englishMentions(words: string[]): Mention[] {
  return mentions(english, words)
}

/** `characters` is a text, one character each. */
export function chineseMentions(characters: string[]): Mention[] {
  return mentions(chinese, characters)
}

/** Names of things that only ask (“when”) begin so. */
export const ASKING = '?'
export const THING = '~'

const splitEnglish = (line: string) =>
  line.split(',').map(phrase => phrase.split(GAP).map(part => part.trim().split(' ').map(stemmer)))
const splitChinese = (line: string) => line.split(' ').map(word => [[...word]])

const english = tableOf([
  ...rows(ENGLISH_ASKING, splitEnglish, `${ASKING}e`),
  ...rows(ENGLISH, splitEnglish, `${THING}e`)
])
const chinese = tableOf([
  ...rows(CHINESE_ASKING, splitChinese, `${ASKING}z`),
  ...rows(CHINESE, splitChinese, `${THING}z`)
])

function rows(text: string, split: (line: string) => string[][][], prefix: string) {
  return text
    .trim()
    .split('\n')
    .flatMap((line, i) => split(line).map(parts => ({ parts, thing: `${prefix}${i}` })))
}

function tableOf(given: { parts: string[][]; thing: string }[]): Table {
  const phrases = new Map<string, Phrase>()
  for (const { parts, thing } of given) {
    const key = JSON.stringify(parts)
    const phrase = phrases.get(key) ?? { parts, things: [] }
    phrases.set(key, { parts, things: [...new Set([...phrase.things, thing])] })
  }
  const byFirst = new Map<string, Phrase[]>()
  for (const phrase of phrases.values()) {
    const first = phrase.parts[0]![0]!
    byFirst.set(first, [...(byFirst.get(first) ?? []), phrase])
  }
  for (const list of byFirst.values()) list.sort((a, b) => lengthOf(b) - lengthOf(a))
  return { byFirst }
}

function lengthOf({ parts }: Phrase) {
  return parts.flat().length
}

function mentions({ byFirst }: Table, words: string[]): Mention[] {
  const found: Mention[] = []
  for (let from = 0; from < words.length; from++) {
    for (const { parts, things } of byFirst.get(words[from]!) ?? []) {
      const to = endOf(parts, words, from)
      if (to === undefined) continue
      found.push({ from, to, things })
      break
    }
  }
  return found
}

/** Where the phrase ends that begins there; undefined when it does not stand there. */
function endOf(parts: string[][], words: string[], from: number): number | undefined {
  let at = from
  for (const [i, part] of parts.entries()) {
    const gap = i === 0 ? 0 : LONGEST_GAP
    const start = startOf(part, words, { from: at, gap })
    if (start === undefined) return undefined
    at = start + part.length
  }
  return at
}

function startOf(part: string[], words: string[], { from, gap }: { from: number; gap: number }) {
  for (let start = from; start <= from + gap; start++)
    if (part.every((word, i) => words[start + i] === word)) return start
  return undefined
}
