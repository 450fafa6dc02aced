import { sql } from 'kysely'
import type { Customer } from '#protocol/customer'
import type { ConversationStatus } from '#protocol/desk'
import type { Content, Entry } from '#protocol/entry'
import type { Database } from './db.ts'
import { toEntry } from './entries.ts'
import { pageOf, type Asked, type Page } from './page.ts'
import type { EntryRow } from './schema.ts'
import type { SavedSummary } from './summaries.ts'

/** Of what somebody has under one name, so many devices are looked at. */
const MOST_DEVICES = 50

/** Changes what staff have set of a customer, one after another; undefined when there is no such visitor. */
export async function changeCustomer(
  database: Database,
  { companyId, uid }: { companyId: string; uid: string },
  change: (before: Customer) => Customer
): Promise<Customer | undefined> {
  return await database.write.transaction().execute(async tx => {
    let query = tx
      .selectFrom('timeline')
      .select('customer')
      .where('uid', '=', uid)
      .where('company_id', '=', companyId)
    if (database.kind === 'postgres') query = query.forNoKeyUpdate()
    const row = await query.executeTakeFirst()
    if (!row) return undefined
    const customer = change(JSON.parse(row.customer) as Customer)
    await tx
      .updateTable('timeline')
      .set({ customer: JSON.stringify(customer), searched: 0 })
      .where('uid', '=', uid)
      .execute()
    return customer
  })
}

export type PastConversation = {
  cid: string
  uid: string
  status: ConversationStatus
  channel: number | null
  agentId: string | null
  startedAt: number
  endedAt: number | null
  /** The first that the visitor has said. */
  first: Content | null
  summary: SavedSummary | null
}

/** The newest first: of the visitor, and of all who have the same partnerid. */
export async function conversationsOf(
  { read }: Database,
  { companyId, uid, partnerid }: { companyId: string; uid: string; partnerid: string | null },
  asked: Asked
): Promise<Page<PastConversation>> {
  const others =
    partnerid === null
      ? []
      : await read
          .selectFrom('timeline')
          .select('uid')
          .where('company_id', '=', companyId)
          .where('partnerid', '=', partnerid)
          .orderBy('uid', 'desc')
          .limit(MOST_DEVICES)
          .execute()
  let query = read
    .selectFrom('conversation as c')
    .select([
      'c.cid',
      'c.uid',
      'c.status',
      'c.channel',
      'c.agent_id as agentId',
      'c.started_at as startedAt',
      'c.ended_at as endedAt',
      'c.summary',
      sql<string | null>`(
        select e.content from entry e
        where e.uid = c.uid and e.seq >= c.first_seq and e.role = 'visitor' and e.client_id is not null and e.cid = c.cid
        order by e.seq limit 1
      )`.as('first')
    ])
    .where('c.uid', 'in', [...new Set([uid, ...others.map(one => one.uid)])])
    .where('c.company_id', '=', companyId)
    .orderBy('c.cid', 'desc')
    .limit(asked.limit + 1)
  if (asked.after) query = query.where('c.cid', '<', asked.after)
  const rows = (await query.execute()).map(({ first, summary, ...row }) => ({
    ...row,
    first: first === null ? null : (JSON.parse(first) as Content),
    summary: summary === null ? null : (JSON.parse(summary) as SavedSummary)
  }))
  return pageOf(rows, asked, ({ cid }) => cid)
}

/** Oldest first, behind `after`. */
export async function entriesOfConversation(
  { read }: Database,
  { uid, cid, firstSeq }: { uid: string; cid: string; firstSeq: number },
  { after, limit }: { after: number; limit: number }
): Promise<Entry[]> {
  const rows: EntryRow[] = await read
    .selectFrom('entry')
    .selectAll()
    .where('uid', '=', uid)
    .where('seq', '>=', Math.max(firstSeq, after + 1))
    .where('cid', '=', cid)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(toEntry)
}
