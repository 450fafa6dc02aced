import type { Bus } from './bus/bus.ts'
import type { Clock } from './clock.ts'
import type { Hub } from './hub.ts'
import type { Report } from './report.ts'
import type { Database } from './store/db.ts'
import { queuePlaces } from './store/queue.ts'

/** PR2 Who waits is told where they stand, when it changes and when they come back. Nothing of it is stored. */
export type QueueNews = {
  /** A queue of this company may have moved; the other processes are told. */
  nudge(companyId: string): void
  nudgeHere(companyId: string): void
  /** A visitor has (again) begun to listen, and knows nothing. */
  tellAnew(companyId: string, uid: string): void
  /** Resolves when no look is under way. */
  settled(): Promise<void>
}

const FLUSH_MS = 300
/** After a look that took long, the next waits this many times as long: acks come first. */
const REST = 9

const TOLD_AT_ONCE = 50

type Told = Map<string, string>

export type QueueNewsOptions = {
  database: Database
  hub: Hub
  bus: Bus
  clock: Clock
  report: Report
  isOn(companyId: string): boolean
}

export function createQueueNews({ database, hub, bus, clock, report, isOn }: QueueNewsOptions): QueueNews {
  const told = new Map<string, Told>()
  const looking = new Map<string, { again: boolean }>()
  /** Who knows nothing of what was told before. */
  const anew = new Map<string, Set<string>>()
  const busy = new Set<Promise<unknown>>()
  bus.subscribe('queues', nudgeHere)

  async function look(companyId: string) {
    const here = new Set(hub.followedHere())
    const before: Told = told.get(companyId) ?? new Map<string, string>()
    const now: Told = new Map()
    const fresh = anew.get(companyId)
    anew.delete(companyId)
    const places = await queuePlaces(database, companyId, clock.now())
    for (const [i, { uid, place, waitMs }] of places.entries()) {
      // Between portions the loop turns: an ack waits for one of them at most
      if (i % TOLD_AT_ONCE === 0) await new Promise(resolve => setImmediate(resolve))
      if (!here.has(uid)) continue
      const news = `${place} ${waitMs}`
      now.set(uid, news)
      if (before.get(uid) !== news || fresh?.has(uid)) tell(uid, place, waitMs)
    }
    for (const uid of before.keys()) if (!now.has(uid)) tell(uid, 0, 0)
    if (now.size > 0) told.set(companyId, now)
    else told.delete(companyId)
  }

  const tell = (uid: string, place: number, waitMs: number) =>
    hub.toFollowers(uid, { type: 'queue', uid, place, waitMs }, { only: 'visitor', isHereOnly: true })

  function later(companyId: string, waitMs: number) {
    clock.setTimeout(() => {
      const startedAt = performance.now()
      const work = look(companyId)
        .catch(error => report('queue-failed', { error: String(error) }))
        .finally(() => {
          busy.delete(work)
          if (!looking.get(companyId)?.again) return looking.delete(companyId)
          looking.set(companyId, { again: false })
          return later(companyId, Math.max(FLUSH_MS, (performance.now() - startedAt) * REST))
        })
      busy.add(work)
    }, waitMs)
  }

  function nudgeHere(companyId: string) {
    if (!isOn(companyId)) return
    const running = looking.get(companyId)
    if (running) return void (running.again = true)
    looking.set(companyId, { again: false })
    later(companyId, FLUSH_MS)
  }

  return {
    nudge(companyId) {
      nudgeHere(companyId)
      if (isOn(companyId)) bus.publish('queues', companyId)
    },
    nudgeHere,
    tellAnew(companyId, uid) {
      if (!isOn(companyId)) return
      anew.set(companyId, (anew.get(companyId) ?? new Set()).add(uid))
      nudgeHere(companyId)
    },
    async settled() {
      await Promise.all(busy)
    }
  }
}
