import { hashOf, ZERO } from '../loader/known.ts'

/** The last character before the one that deletes, less what none stands for; a backslash would have to be written twice. */
const MOST = 126 - ZERO
const BACKSLASH = 92 - ZERO
/** A prime: of every other number the first letters of a name would count less. The larger, the fewer strange names pass. */
const SIZES = [2_503, 2_003]

export type KnownNames = { distances: string; by: number; of: number }

/** Looks for a hash under which the names lie so that the way from each to the next is one character; none of `others` may be among them. */
export function packNames(names: readonly string[], others: readonly string[]): KnownNames {
  for (const of of SIZES)
    for (let by = 2; by < of; by++) {
      const hashes = [...new Set(names.map(name => hashOf(name, by, of)))].sort((a, b) => a - b)
      const ways = hashes.map((hash, i) => hash - (hashes[i - 1] ?? 0))
      if (!ways.every(way => way > 0 && way <= MOST && way !== BACKSLASH)) continue
      if (others.some(name => hashes.includes(hashOf(name, by, of)))) continue
      return { distances: String.fromCharCode(...ways.map(way => way + ZERO)), by, of }
    }
  throw new Error('No hash packs the known names: allow other sizes')
}
