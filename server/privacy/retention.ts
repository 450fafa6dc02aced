import type { Clock } from '#server/clock'
import type { FileStore } from '#server/file-store'
import type { Report } from '#server/report'
import type { Database } from '#server/store/db'
import { claimSweep, type Keeping } from '#server/store/privacy'
import {
  buryUnused,
  conversationCleared,
  emptyConversation,
  forgetAudit,
  forgetDeliveries,
  forgetPoints,
  forgetProfiles,
  forgetQuestions,
  forgetRecords,
  forgetTickets,
  forgetVisits,
  overdueConversations,
  type Overdue,
  type Portion
} from '#server/store/retention'

// ADM-privacy: what is older than a company keeps it goes by itself. Each company is looked at once an hour, by one process, in portions that
// are small and rest longer than they worked, since acks come first. A process that dies leaves the rest to the next hour.

export type Retention = {
  /** Looks at all companies whose turn it is. */
  sweep(): Promise<void>
  /** Sweeps now and then; returns the stop. */
  start(): () => Promise<void>
}

export type RetentionOptions = {
  database: Database
  files: FileStore
  clock: Clock
  report: Report
}

const DAY_MS = 86_400_000
const AGAIN_MS = 3_600_000
const LOOK_MS = 60_000
const CONVERSATIONS = 50
/** A portion rests this many times as long as it worked. */
const REST = 9

const PORTIONS: Record<Exclude<keyof Keeping, 'tickets'>, readonly Portion[]> = {
  conversations: [forgetProfiles, forgetRecords, forgetQuestions],
  visits: [forgetPoints, forgetVisits],
  deliveries: [forgetDeliveries],
  audit: [forgetAudit]
}

export function createRetention({ database, files, clock, report }: RetentionOptions): Retention {
  const state = { isStopped: false }
  let running: Promise<void> = Promise.resolve()

  /** One portion, and the rest after it. */
  async function gently<T>(work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now()
    const result = await work()
    const rest = (performance.now() - startedAt) * REST
    await new Promise(resolve => setTimeout(resolve, rest))
    return result
  }

  async function sweepCompany(companyId: string, keeping: Keeping) {
    const before = (days: number) => clock.now() - days * DAY_MS
    if (keeping.conversations !== null) await sweepConversations(companyId, before(keeping.conversations))
    if (keeping.tickets !== null) await sweepTickets(companyId, before(keeping.tickets))
    for (const [kept, portions] of Object.entries(PORTIONS)) {
      const days = keeping[kept as keyof typeof PORTIONS]
      if (days === null) continue
      for (const portion of portions)
        while (!state.isStopped && (await gently(() => portion(database, companyId, before(days)))));
    }
  }

  async function sweepConversations(companyId: string, before: number) {
    for (let after: Overdue | undefined; !state.isStopped;) {
      const overdue: Overdue[] = await gently(() =>
        overdueConversations(database, companyId, { before, after, limit: CONVERSATIONS })
      )
      for (const one of overdue) if (!state.isStopped) await clear(one, before)
      after = overdue.at(-1)
      if (overdue.length < CONVERSATIONS) return
    }
  }

  async function clear(one: Overdue, before: number) {
    for (let from: number | undefined = one.firstSeq; from !== undefined;) {
      const at: number = from
      from = await gently(() => emptyConversation(database, one, at))
    }
    await removeUnused(one.uid, before)
    // Last: whoever finds it half done begins it again
    await gently(() => conversationCleared(database, one, clock.now()))
  }

  async function sweepTickets(companyId: string, before: number) {
    while (!state.isStopped) {
      const uids = await gently(() => forgetTickets(database, companyId, before))
      for (const uid of uids) await removeUnused(uid, before)
      if (uids.length === 0) return
    }
  }

  async function removeUnused(uid: string, before: number) {
    for (const id of await gently(() => buryUnused(database, uid, before, clock.now())))
      await files.remove(id)
  }

  async function sweep() {
    while (!state.isStopped) {
      const claimed = await claimSweep(database, { now: clock.now(), again: AGAIN_MS })
      if (!claimed) return
      await sweepCompany(claimed.companyId, claimed.keeping)
    }
  }

  return {
    sweep,
    start() {
      let timer: unknown
      const again = () => {
        running = sweep()
          .catch((error: unknown) => report('retention-failed', { error: String(error) }))
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
