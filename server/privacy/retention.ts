import { gently, repeat, type Halt } from '#server/background'
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
  forgetKnownIds,
  forgetPoints,
  forgetProfiles,
  forgetQuestions,
  forgetRecords,
  forgetTickets,
  forgetTrail,
  forgetTrailPersons,
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

const PORTIONS: Record<Exclude<keyof Keeping, 'tickets'>, readonly Portion[]> = {
  conversations: [forgetProfiles, forgetRecords, forgetQuestions],
  visits: [forgetPoints, forgetVisits, forgetTrail, forgetTrailPersons, forgetKnownIds],
  deliveries: [forgetDeliveries],
  audit: [forgetAudit]
}

export function createRetention({ database, files, clock, report }: RetentionOptions): Retention {
  const halt: Halt = { isStopped: false }
  const portion = <T>(work: () => Promise<T>) => gently(halt, work)

  async function sweepCompany(companyId: string, keeping: Keeping) {
    const before = (days: number) => clock.now() - days * DAY_MS
    if (keeping.conversations !== null) await sweepConversations(companyId, before(keeping.conversations))
    if (keeping.tickets !== null) await sweepTickets(companyId, before(keeping.tickets))
    for (const [kept, portions] of Object.entries(PORTIONS)) {
      const days = keeping[kept as keyof typeof PORTIONS]
      if (days === null) continue
      for (const forget of portions)
        while (!halt.isStopped && (await portion(() => forget(database, companyId, before(days)))));
    }
  }

  async function sweepConversations(companyId: string, before: number) {
    for (let after: Overdue | undefined; !halt.isStopped;) {
      const overdue: Overdue[] = await portion(() =>
        overdueConversations(database, companyId, { before, after, limit: CONVERSATIONS })
      )
      for (const one of overdue) if (!halt.isStopped) await clear(one, before)
      after = overdue.at(-1)
      if (overdue.length < CONVERSATIONS) return
    }
  }

  async function clear(one: Overdue, before: number) {
    for (let from: number | undefined = one.firstSeq; from !== undefined;) {
      const at: number = from
      from = await portion(() => emptyConversation(database, one, at))
    }
    await removeUnused(one.uid, before)
    // Last: whoever finds it half done begins it again
    await portion(() => conversationCleared(database, one, clock.now()))
  }

  async function sweepTickets(companyId: string, before: number) {
    while (!halt.isStopped) {
      const uids = await portion(() => forgetTickets(database, companyId, before))
      for (const uid of uids) await removeUnused(uid, before)
      if (uids.length === 0) return
    }
  }

  async function removeUnused(uid: string, before: number) {
    for (const id of await portion(() => buryUnused(database, uid, before, clock.now())))
      await files.remove(id)
  }

  async function sweep() {
    while (!halt.isStopped) {
      const claimed = await claimSweep(database, { now: clock.now(), again: AGAIN_MS })
      if (!claimed) return
      await sweepCompany(claimed.companyId, claimed.keeping)
    }
  }

  return {
    sweep,
    start: () =>
      repeat({
        clock,
        halt,
        everyMs: LOOK_MS,
        work: sweep,
        onError: error => report('retention-failed', { error: String(error) })
      })
  }
}
