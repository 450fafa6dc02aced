import * as v from 'valibot'
import { LIMITS } from '#protocol/limits'

// DSK-timeout: what happens when somebody is silent, or gone. Pure: the sweep beside it asks, and the database decides.

export const ABSENCES = ['visitor-silent', 'agent-silent', 'visitor-gone', 'agent-gone'] as const
export type Absence = (typeof ABSENCES)[number]

const WHAT = {
  'visitor-silent': ['remind', 'end'],
  'agent-silent': ['remind', 'reassign', 'end'],
  'visitor-gone': ['end'],
  'agent-gone': ['remind', 'reassign', 'end']
} as const satisfies Record<Absence, readonly Timeout['do'][]>

/** `text` stands in the place of our own words; without it the visitor is reminded in the language of the chat. */
export const Timeout = v.pipe(
  v.strictObject({
    when: v.picklist(ABSENCES),
    afterS: v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(7 * 86_400)),
    do: v.picklist(['remind', 'reassign', 'end']),
    text: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.nameLength * 5)))
  }),
  v.check(
    one => (WHAT[one.when] as readonly string[]).includes(one.do),
    'a visitor cannot be reassigned, and nobody is there to remind who is gone'
  )
)
export type Timeout = {
  when: Absence
  afterS: number
  do: 'remind' | 'reassign' | 'end'
  text?: string | undefined
}

export const Timeouts = v.pipe(v.array(Timeout), v.maxLength(20))

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
