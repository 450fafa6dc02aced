import type { Found } from './search.ts'

/** How sure (0 to 1) a robot has to be. Part of each robot's settings. */
export type Thresholds = {
  /** From here on the best entry is the answer … */
  answer: number
  /** … if the second's score is at most this share of its own. */
  second: number
  /** From here on the best entries are offered; below it the question is unknown. */
  suggest: number
}

export const DEFAULT_THRESHOLDS: Thresholds = { answer: 0.65, second: 0.8, suggest: 0.25 }

/** At most so many entries are offered: as the answer and beside it, or instead of an answer. */
const MOST = 3

export type Verdict =
  | { kind: 'answer'; id: string; others: string[] }
  | { kind: 'suggest'; ids: string[] }
  | { kind: 'unknown' }

/** `found` as the search gives it: the best first. */
export function judge(found: Found[], { answer, second, suggest }: Thresholds): Verdict {
  const [best, next] = found
  if (!best || best.sure < suggest) return { kind: 'unknown' }
  const ids = found.slice(0, MOST).map(({ id }) => id)
  const isClear = !next || next.score <= best.score * second
  return best.sure >= answer && isClear
    ? { kind: 'answer', id: best.id, others: ids.slice(1) }
    : { kind: 'suggest', ids }
}
