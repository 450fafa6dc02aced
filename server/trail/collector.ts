import { ChatError } from '#protocol/errors'
import type { TrackPoint } from '#protocol/track'
import type { Clock } from '#server/clock'
import type { Hub } from '#server/hub'
import type { Report } from '#server/report'
import type { Database } from '#server/store/db'
import {
  addEvents,
  joinTrail,
  trailOf,
  type Misfit,
  type NewEvent,
  type StoredEvent
} from '#server/store/trail'
import { hasTrackerApps } from '#server/store/tracker-apps'
import { idsOf } from './ids-of.ts'

// TR3 Whoever tells an event hears that it was taken when the disk has it; what comes while a batch is being written makes the next one.

export type Told = { events: readonly NewEvent[]; misfits?: readonly Misfit[] }

export type Trail = {
  /** Resolves when they are stored, with how many of them were new; rejects when they are not. */
  accept(told: Told): Promise<{ fresh: number }>
  /** A conversation has begun: what its visitor's mini programs have told becomes theirs. */
  started(uid: string): Promise<void>
  /** Waits for all that is under way. */
  drain(): Promise<void>
}

type TrailOptions = { database: Database; hub: Hub; clock: Clock; report: Report }
type Waiting = Told & { done(fresh: number): void; failed(error: unknown): void }

/** Events in one transaction: acks of messages wait for it. */
const MOST_AT_ONCE = 200
/** Events that wait for the disk; whoever comes then is to come later. */
const MOST_WAITING = 20_000

export function createTrail({ database, hub, clock, report }: TrailOptions): Trail {
  let waiting: Waiting[] = []
  let writing: Promise<void> | undefined
  let joining: Promise<void> = Promise.resolve()

  async function writeAll() {
    // All of this turn of the event loop
    await new Promise(resolve => setImmediate(resolve))
    while (waiting.length > 0) await write(portion())
    writing = undefined
  }

  const waitingEvents = () => waiting.reduce((sum, { events }) => sum + events.length, 0)

  function portion(): Waiting[] {
    let size = 0
    const taken = waiting.findIndex(({ events }) => (size += events.length) >= MOST_AT_ONCE)
    const batch = taken < 0 ? waiting : waiting.slice(0, taken + 1)
    waiting = waiting.slice(batch.length)
    return batch
  }

  async function write(batch: Waiting[]) {
    try {
      await writeBatch(batch)
    } catch (error) {
      // One that the database refuses must not take the others with it
      if (batch.length === 1) return batch[0]!.failed(error)
      for (const one of batch) await writeBatch([one]).catch(one.failed)
    }
  }

  async function writeBatch(batch: Waiting[]) {
    const stored = await addEvents(database, {
      events: batch.flatMap(({ events }) => events),
      misfits: batch.flatMap(({ misfits = [] }) => misfits),
      now: clock.now()
    })
    const isFresh = new Set(stored.map(({ point }) => point.id))
    for (const { events, done } of batch)
      done(events.filter(({ app, key }) => isFresh.delete(`${app}.${key}`)).length)
    tell(stored)
  }

  function tell(stored: readonly StoredEvent[]) {
    const points = new Map<string, TrackPoint[]>()
    for (const { uid, point } of stored) if (uid) points.set(uid, [...(points.get(uid) ?? []), point])
    for (const [uid, told] of points)
      hub.toFollowers(uid, { type: 'track', uid, points: told }, { only: 'agent' })
  }

  async function join(uid: string) {
    const who = await idsOf(database, uid)
    if (!who || Object.keys(who.ids).length === 0) return
    if (!(await hasTrackerApps(database, who.companyId))) return
    if (!(await joinTrail(database, { uid, ...who }, clock.now()))) return
    hub.toFollowers(uid, { type: 'track', uid, points: await trailOf(database, uid) }, { only: 'agent' })
  }

  return {
    async accept(told) {
      if (waitingEvents() >= MOST_WAITING) throw new ChatError('rate-limited')
      const answer = new Promise<{ fresh: number }>((resolve, reject) => {
        waiting.push({ ...told, done: fresh => resolve({ fresh }), failed: reject })
      })
      writing ??= writeAll()
      return await answer
    },
    started(uid) {
      joining = joining.then(() => join(uid)).catch(error => report('trail-failed', { error: String(error) }))
      return joining
    },
    async drain() {
      await writing
      await joining
    }
  }
}
