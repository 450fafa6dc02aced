import { readSessionFrom } from '#server/channels/session-from/read'
import { createSessionFroms } from '#test/kit/session-froms'
import type { Result } from './report.ts'

const STRINGS = 1_000_000
const LONG_MS = 1

/** Undefined: it has thrown. */
function time(raw: string): number | undefined {
  const startedAt = performance.now()
  try {
    readSessionFrom(raw)
  } catch {
    return undefined
  }
  return performance.now() - startedAt
}

/** What contact buttons say, whole and spoilt, one after the other. */
export function sessionFrom(): Result {
  const next = createSessionFroms(1)
  let [sum, longest, thrown] = [0, 0, 0]
  for (let i = 0; i < STRINGS; i++) {
    const raw = next()
    const took = time(raw)
    if (took === undefined) {
      thrown++
      continue
    }
    sum += took
    if (took <= LONG_MS) longest = Math.max(longest, took)
    // The string's doing, or that of whatever else this machine did at that moment
    else longest = Math.max(longest, Math.min(took, ...[1, 2, 3].map(() => time(raw)!)))
  }
  return {
    figures: [
      { name: 'thrown', value: thrown, unit: '', atMost: 0 },
      { name: 'mean', value: (sum / STRINGS) * 1_000, unit: 'µs', atMost: 20 },
      { name: 'longest', value: longest, unit: 'ms', atMost: 5 }
    ],
    notes: [
      `${STRINGS} random and spoilt strings in the formats of three vendors; what took more than a millisecond is read three times more, and the shortest counts.`
    ]
  }
}
