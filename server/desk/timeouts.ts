import type { Absence, Timeout } from '#protocol/timeouts'

// DSK-timeout. Pure: the sweep beside it asks, and the database decides.

/** A conversation as the sweep sees it. Times in ms; null: not known, or never. */
export type Quiet = {
  status: 'bot' | 'queued' | 'active'
  /** Who wrote last, and when; the robot counts as staff. */
  lastBy: 'visitor' | 'staff' | null
  lastAt: number
  /** When it last changed hands. */
  statusAt: number
  visitorSeenAt: number | null
  agentSeenAt: number | null
}

/** Since when each holds; null: it does not. */
export function sinceWhen(absence: Absence, one: Quiet): number | null {
  switch (absence) {
    case 'visitor-silent':
      return one.status !== 'queued' && one.lastBy === 'staff' ? Math.max(one.lastAt, one.statusAt) : null
    case 'agent-silent':
      return one.status === 'active' && one.lastBy === 'visitor' ? Math.max(one.lastAt, one.statusAt) : null
    case 'visitor-gone':
      return one.visitorSeenAt
    case 'agent-gone':
      return one.status === 'active' ? one.agentSeenAt : null
  }
}

export type Due = { timeout: Timeout; since: number }

/** What is due now, the gravest first: what ends a conversation makes the rest needless. */
export function dueOf(timeouts: readonly Timeout[], one: Quiet, now: number): Due[] {
  const due = timeouts.flatMap(timeout => {
    const since = sinceWhen(timeout.when, one)
    return since !== null && now - since >= timeout.afterS * 1_000 ? [{ timeout, since }] : []
  })
  return due.toSorted((a, b) => GRAVITY[b.timeout.do] - GRAVITY[a.timeout.do])
}

const GRAVITY: Record<Timeout['do'], number> = { remind: 0, reassign: 1, end: 2 }
