import { setImmediate } from 'node:timers/promises'
import MiniSearch from 'minisearch'
import { isEmpty, kindOf, latinWords, read, toPlain, type Lexicon, type Word } from './reading.ts'
import { createSpelling } from './spelling.ts'
import { ENGLISH } from './thesaurus/en.ts'

/** An entry as it is searched. `phrasings` are the question and other ways to ask it. */
export type Searchable = { id: string; phrasings: string[]; answer: string }

/** `score` compares entries for one question; `sure` is 0 to 1 and the same for all questions. */
export type Found = { id: string; score: number; sure: number }

export type Search = {
  /** The best first; an entry that has these very words is always the first and sure. */
  find(text: string): Found[]
}

// Found with one half of test/fixtures/robot and checked with the other: around each figure the result is flat.
const WEIGHTS = { thing: 1, word: 1, part: 0.5 }
const BOOST = { all: 1, answer: 0.3 }
const FURTHER_PHRASING = 0.5
const SHARE = { word: 1, pair: 0.5, part: 0.2, asking: 0.5 }
// A score of so much, for entries whose number has the logarithm 1, is little
const LITTLE = 4.5
// BM25 where each term stands once: longer phrasings have to match more
const BM25 = { base: 0.5, saturation: 1.2, length: 0.7 }
// So many places of its words are looked at, the rarest words first: what is everywhere finds nothing and costs most
const MOST_PLACES = 3_000
const UNKNOWN_PLACES = 0.5
const MOST_COMPARED = 60

type Row = { id: string; all: string; answer: string }

/**
 * Pure: all that it knows are the rows that it was given, and the words of the language. The event loop turns
 * between two entries while the index is made: ten thousand phrasings take seconds.
 */
export async function createSearch(faqs: Searchable[]): Promise<Search> {
  const lexicon = lexiconOf(faqs)
  const termsOf = (text: string) => read(text, { ...lexicon, spell: word => word }).terms
  const exact = new Map<string, string>()
  const phrasings = new Map<string, Set<string>[]>()
  const places = new Map<string, Set<string>>()
  const index = new MiniSearch<Row>({
    fields: ['all', 'answer'],
    tokenize: termsOf,
    processTerm: term => term
  })
  for (const faq of faqs) {
    await setImmediate()
    add(faq)
  }
  const usualLength = averageOf([...phrasings.values()].flat().map(({ size }) => size))

  function add({ id, phrasings: texts, answer }: Searchable) {
    index.add({ id, all: texts.join('\n'), answer })
    const sets = texts.map(text => new Set(termsOf(text)))
    phrasings.set(id, sets)
    for (const text of texts) if (!exact.has(bare(text))) exact.set(bare(text), id)
    for (const term of [...sets.flatMap(set => [...set]), ...termsOf(answer)]) {
      const entries = places.get(term) ?? new Set()
      places.set(term, entries.add(id))
    }
  }

  function find(text: string): Found[] {
    const { terms, words } = read(text, lexicon)
    const same = exact.get(bare(text))
    const found = scoresOf(terms)
      .filter(({ id }) => id !== same)
      .map(({ id, score }) => ({ id, score, sure: sureOf(words, id, score) }))
      .sort((a, b) => b.score - a.score)
    return same === undefined ? found : [{ id: same, score: Infinity, sure: 1 }, ...found]
  }

  /** The entry as a whole, and its phrasings: some questions take a word from each, others are close to one. */
  function scoresOf(terms: string[]): { id: string; score: number }[] {
    const rarest = rarestOf(terms)
    const options = {
      tokenize: () => rarest,
      boost: BOOST,
      boostTerm: (term: string) => WEIGHTS[kindOf(term)]
    }
    return index
      .search(' ', options)
      .slice(0, MOST_COMPARED)
      .map(({ id, score }) => ({ id, score: score + ofPhrasings(terms, phrasings.get(id)!) }))
  }

  function rarestOf(terms: string[]): string[] {
    let left = MOST_PLACES
    return terms
      .map(term => ({ term, count: places.get(term)?.size ?? 0 }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => a.count - b.count)
      .filter(({ count }, i) => i === 0 || (left -= count) > 0)
      .map(({ term }) => term)
  }

  function ofPhrasings(terms: string[], sets: Set<string>[]): number {
    const [best = 0, ...further] = sets.map(set => ofPhrasing(terms, set)).sort((a, b) => b - a)
    return further.reduce((sum, one) => sum + one * FURTHER_PHRASING, best)
  }

  function ofPhrasing(terms: string[], set: Set<string>): number {
    const matched = terms.filter(term => set.has(term))
    const length = 1 - BM25.length + (BM25.length * set.size) / usualLength
    const factor = BM25.base + (BM25.saturation + 1) / (1 + BM25.saturation * length)
    const sum = matched.reduce((total, term) => total + WEIGHTS[kindOf(term)] * rarity(term), 0)
    return sum * factor * matched.length
  }

  const rarity = (term: string) => Math.log(1 + faqs.length / (places.get(term)?.size ?? UNKNOWN_PLACES))

  /** Which share of what the question is about the entry speaks of, less when that is little in all. */
  function sureOf(words: Word[], id: string, score: number): number {
    const about = words.filter(word => !word.isAsking)
    const counted = about.length > 0 ? about : words
    const total = counted.reduce((sum, word) => sum + weightOf(word), 0)
    if (total === 0) return 0
    const matched = counted.reduce((sum, word) => sum + weightOf(word) * shareOf(word, id), 0)
    const strength = 1 - Math.exp(-score / (LITTLE * Math.log(1 + faqs.length)))
    return (matched / total) * strength * (about.length > 0 ? 1 : SHARE.asking)
  }

  function shareOf({ terms, parts }: Word, id: string): number {
    const isThere = (term: string) => places.get(term)?.has(id) === true
    if (terms.some(isThere)) return SHARE.word
    const found = parts.filter(isThere)
    if (found.some(part => kindOf(part) === 'word')) return SHARE.pair
    return found.length > 0 ? SHARE.part : 0
  }

  /** A rare word says more of what it is about; one that nobody knows says most. */
  function weightOf({ terms }: Word): number {
    return rarity(terms.find(term => places.has(term)) ?? '')
  }

  return { find }
}

function lexiconOf(faqs: Searchable[]): Lexicon {
  const words = new Set(latinWords(ENGLISH))
  for (const { phrasings, answer } of faqs)
    for (const word of latinWords([...phrasings, answer].join('\n'))) words.add(word)
  const spell = createSpelling(words)
  return { spell: word => (isEmpty(word) ? word : spell(word)), isWord: word => words.has(word) }
}

const bare = (text: string) => toPlain(text).replace(/[^\p{L}\p{N}]/gu, '')

const averageOf = (numbers: number[]) =>
  numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length)
