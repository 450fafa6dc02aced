import { sql } from 'kysely'
import type { Quiet } from '#server/desk/timeouts'
import type { Database } from './db.ts'

/** An open conversation, with what time-outs look at. */
export type OpenTalk = Quiet & {
  cid: string
  uid: string
  agentId: string | null
  channel: number | null
  headSeq: number
}

/** The companies that have said what happens when somebody is silent or gone. */
export async function companiesWithTimeouts({ read }: Database): Promise<string[]> {
  const rows = await read
    .selectFrom('channel')
    .select('company_id')
    .distinct()
    .where('settings', 'like', '%"timeouts":[{%')
    .execute()
  return rows.map(row => row.company_id)
}

/** In portions: those behind a cid, in the order of cids; whom another company has, that company's time-outs look after. The newest words of people and robots count, not those of the desk. */
export async function openTalks(
  { read }: Database,
  companyId: string,
  { after, limit }: { after: string; limit: number }
): Promise<OpenTalk[]> {
  const newest = (what: ReturnType<typeof sql>, which: ReturnType<typeof sql>) => sql`(
    select ${what} from entry e
    where e.uid = c.uid and e.seq >= c.first_seq and ${which}
    order by e.seq desc limit 1
  )`
  const words = sql`e.client_id is not null and e.role <> 'system'`
  const { rows } = await sql<{
    cid: string
    uid: string
    status: OpenTalk['status']
    agent_id: string | null
    channel: number | null
    started_at: number
    visitor_seen_at: number | null
    agent_seen_at: number | null
    head_seq: number
    last_role: string | null
    last_at: number | null
    status_at: number | null
  }>`
    select c.cid, c.uid, c.status, c.agent_id, c.channel, c.started_at, c.visitor_seen_at, c.agent_seen_at, t.head_seq,
      ${newest(sql`e.role`, words)} as last_role,
      ${newest(sql`e.at`, words)} as last_at,
      ${newest(sql`e.at`, sql`e.client_id is null`)} as status_at
    from conversation c join timeline t on t.uid = c.uid
    where c.company_id = ${companyId} and c.status in ('bot', 'queued', 'active') and c.cid > ${after}
      and (c.agent_id is null or c.agent_id not like '~%')
    order by c.cid limit ${limit}`.execute(read)
  return rows.map(row => {
    const startedAt = Number(row.started_at)
    const statusAt = Number(row.status_at ?? startedAt)
    return {
      cid: row.cid,
      uid: row.uid,
      status: row.status,
      agentId: row.agent_id,
      channel: row.channel,
      headSeq: Number(row.head_seq),
      lastBy: row.last_role === null ? null : row.last_role === 'visitor' ? 'visitor' : 'staff',
      lastAt: Number(row.last_at ?? startedAt),
      statusAt,
      visitorSeenAt: Number(row.visitor_seen_at ?? startedAt),
      // Whoever had it before does not count
      agentSeenAt: row.agent_id === null ? null : Math.max(Number(row.agent_seen_at ?? 0), statusAt)
    }
  })
}

/** So that every process, and one that starts anew, knows since when somebody is gone. */
export async function saveSeen(
  { write }: Database,
  column: 'visitor_seen_at' | 'agent_seen_at',
  cids: string[],
  now: number
): Promise<void> {
  if (cids.length === 0) return
  await write
    .updateTable('conversation')
    .set({ [column]: now })
    .where('cid', 'in', cids)
    .execute()
}

/** A visitor's last connection has ended. */
export async function saveVisitorLeft({ write }: Database, uid: string, now: number): Promise<void> {
  await write
    .updateTable('conversation')
    .set({ visitor_seen_at: now })
    .where('cid', '=', eb => eb.selectFrom('timeline').select('cid').where('uid', '=', uid))
    .execute()
}
