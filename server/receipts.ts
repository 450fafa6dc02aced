import type { Receipt } from '#protocol/desk'
import type { Clock } from './clock.ts'
import type { Hub } from './hub.ts'
import type { Report } from './report.ts'
import type { Database } from './store/db.ts'
import { advanceReceipts, type Advance, type ReceiptRole } from './store/timelines.ts'

// RC2 Receipts are gathered for a moment and stored together: they are no promise, and a sync of the disk for each would
//     make the acks wait. What is lost with the process is told again by the next one.

const GATHER_MS = 100

export type Receipts = {
  advance(uid: string, role: ReceiptRole, upTo: Partial<Receipt>): void
  /** Resolves when everything gathered is stored. */
  drain(): Promise<void>
}

export function createReceipts({
  database,
  hub,
  clock,
  report,
  onMoved
}: {
  database: Database
  hub: Hub
  clock: Clock
  report: Report
  onMoved(uid: string, role: ReceiptRole, receipt: Receipt): void
}): Receipts {
  let gathered = new Map<string, Advance>()
  let storing: Promise<void> | undefined
  let timer: unknown

  async function store() {
    timer = undefined
    if (gathered.size === 0) return
    const advances = [...gathered.values()]
    gathered = new Map()
    try {
      const moved = await advanceReceipts(database, advances)
      for (const { uid, role, receipt } of moved) {
        hub.toFollowers(uid, { type: 'receipt', uid, role, receipt })
        onMoved(uid, role, receipt)
      }
    } catch (error) {
      report('commit-failed', { error: String(error) })
    }
  }

  // One after the other: a later receipt must not be told before an earlier one
  const next = () => (storing = (storing ?? Promise.resolve()).then(store))

  return {
    advance(uid, role, { delivered = 0, read = 0 }) {
      const key = `${uid} ${role}`
      const known = gathered.get(key)?.upTo
      gathered.set(key, {
        uid,
        role,
        upTo: {
          delivered: Math.max(delivered, known?.delivered ?? 0),
          read: Math.max(read, known?.read ?? 0)
        }
      })
      timer ??= clock.setTimeout(next, GATHER_MS)
    },
    async drain() {
      await next()
    }
  }
}
