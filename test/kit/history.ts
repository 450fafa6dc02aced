import { readAttempts } from './history/attempts.ts'
import type { Event, Final, Report, Rule, Violation } from './history/events.ts'
import { checkReceipts } from './history/receipts.ts'
import { checkSessions, type Settled } from './history/sessions.ts'
import { checkStore } from './history/store.ts'

export type { Deliver, Event, Final, Receipt, Row, Rule, Violation } from './history/events.ts'
export type { Settled } from './history/sessions.ts'

/**
 * What went wrong in a run, from what its clients noted and what the store holds in the end:
 * - `lost`: acked and not stored, or not under the acked id and seq, or never applied by a settled session
 * - `phantom`: stored, acked or seen although nobody sent it or its sender was told that it failed
 * - `double`: two entries, two answers or two deliveries for one message
 * - `gap`: the store's seqs are not 1, 2, 3 …, or a session skipped one
 * - `reorder`: a session applied a lower seq after a higher one
 * - `fifo`: stored in another order than one client sent
 * - `realtime`: stored before a message that was acked before this one was sent
 * - `receipt`: delivered or read went back
 * - `diverged`: seen or stored with another content
 */
export function checkHistory(
  events: readonly Event[],
  final: Final,
  { settled = [] }: { settled?: readonly Settled[] } = {}
): Violation[] {
  const violations: Violation[] = []
  const report: Report = (rule, detail) => violations.push({ rule, detail })
  // clients hand over their notes one by one; what one client noted at the same time keeps its order
  const inTime = events.toSorted((a, b) => a.t - b.t)
  const attempts = readAttempts(inTime)

  checkStore(attempts, final, report)
  checkSessions(inTime, { final, attempts, settled, report })
  checkReceipts(inTime, report)
  return violations
}

export type Summary = {
  acked: number
  delivered: number
  /** Neither acked nor refused. */
  unknown: number
  lost: number
  doubled: number
  gaps: number
  /** Of any kind: as applied, as sent, in real time. */
  reordered: number
  other: number
}

export function summarise(events: readonly Event[], violations: readonly Violation[]): Summary {
  const attempts = readAttempts(events.toSorted((a, b) => a.t - b.t)).all
  const count = (...rules: Rule[]) => violations.filter(violation => rules.includes(violation.rule)).length
  const acked = attempts.filter(attempt => attempt.acks.length > 0)
  return {
    acked: acked.length,
    delivered: events.filter(event => event.type === 'deliver').length,
    unknown: attempts.filter(attempt => attempt.acks.length === 0 && attempt.open > 0).length,
    lost: count('lost'),
    doubled: count('double'),
    gaps: count('gap'),
    reordered: count('reorder', 'fifo', 'realtime'),
    other: count('phantom', 'receipt', 'diverged')
  }
}
