import type { Customer } from '#protocol/customer'
import type { Profile } from '#protocol/desk'
import { LIMITS } from '#protocol/limits'
import type { ServerFrameOf } from '#protocol/server-frame'
import type { TrackPoint } from '#protocol/track'

export type Visitor = {
  profile: Profile
  /** What staff have set of the customer; it stands over what the page says. */
  customer: Customer
  verified: boolean
  firstSeenAt: number
  online: boolean
  /** The way over the site, oldest first; empty where it is not recorded. */
  track: readonly TrackPoint[]
  /** Of a customer of a mini program: what its platform still takes, and what has not gone out. */
  carrier?: Omit<ServerFrameOf<'carrier'>, 'type' | 'uid'>
}

const NOBODY: Visitor = {
  profile: {},
  customer: {},
  verified: false,
  firstSeenAt: 0,
  online: false,
  track: []
}

/** What an agent has been told of visitors, beside their timelines. */
export function createVisitors() {
  const visitors = new Map<string, Visitor>()
  const merge = (uid: string, part: Partial<Visitor>) =>
    visitors.set(uid, { ...(visitors.get(uid) ?? NOBODY), ...part })
  return {
    get: (uid: string) => visitors.get(uid),
    /** Of whom no conversation is left. */
    forget(gone: readonly { uid: string }[], isNeeded: (uid: string) => boolean) {
      for (const { uid } of gone) if (!isNeeded(uid)) visitors.delete(uid)
    },
    know(frame: ServerFrameOf<'profile' | 'presence' | 'track' | 'carrier'>) {
      const { uid } = frame
      if (frame.type === 'carrier') return merge(uid, { carrier: frame })
      if (frame.type === 'presence') return merge(uid, { online: frame.online })
      if (frame.type === 'track')
        return merge(uid, { track: withPoints(visitors.get(uid)?.track ?? [], frame.points) })
      const { profile, customer = {}, verified, firstSeenAt } = frame
      // Nothing is known: nobody came yet, or they were erased
      const isNobody = Object.keys(profile).length === 0
      return merge(uid, { profile, customer, verified, firstSeenAt, ...(isNobody ? { track: [] } : {}) })
    }
  }
}

/** Points may be told twice; the newest ones are kept. */
function withPoints(known: readonly TrackPoint[], points: readonly TrackPoint[]) {
  const all = new Map([...known, ...points].map(point => [point.id, point]))
  return [...all.values()].sort((a, b) => a.at - b.at).slice(-2 * LIMITS.pointsShown)
}
