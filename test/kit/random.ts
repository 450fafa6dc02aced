/** A repeatable source of chance: the same seed gives the same run. */
export type Random = {
  /** At least 0, below 1. */
  next(): number
  /** A whole number from 0 to n - 1. */
  int(n: number): number
  pick<T>(list: readonly T[]): T
  chance(probability: number): boolean
  /** A shuffled copy. */
  shuffle<T>(list: readonly T[]): T[]
}

export function createRandom(seed: number): Random {
  const next = mulberry32(seed)
  const int = (n: number) => Math.floor(next() * n)

  return {
    next,
    int,
    pick(list) {
      if (list.length === 0) throw new Error('Cannot pick from an empty list')
      return list[int(list.length)]!
    },
    chance: probability => next() < probability,
    shuffle(list) {
      const copy = [...list]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = int(i + 1)
        ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
      }
      return copy
    }
  }
}

function mulberry32(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
