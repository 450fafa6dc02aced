import type { TrackPoint } from '#protocol/track'
import type { Clock } from '#server/clock'
import type { Hub } from '#server/hub'
import type { Report } from '#server/report'
import type { Database } from '#server/store/db'
import { findTimeline } from '#server/store/timelines'
import { addEnquiry, addPoints, joinVisit, pointsOf, whoVisits, type NewPoint } from '#server/store/visits'

// VS2 Points are no messages: they are gathered for a moment, and what a crash or a full disk takes is lost.

export type Tracks = {
  add(point: NewPoint): void
  /** The visit has shown itself to be this visitor's. */
  join(given: { visitId: string; companyId: string; uid: string }): Promise<void>
  /** A conversation has begun. */
  started(uid: string, cid: string): Promise<void>
  /** Stores what waits. */
  flush(): Promise<void>
}

type TracksOptions = { database: Database; hub: Hub; clock: Clock; report: Report }

const GATHER_MS = 300
const MOST_WAITING = 2_000

export function createTracks({ database, hub, clock, report }: TracksOptions): Tracks {
  let waiting: NewPoint[] = []
  let timer: unknown
  let work = Promise.resolve()
  let starts: { uid: string; cid: string }[] = []
  let starting: Promise<void> | undefined

  const tell = (uid: string, points: TrackPoint[]) =>
    hub.toFollowers(uid, { type: 'track', uid, points }, { only: 'agent' })

  /** One after the other: what joins a visit finds what it has said before. */
  function inTurn(step: () => Promise<void>): Promise<void> {
    work = work.then(step).catch(error => report('tracks-failed', { error: String(error) }))
    return work
  }

  function flush(): Promise<void> {
    clock.clearTimeout(timer)
    timer = undefined
    const points = waiting
    waiting = []
    return inTurn(() => store(points))
  }

  async function store(points: NewPoint[]) {
    if (points.length === 0) return
    for (const { uid, point } of await addPoints(database, points)) if (uid) tell(uid, [point])
  }

  /** All of the moment at once: of a crowd that comes, nobody may have a visit. */
  async function allBegan() {
    const begun = starts
    starts = []
    starting = undefined
    const visiting = await whoVisits(database, { uids: begun.map(({ uid }) => uid), at: clock.now() })
    for (const { uid, cid } of begun) if (visiting.has(uid)) await began(uid, cid)
  }

  async function began(uid: string, cid: string) {
    const point = await addEnquiry(database, { uid, cid, at: clock.now() })
    if (point) tell(uid, [point])
  }

  return {
    add(point) {
      if (waiting.length < MOST_WAITING) waiting.push(point)
      timer ??= clock.setTimeout(() => void flush(), GATHER_MS)
    },
    async join({ visitId, companyId, uid }) {
      await flush()
      await inTurn(async () => {
        if (!(await joinVisit(database, { visitId, companyId, uid }))) return
        tell(uid, await pointsOf(database, uid))
        // The conversation may have begun before the visit was known
        const cid = (await findTimeline(database, uid))?.cid
        if (cid) await began(uid, cid)
      })
    },
    async started(uid, cid) {
      starts.push({ uid, cid })
      await (starting ??= flush().then(() => inTurn(allBegan)))
    },
    flush
  }
}
