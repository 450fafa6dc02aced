// WB-report: what texts are found by. Where words have spaces between them, each is a token and is found by its beginning. Where they have
// none (Chinese, Japanese, Thai …), every character and every pair of neighbours is one: a word list would cut the same characters
// differently elsewhere, and differently with the next version of Node.js.

const GLUED = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}'
const RUN = new RegExp(`([${GLUED}][${GLUED}\\p{M}ー]*)|([[\\p{L}\\p{N}\\p{M}]--[${GLUED}]]+)`, 'gv')

/** Longer words are cut. */
const LONGEST = 64
const MOST_TOKENS = 12_000
/** Of a query. */
const MOST_TERMS = 8
const MOST_PIECES = 16

/** A stretch of the folded text; `isGlued`: of a script without spaces. */
type Run = { text: string; at: number; isGlued: boolean }

/** One thing that has to occur. */
export type Term = { text: string; isGlued: boolean }

const runsOf = (folded: string): Run[] =>
  [...folded.matchAll(RUN)].map(({ 0: text, 1: glued, index }) => ({
    text,
    at: index,
    isGlued: glued !== undefined
  }))

const known = new Map<string, string>()
const MOST_KNOWN = 20_000

/** A character as it is compared: without case, width and accents. */
function foldOne(one: string): string {
  if (one < '\u0080') return one.toLowerCase()
  const before = known.get(one)
  if (before !== undefined) return before
  const folded = one
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
  if (known.size < MOST_KNOWN) known.set(one, folded)
  return folded
}

export function fold(text: string): string {
  let folded = ''
  for (const one of text) folded += foldOne(one)
  return folded
}

function* piecesOf(text: string): Generator<string> {
  const places = [...text]
  for (const [n, one] of places.entries()) {
    yield one
    if (n + 1 < places.length) yield one + places[n + 1]
  }
}

/** Everything that a text is found by. */
export function tokensOf(text: string): string[] {
  const tokens = new Set<string>()
  for (const run of runsOf(fold(text)))
    for (const token of run.isGlued ? piecesOf(run.text) : [run.text.slice(0, LONGEST)])
      if (tokens.size < MOST_TOKENS) tokens.add(token)
  return [...tokens]
}

/** What somebody looks for; empty when there is no word in it. */
export const termsOf = (query: string): Term[] =>
  runsOf(fold(query))
    .slice(0, MOST_TERMS)
    .map(({ text, isGlued }) => ({ text: isGlued ? text : text.slice(0, LONGEST), isGlued }))

/** The tokens that have to be there, and whether they may go on. */
export function wantedOf(terms: readonly Term[]): { token: string; isStart: boolean }[] {
  const wanted = terms.flatMap(({ text, isGlued }) =>
    isGlued
      ? gluedTokens([...text]).map(token => ({ token, isStart: false }))
      : [{ token: text, isStart: true }]
  )
  return wanted.slice(0, MOST_PIECES)
}

const gluedTokens = (places: string[]) =>
  places.length === 1 ? places : places.slice(1).map((one, n) => places[n]! + one)

/** Where in a text the terms occur, by places of the text as it is; undefined when one of them does not. */
export function find(text: string, terms: readonly Term[]): { from: number; to: number }[] | undefined {
  const { folded, placeOf } = foldWithPlaces(text)
  const runs = runsOf(folded)
  const found = terms.map(term => placesOf(term, folded, runs))
  if (found.some(places => places.length === 0)) return undefined
  const sorted = found
    .flat()
    .map(({ from, to }) => ({ from: placeOf[from]!, to: placeOf[to] ?? text.length }))
    .sort((a, b) => a.from - b.from)
  const joined: { from: number; to: number }[] = []
  for (const one of sorted) {
    const last = joined.at(-1)
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to)
    else joined.push(one)
  }
  return joined
}

function placesOf(term: Term, folded: string, runs: readonly Run[]): { from: number; to: number }[] {
  const { length } = term.text
  if (!term.isGlued)
    return runs
      .filter(({ text, isGlued }) => !isGlued && text.startsWith(term.text))
      .map(({ at }) => ({ from: at, to: at + length }))
  const places = []
  for (let at = folded.indexOf(term.text); at >= 0; at = folded.indexOf(term.text, at + length))
    places.push({ from: at, to: at + length })
  return places
}

/** Each place of the folded text, and one behind it, as a place of the text. */
function foldWithPlaces(text: string): { folded: string; placeOf: number[] } {
  const placeOf: number[] = []
  let folded = ''
  let at = 0
  for (const one of text) {
    const next = foldOne(one)
    for (let n = 0; n < next.length; n++) placeOf.push(at)
    folded += next
    at += one.length
  }
  placeOf.push(text.length)
  return { folded, placeOf }
}

const AROUND = 60
const LONGEST_SNIPPET = 220

export type Snippet = { text: string; isHit: boolean }[]

/** The words around the first place that was found. */
export function snippetOf(text: string, places: readonly { from: number; to: number }[]): Snippet {
  const first = places[0]?.from ?? 0
  const start = first <= AROUND ? 0 : startOfWord(text, first - AROUND)
  const end = Math.min(text.length, start + LONGEST_SNIPPET)
  const parts: Snippet = []
  let at = start
  const add = (to: number, isHit: boolean) => {
    if (to > at) parts.push({ text: text.slice(at, to), isHit })
    at = Math.max(at, to)
  }
  if (start > 0) parts.push({ text: '…', isHit: false })
  for (const { from, to } of places) {
    if (from >= end) break
    add(from, false)
    add(Math.min(to, end), true)
  }
  add(end, false)
  if (end < text.length) parts.push({ text: '…', isHit: false })
  return parts
}

/** Not in the middle of a word, nor of a character. */
function startOfWord(text: string, at: number): number {
  const space = text.slice(at, at + AROUND / 2).search(/\s/)
  if (space >= 0) return at + space + 1
  return /[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at + 1 : at
}
