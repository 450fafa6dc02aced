import { sql } from 'kysely'
import { createId } from '#protocol/ids'
import type { Customer } from '#protocol/customer'
import type { Profile, Receipt } from '#protocol/desk'
import type { Entry } from '#protocol/entry'
import { hashSecret } from '#server/secrets'
import type { Database } from './db.ts'
import { toEntry } from './entries.ts'
import type { TimelineRow } from './schema.ts'

export type Timeline = {
  uid: string
  companyId: string
  headSeq: number
  floorSeq: number
  cid: string | null
  profile: Profile
  /** What staff have set. */
  customer: Customer
  receipts: { visitor: Receipt; agent: Receipt }
  firstSeenAt: number
  partnerid: string | null
  verified: boolean
}

/** Without `partnerid` the anonymous visitor of a device. `verified`: the company has vouched for the partnerid. */
export type Who = { partnerid?: string | undefined; verified?: boolean }

/** What a device shows to be known again; each partnerid on it is a visitor of its own. */
const credentialOf = (secret: string, { partnerid }: Who) =>
  hashSecret(partnerid === undefined ? secret : `${secret} ${partnerid}`)

/** A new visitor of a company, with the hash of the secret by which this device is known again. */
export async function createTimeline(
  { write }: Database,
  { companyId, secret, ...who }: Who & { companyId: string; secret: string },
  now: number
): Promise<string> {
  const uid = createId(now)
  await write.transaction().execute(async tx => {
    await tx
      .insertInto('timeline')
      .values({
        uid,
        company_id: companyId,
        profile: '{}',
        head_seq: 0,
        floor_seq: 1,
        visitor_delivered: 0,
        visitor_read: 0,
        agent_delivered: 0,
        agent_read: 0,
        first_seen_at: now,
        last_seen_at: now,
        partnerid: who.partnerid ?? null,
        verified: who.verified ? 1 : 0
      })
      .execute()
    // Who is verified brings the proof along; a secret of the device must not open that timeline
    if (who.verified) return
    await tx
      .insertInto('credential')
      .values({ hash: credentialOf(secret, who), uid, company_id: companyId, created_at: now })
      .execute()
  })
  return uid
}

export async function uidOfSecret(
  { read }: Database,
  companyId: string,
  secret: string,
  who: Who = {}
): Promise<string | undefined> {
  const row = await read
    .selectFrom('credential')
    .select('uid')
    .where('hash', '=', credentialOf(secret, who))
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  return row?.uid
}

/** The one timeline of a partnerid that was ever proved. */
export async function uidOfPartner(
  { read }: Database,
  companyId: string,
  partnerid: string
): Promise<string | undefined> {
  const row = await read
    .selectFrom('timeline')
    .select('uid')
    .where('company_id', '=', companyId)
    .where('partnerid', '=', partnerid)
    .where('verified', '=', 1)
    .executeTakeFirst()
  return row?.uid
}

export async function findTimeline({ read }: Database, uid: string): Promise<Timeline | undefined> {
  const row = await read.selectFrom('timeline').selectAll().where('uid', '=', uid).executeTakeFirst()
  return row && toTimeline(row)
}

/** Where a timeline ends. */
export type Head = Pick<Timeline, 'uid' | 'companyId' | 'receipts'> & { entry: Entry }

/** Of those in which something was said. */
export async function headsOf({ read }: Database, uids: string[]): Promise<Head[]> {
  const rows = await read
    .selectFrom('timeline')
    .innerJoin('entry', join =>
      join.onRef('entry.uid', '=', 'timeline.uid').onRef('entry.seq', '=', 'timeline.head_seq')
    )
    .selectAll('entry')
    .select(['visitor_delivered', 'visitor_read', 'agent_delivered', 'agent_read'])
    .where('timeline.uid', 'in', uids)
    .execute()
  return rows.map(row => ({
    uid: row.uid,
    companyId: row.company_id,
    receipts: receiptsOf(row),
    entry: toEntry(row)
  }))
}

export async function saveProfile(
  { write }: Database,
  uid: string,
  profile: Profile,
  now: number
): Promise<void> {
  const json = JSON.stringify(profile)
  await write
    .updateTable('timeline')
    .set({
      profile: json,
      last_seen_at: now,
      searched: sql<0 | 1>`case when profile = ${json} then searched else 0 end`
    })
    .where('uid', '=', uid)
    .execute()
}

export type ReceiptRole = 'visitor' | 'agent'

export type Advance = { uid: string; role: ReceiptRole; upTo: Receipt }

/** Moves receipts forward, never back and never past the head; those that moved, as they then are. At most one per uid and role. */
export async function advanceReceipts(
  database: Database,
  advances: Advance[]
): Promise<{ uid: string; role: ReceiptRole; receipt: Receipt }[]> {
  const uids = [...new Set(advances.map(({ uid }) => uid))].sort()
  return await database.write.transaction().execute(async tx => {
    let query = tx.selectFrom('timeline').selectAll().where('uid', 'in', uids).orderBy('uid')
    if (database.kind === 'postgres') query = query.forNoKeyUpdate()
    const rows = new Map((await query.execute()).map(row => [row.uid, row]))
    const moved = []
    for (const { uid, role, upTo } of advances) {
      const row = rows.get(uid)
      const receipt = row && furthest(row, role, upTo)
      if (!receipt) continue
      await tx
        .updateTable('timeline')
        .set({ [`${role}_delivered`]: receipt.delivered, [`${role}_read`]: receipt.read })
        .where('uid', '=', uid)
        .execute()
      moved.push({ uid, role, receipt })
    }
    return moved
  })
}

/** Undefined when it would not move. */
function furthest(row: TimelineRow, role: ReceiptRole, upTo: Receipt): Receipt | undefined {
  const [delivered, read] = [row[`${role}_delivered`], row[`${role}_read`]]
  const nextRead = Math.max(read, Math.min(upTo.read, row.head_seq))
  const nextDelivered = Math.max(delivered, nextRead, Math.min(upTo.delivered, row.head_seq))
  return nextRead === read && nextDelivered === delivered
    ? undefined
    : { delivered: nextDelivered, read: nextRead }
}

const receiptsOf = (
  row: Pick<TimelineRow, 'visitor_delivered' | 'visitor_read' | 'agent_delivered' | 'agent_read'>
): Timeline['receipts'] => ({
  visitor: { delivered: row.visitor_delivered, read: row.visitor_read },
  agent: { delivered: row.agent_delivered, read: row.agent_read }
})

function toTimeline(row: TimelineRow): Timeline {
  return {
    uid: row.uid,
    companyId: row.company_id,
    headSeq: row.head_seq,
    floorSeq: row.floor_seq,
    cid: row.cid,
    profile: JSON.parse(row.profile) as Profile,
    customer: JSON.parse(row.customer) as Customer,
    receipts: receiptsOf(row),
    firstSeenAt: row.first_seen_at,
    partnerid: row.partnerid,
    verified: row.verified === 1
  }
}

/** Through which channel conversations began, and what their pages say of who asks. */
export async function talksOf(
  { read }: Database,
  cids: readonly string[]
): Promise<Map<string, { channel: number | null; profile: Profile }>> {
  const rows = await read
    .selectFrom('conversation')
    .innerJoin('timeline', 'timeline.uid', 'conversation.uid')
    .select(['conversation.cid', 'conversation.channel', 'timeline.profile'])
    .where('conversation.cid', 'in', cids)
    .execute()
  return new Map(
    rows.map(({ cid, channel, profile }) => [cid, { channel, profile: JSON.parse(profile) as Profile }])
  )
}

/** Number of the channel of the newest conversation that a visitor has had. */
export async function lastChannelOf({ read }: Database, uid: string): Promise<number | null> {
  const row = await read
    .selectFrom('conversation')
    .select('channel')
    .where('uid', '=', uid)
    .orderBy('first_seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.channel ?? null
}

/** Who began the newest conversations, each once. */
export async function newestVisitors(
  { read }: Database,
  companyId: string,
  limit: number
): Promise<{ id: string; name: string; at: number }[]> {
  const rows = await read
    .selectFrom('conversation')
    .innerJoin('timeline', 'timeline.uid', 'conversation.uid')
    .select(['timeline.uid as id', 'timeline.profile', 'conversation.started_at as at'])
    .where('conversation.company_id', '=', companyId)
    .orderBy('conversation.started_at', 'desc')
    .limit(limit)
    .execute()
  const visitors = new Map<string, { id: string; name: string; at: number }>()
  for (const { id, profile, at } of rows)
    if (!visitors.has(id))
      visitors.set(id, { id, name: (JSON.parse(profile) as Profile).name ?? '', at: Number(at) })
  return [...visitors.values()]
}
