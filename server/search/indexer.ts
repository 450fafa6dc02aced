import type { Clock } from '#server/clock'
import type { Report } from '#server/report'
import type { Database } from '#server/store/db'
import {
  claimCursor,
  companiesToSearch,
  indexEntries,
  indexPeople,
  letGoOfCursor
} from '#server/store/search'

// WB-report: what is said can be found a moment later. The index is filled beside, behind a cursor over the desk log, in portions which
// rest nine times as long as they worked: no ack waits for more than one of them. One process at a time works at a company.

export type Indexer = {
  /** Goes on until everything can be found. */
  look(): Promise<void>
  /** Looks now and then; returns the stop. */
  start(): () => Promise<void>
}

const LOOK_MS = 1_000
const REST = 9
/** Of one company, before others have their turn. */
const MOST_PORTIONS = 40

export function createIndexer({
  database,
  clock,
  report
}: {
  database: Database
  clock: Clock
  report: Report
}): Indexer {
  const state = { isStopped: false }
  let running: Promise<void> = Promise.resolve()

  async function gently<T>(work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now()
    const result = await work()
    const rest = (performance.now() - startedAt) * REST
    if (!state.isStopped) await new Promise(resolve => setTimeout(resolve, rest))
    return result
  }

  async function readOn(companyId: string) {
    let cursor = await claimCursor(database, companyId, clock.now())
    if (cursor === undefined) return
    try {
      for (let n = 0; n < MOST_PORTIONS && cursor !== undefined && !state.isStopped; n++) {
        const from: number = cursor
        cursor = await gently(() => indexEntries(database, companyId, { cursor: from, now: clock.now() }))
      }
    } finally {
      await letGoOfCursor(database, companyId)
    }
  }

  async function look() {
    while (!state.isStopped && (await gently(() => indexPeople(database))));
    for (;;) {
      const companies = await companiesToSearch(database, clock.now())
      if (companies.length === 0 || state.isStopped) return
      for (const companyId of companies) await readOn(companyId)
    }
  }

  return {
    look,
    start() {
      let timer: unknown
      const again = () => {
        running = look()
          .catch((error: unknown) => {
            if (!isHeld(error)) report('search-failed', { error: String(error) })
          })
          .then(() => {
            if (!state.isStopped) timer = clock.setTimeout(again, LOOK_MS)
          })
      }
      again()
      return async () => {
        state.isStopped = true
        clock.clearTimeout(timer)
        await running
      }
    }
  }
}

/** PostgreSQL: somebody recalls or erases one of these this very moment. The next look finds what is left. */
const isHeld = (error: unknown) => (error as { code?: unknown }).code === '55P03'
