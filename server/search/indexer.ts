import { gently, repeat, type Halt } from '#server/background'
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
  const halt: Halt = { isStopped: false }
  const portion = <T>(work: () => Promise<T>) => gently(halt, work)

  async function readOn(companyId: string) {
    let cursor = await claimCursor(database, companyId, clock.now())
    if (cursor === undefined) return
    try {
      for (let n = 0; n < MOST_PORTIONS && cursor !== undefined && !halt.isStopped; n++) {
        const from: number = cursor
        cursor = await portion(() => indexEntries(database, companyId, { cursor: from, now: clock.now() }))
      }
    } finally {
      await letGoOfCursor(database, companyId)
    }
  }

  async function look() {
    while (!halt.isStopped && (await portion(() => indexPeople(database))));
    for (;;) {
      const companies = await companiesToSearch(database, clock.now())
      if (companies.length === 0 || halt.isStopped) return
      for (const companyId of companies) await readOn(companyId)
    }
  }

  return {
    look,
    start: () =>
      repeat({
        clock,
        halt,
        everyMs: LOOK_MS,
        work: look,
        onError: error => {
          if (!isHeld(error)) report('search-failed', { error: String(error) })
        }
      })
  }
}

/** PostgreSQL: somebody recalls or erases one of these this very moment. The next look finds what is left. */
const isHeld = (error: unknown) => (error as { code?: unknown }).code === '55P03'
