import type { Figures } from '#protocol/api/reports'

/** A conversation as reports see it; times are ms since 1970. */
export type Counted = {
  startedAt: number
  endedAt: number | null
  queuedAt: number | null
  servedAt: number | null
  agentId: string | null
  groupId: string | null
  robotId: string | null
  /** Number of the one through which it began. */
  channel: number | null
  messages: number
  /** When an agent first wrote. */
  answeredAt: number | null
  /** 1 to 5. */
  score: number | null
}

/** One pass over some conversations. */
export function figuresOf(conversations: readonly Counted[]): Figures {
  const scores = conversations.flatMap(({ score }) => score ?? [])
  const robots = conversations.filter(({ robotId }) => robotId !== null)
  const queued = conversations.filter(({ queuedAt }) => queuedAt !== null)
  return {
    conversations: conversations.length,
    messages: conversations.reduce((sum, { messages }) => sum + messages, 0),
    answered: conversations.filter(({ answeredAt }) => answeredAt !== null).length,
    firstAnswerMs: median(
      conversations.flatMap(({ answeredAt, queuedAt, startedAt }) =>
        answeredAt === null ? [] : Math.max(0, answeredAt - (queuedAt ?? startedAt))
      )
    ),
    handlingMs: median(
      conversations.flatMap(({ servedAt, endedAt }) =>
        servedAt === null || endedAt === null ? [] : Math.max(0, endedAt - servedAt)
      )
    ),
    queued: queued.length,
    waitMs: median(
      queued.flatMap(({ queuedAt, servedAt }) => (servedAt === null ? [] : Math.max(0, servedAt - queuedAt!)))
    ),
    abandoned: queued.filter(
      ({ servedAt, agentId, answeredAt, endedAt }) =>
        servedAt === null && agentId === null && answeredAt === null && endedAt !== null
    ).length,
    byRobot: robots.length,
    solvedByRobot: robots.filter(
      ({ queuedAt, agentId, endedAt }) => queuedAt === null && agentId === null && endedAt !== null
    ).length,
    rated: scores.length,
    score: scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length
  }
}

function median(numbers: number[]): number | null {
  if (numbers.length === 0) return null
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[middle]! : Math.round((sorted[middle - 1]! + sorted[middle]!) / 2)
}

/** The date on the wall of that time zone. */
export function dayOf(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    calendar: 'gregory',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit'
  })
  // Most conversations of a day lie in the same hour as one before: a format takes longer than a look
  const known = new Map<number, string>()
  return at => {
    const quarter = Math.floor(at / 900_000)
    const day = known.get(quarter) ?? format.format(quarter * 900_000)
    known.set(quarter, day)
    return day
  }
}
