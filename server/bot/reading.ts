import { stemmer } from 'stemmer'
import { ASKING, THING, chineseMentions, englishMentions, type Mention } from './synonyms.ts'

// From a text to what is looked up. Texts of the FAQ and of visitors are read in the same way.

/** A word of the text with all that it may be found by: itself, and the names of the things that it mentions. */
export type Word = { terms: string[]; parts: string[]; isAsking: boolean }

export type Reading = {
  words: Word[]
  /** Of all words, and what only several words together give; each once. */
  terms: string[]
}

/** What a reader knows: how a mistyped word is spelt, and which words are written in one. */
export type Lexicon = { spell(word: string): string; isWord(word: string): boolean }

const HAN = /\p{Script=Han}/u
const LATIN = /(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+/gu
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

// Words that say nothing of what is asked about. “When” and “how much” do.
const EMPTY = new Set(
  (
    'a an the is are am was were be been being do does did done doing have has had having i me my mine we us our you your ' +
    'u ur it its he she they them their this that these those there of to in on at for from by with and or but if so as ' +
    'what who how please pls hi hello hey thanks thank just also any some still would could should shall will may might ' +
    'must can im ive id ill about up out into over then than very really so too here there want need like go going get got take tell ' +
    'usually normally generally typically always ever already exactly actually maybe perhaps probably quite much more most less ' +
    'other another such only even again back own same first last next new per via etc however therefore though although ' +
    'since until till during before after between without within ' +
    'know let see think make thing things something anything everything whether because while ' +
    '的 了 吗 呢 吧 啊 呀 哦 嘛 哈 啦 亲 您 你 我 他 她 它 们 你们 我们 他们 请 请问 你好 是 在 就 都 也 还 和 跟 把 被 那 这 这个 那个 个 ' +
    '一下 能 会 要 想 可以 能不能 可不可以 是不是 有没有 可 有 不 没 没有 得 着 过 很 说 给 让 帮 帮我 呗 对 从 到底 里 里面 上 下 去 来 出来 起来 弄 搞 做 用 一 二 三 两 几 人 一个 东西 家 你家 的话 然后 但是 因为 所以 而且 ' +
    '如果 已经 真的 有点 觉得 知道 告诉'
  ).split(' ')
)

export function read(text: string, lexicon: Lexicon): Reading {
  const plain = toPlain(text)
  const latin = readLatin(plain, lexicon)
  const han = [...plain.matchAll(/\p{Script=Han}+/gu)].map(([run]) => readHan(run))
  const words = [...latin.words, ...han.flat()]
  const terms = words.flatMap(word => [...word.terms, ...word.parts])
  return { words, terms: [...new Set([...terms, ...latin.joined])] }
}

/** The words of other scripts than Chinese, as they are written. */
export const latinWords = (text: string): string[] => toPlain(text).match(LATIN) ?? []

/** Names of things stand for a word; of parts of a word there may be many, so they count for less. */
export const kindOf = (term: string): 'thing' | 'part' | 'word' => {
  if (term.startsWith(THING) || term.startsWith(ASKING)) return 'thing'
  return term.length === 1 && HAN.test(term) ? 'part' : 'word'
}

export const isEmpty = (word: string) => EMPTY.has(word)

function readLatin(plain: string, { spell, isWord }: Lexicon) {
  const written = latinWords(plain).map(spell)
  const stems = written.map(word => stemmer(word))
  const mentions = englishMentions(stems)
  const words = written.flatMap((word, i) =>
    wordAt(mentions, { from: i, to: i + 1, own: isEmpty(word) ? [] : [stems[i]!], parts: [] })
  )
  // “gift card” and “giftcard”
  const joined = written.slice(1).flatMap((word, i) => {
    const one = written[i]! + word
    return isWord(one) ? [stemmer(one)] : []
  })
  return { words, joined }
}

/** The same characters are cut into other words elsewhere: so each two neighbours and each character are looked up, too. */
function readHan(run: string): Word[] {
  const characters = [...run]
  const mentions = chineseMentions(characters)
  return [...segmenter.segment(run)].flatMap(({ segment, index }) => {
    const to = index + segment.length
    const parts = [...segment].filter(one => !isEmpty(one))
    for (let i = Math.max(1, index); i < Math.min(to + 1, characters.length); i++)
      parts.push(characters[i - 1]! + characters[i]!)
    return wordAt(mentions, { from: index, to, own: isEmpty(segment) ? [] : [segment], parts })
  })
}

type Place = { from: number; to: number; own: string[]; parts: string[] }

function wordAt(mentions: Mention[], { from, to, own, parts }: Place): Word[] {
  const here = mentions.filter(one => one.from < to && one.to > from)
  // What is only a piece of the word may have another meaning: 火 in 火锅
  const isPiece = (one: Mention) => one.to - one.from < 2 && to - from > 1
  const things = here.filter(one => !isPiece(one)).flatMap(one => one.things)
  const pieces = here.filter(isPiece).flatMap(one => one.things)
  if (own.length + things.length + parts.length === 0) return []
  const isAsking = things.length > 0 ? things.every(name => name.startsWith(ASKING)) : own.length === 0
  return [
    { terms: [...own, ...things], parts: [...parts.filter(part => !isEmpty(part)), ...pieces], isAsking }
  ]
}

/** Full-width letters become plain ones; an apostrophe within a word goes, as many leave it out. */
export const toPlain = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]/g, '')
