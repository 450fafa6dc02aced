import type { Customer } from '#protocol/customer'
import type { ConversationStatus, Profile } from '#protocol/desk'
import type { Entry } from '#protocol/entry'
import { toEntry } from '#server/store/entries'
import type { Db } from '#server/store/schema'
import type { SavedSummary } from '#server/store/summaries'
import { dayOf } from './figures.ts'
import { windowOf } from './read.ts'

export type TalksQuestion = {
  companyId: string
  /** Days, both of them included. */
  from: string
  to: string
  timeZone: string
  agent?: string | undefined
  channel?: number | undefined
  /** `next` of the portion before. */
  after?: Place | undefined
}
export type Place = { startedAt: number; cid: string }

/** A conversation with all that was said in it. */
export type Talk = {
  cid: string
  uid: string
  partnerid: string | null
  isVerified: boolean
  profile: Profile
  customer: Customer
  status: ConversationStatus
  channel: number | null
  agentId: string | null
  groupId: string | null
  startedAt: number
  queuedAt: number | null
  servedAt: number | null
  endedAt: number | null
  summary: SavedSummary | null
  messages: Entry[]
}
export type Talks = { items: Talk[]; next: Place | null }

/** Conversations that are looked at in one statement. */
const PORTION = 50

/** The oldest first. */
export async function readTalks(db: Db, question: TalksQuestion): Promise<Talks> {
  const { companyId, from, to, timeZone, agent, channel, after } = question
  const day = dayOf(timeZone)
  const { start, end } = windowOf(question)
  let query = db
    .selectFrom('conversation as c')
    .innerJoin('timeline as t', 't.uid', 'c.uid')
    .selectAll('c')
    .select(['t.partnerid', 't.verified', 't.profile', 't.customer'])
    .where('c.company_id', '=', companyId)
    .where('c.started_at', '>=', after?.startedAt ?? start)
    .where('c.started_at', '<', end)
    .orderBy('c.started_at')
    .orderBy('c.cid')
    .limit(PORTION)
  if (after)
    query = query.where(eb => eb.or([eb('c.started_at', '>', after.startedAt), eb('c.cid', '>', after.cid)]))
  if (agent !== undefined) query = query.where('c.agent_id', '=', agent)
  if (channel !== undefined) query = query.where('c.channel', '=', channel)
  const rows = await query.execute()
  const items: Talk[] = []
  for (const row of rows) {
    const date = day(row.started_at)
    if (date < from || date > to) continue
    items.push({
      cid: row.cid,
      uid: row.uid,
      partnerid: row.partnerid,
      isVerified: row.verified === 1,
      profile: JSON.parse(row.profile) as Profile,
      customer: JSON.parse(row.customer) as Customer,
      status: row.status,
      channel: row.channel,
      agentId: row.agent_id,
      groupId: row.group_id,
      startedAt: row.started_at,
      queuedAt: row.queued_at,
      servedAt: row.served_at,
      endedAt: row.ended_at,
      summary: row.summary === null ? null : (JSON.parse(row.summary) as SavedSummary),
      messages: await messagesOf(db, row)
    })
  }
  const last = rows.length === PORTION ? rows.at(-1)! : undefined
  return { items, next: last ? { startedAt: last.started_at, cid: last.cid } : null }
}

async function messagesOf(
  db: Db,
  { uid, cid, first_seq, last_seq }: { uid: string; cid: string; first_seq: number; last_seq: number | null }
): Promise<Entry[]> {
  let query = db
    .selectFrom('entry')
    .selectAll()
    .where('uid', '=', uid)
    .where('seq', '>=', first_seq)
    .where('cid', '=', cid)
    .where('client_id', 'is not', null)
    .orderBy('seq')
  if (last_seq !== null) query = query.where('seq', '<=', last_seq)
  return (await query.execute()).map(toEntry)
}
