import { createId } from '#protocol/ids'
import type { Profile, Receipt } from '#protocol/desk'
import { hashSecret } from '#server/secrets'
import type { Database } from './db.ts'
import type { TimelineRow } from './schema.ts'

export type Timeline = {
  uid: string
  companyId: string
  headSeq: number
  floorSeq: number
  cid: string | null
  profile: Profile
  receipts: { visitor: Receipt; agent: Receipt }
  firstSeenAt: number
}

/** A new visitor of a company, with the hash of the secret by which this device is known again. */
export async function createTimeline(
  { write }: Database,
  companyId: string,
  secret: string,
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
        last_seen_at: now
      })
      .execute()
    await tx
      .insertInto('credential')
      .values({ hash: hashSecret(secret), uid, company_id: companyId, created_at: now })
      .execute()
  })
  return uid
}

export async function uidOfSecret(
  { read }: Database,
  companyId: string,
  secret: string
): Promise<string | undefined> {
  const row = await read
    .selectFrom('credential')
    .select('uid')
    .where('hash', '=', hashSecret(secret))
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  return row?.uid
}

export async function findTimeline({ read }: Database, uid: string): Promise<Timeline | undefined> {
  const row = await read.selectFrom('timeline').selectAll().where('uid', '=', uid).executeTakeFirst()
  return row && toTimeline(row)
}

export async function saveProfile(
  { write }: Database,
  uid: string,
  profile: Profile,
  now: number
): Promise<void> {
  await write
    .updateTable('timeline')
    .set({ profile: JSON.stringify(profile), last_seen_at: now })
    .where('uid', '=', uid)
    .execute()
}

export type ReceiptRole = 'visitor' | 'agent'

/** Moves a receipt forward, never back and never past the head; the receipt as it then is. */
export async function advanceReceipt(
  database: Database,
  uid: string,
  role: ReceiptRole,
  upTo: Partial<Receipt>
): Promise<Receipt | undefined> {
  const columns = { delivered: `${role}_delivered`, read: `${role}_read` } as const
  return await database.write.transaction().execute(async tx => {
    let query = tx
      .selectFrom('timeline')
      .select(['head_seq', columns.delivered, columns.read])
      .where('uid', '=', uid)
    if (database.kind === 'postgres') query = query.forUpdate()
    const row = (await query.executeTakeFirst()) as TimelineRow | undefined
    if (!row) return undefined
    const read = Math.max(row[columns.read], Math.min(upTo.read ?? 0, row.head_seq))
    const delivered = Math.max(row[columns.delivered], read, Math.min(upTo.delivered ?? 0, row.head_seq))
    if (read === row[columns.read] && delivered === row[columns.delivered]) return undefined
    await tx
      .updateTable('timeline')
      .set({ [columns.delivered]: delivered, [columns.read]: read })
      .where('uid', '=', uid)
      .execute()
    return { delivered, read }
  })
}

function toTimeline(row: TimelineRow): Timeline {
  return {
    uid: row.uid,
    companyId: row.company_id,
    headSeq: row.head_seq,
    floorSeq: row.floor_seq,
    cid: row.cid,
    profile: JSON.parse(row.profile) as Profile,
    receipts: {
      visitor: { delivered: row.visitor_delivered, read: row.visitor_read },
      agent: { delivered: row.agent_delivered, read: row.agent_read }
    },
    firstSeenAt: row.first_seen_at
  }
}
