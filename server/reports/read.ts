import { sql } from 'kysely'
import type { Figures } from '#protocol/api/reports'
import type { Db } from '#server/store/schema'
import { dayOf, figuresOf, type Counted } from './figures.ts'

export type Question = {
  companyId: string
  /** Days, both of them included. */
  from: string
  to: string
  by: 'day' | 'agent' | 'group' | 'channel'
  timeZone: string
}
export type Found = { rows: ({ key: string } & Figures)[]; all: Figures }

const DAY_MS = 86_400_000
/** Clocks on walls are at most so far from UTC. */
const FARTHEST_MS = 15 * 3_600_000

/** Between two slices of the time: `workedMs` is how long the one before took. */
export type Rest = (workedMs: number) => Promise<void>

/**
 * Reads and counts, a slice of the time after the other. On SQLite it holds up whoever shares the connection, so it has a thread of its own;
 * and while somebody reads, the write-ahead log grows, which `rest` gives time to begin anew.
 */
export async function readReport(db: Db, question: Question, rest: Rest = async () => {}): Promise<Found> {
  const { from, to, by, timeZone } = question
  const day = dayOf(timeZone)
  const conversations = (await conversationsOf(db, question, rest)).filter(({ startedAt }) => {
    const date = day(startedAt)
    return date >= from && date <= to
  })
  const keyOf = {
    day: ({ startedAt }: Counted) => day(startedAt),
    agent: ({ agentId }: Counted) => agentId ?? '',
    group: ({ groupId }: Counted) => groupId ?? '',
    channel: ({ channel }: Counted) => String(channel ?? '')
  }[by]
  const groups = Map.groupBy(conversations, keyOf)
  if (by === 'day') for (const date of daysFrom(from, to)) if (!groups.has(date)) groups.set(date, [])
  const rows = [...groups].map(([key, some]) => ({ key, ...figuresOf(some) }))
  return { rows: rows.sort((a, b) => (a.key < b.key ? -1 : 1)), all: figuresOf(conversations) }
}

export function daysFrom(from: string, to: string): string[] {
  const [first, last] = [Date.parse(`${from}T00:00:00Z`), Date.parse(`${to}T00:00:00Z`)]
  return Array.from({ length: Math.max(0, (last - first) / DAY_MS + 1) }, (_, n) =>
    new Date(first + n * DAY_MS).toISOString().slice(0, 10)
  )
}

type Row = {
  started_at: number
  ended_at: number | null
  queued_at: number | null
  served_at: number | null
  agent_id: string | null
  group_id: string | null
  robot_id: string | null
  channel: number | null
  messages: number
  answered_at: number | null
  rating: string | null
}

const MOST_SLICES = 100

/** In which these days lie, wherever; ms. */
export const windowOf = ({ from, to }: Pick<Question, 'from' | 'to'>) => ({
  start: Date.parse(`${from}T00:00:00Z`) - FARTHEST_MS,
  end: Date.parse(`${to}T00:00:00Z`) + DAY_MS + FARTHEST_MS
})

async function conversationsOf(db: Db, { companyId, ...days }: Question, rest: Rest): Promise<Counted[]> {
  const { start, end } = windowOf(days)
  const step = Math.max(DAY_MS, Math.ceil((end - start) / MOST_SLICES))
  const found: Counted[] = []
  for (let at = start; at < end; at += step) {
    const startedAt = performance.now()
    found.push(...(await startedIn(db, companyId, [at, Math.min(at + step, end)])))
    await rest(performance.now() - startedAt)
  }
  return found
}

async function startedIn(db: Db, companyId: string, [start, end]: [number, number]): Promise<Counted[]> {
  const { rows } = await sql<Row>`
    select c.started_at, c.ended_at, c.queued_at, c.served_at, c.agent_id, c.group_id, c.robot_id, c.channel,
      count(e.client_id) as messages,
      min(case when e.role = 'agent' and e.client_id is not null then e.at end) as answered_at,
      max(case when e.content like '{"kind":"rating"%' then e.content end) as rating
    from conversation c
    left join entry e on e.uid = c.uid and e.seq >= c.first_seq and e.seq <= coalesce(c.last_seq, 9000000000000000)
    where c.company_id = ${companyId} and c.started_at >= ${start} and c.started_at < ${end}
    group by c.cid, c.started_at, c.ended_at, c.queued_at, c.served_at, c.agent_id, c.group_id, c.robot_id, c.channel`.execute(
    db
  )
  return rows.map(row => ({
    startedAt: Number(row.started_at),
    endedAt: row.ended_at,
    queuedAt: row.queued_at,
    servedAt: row.served_at,
    agentId: row.agent_id,
    groupId: row.group_id,
    robotId: row.robot_id,
    channel: row.channel,
    messages: Number(row.messages),
    answeredAt: row.answered_at === null ? null : Number(row.answered_at),
    score: row.rating === null ? null : (JSON.parse(row.rating) as { score: number }).score
  }))
}
