import { sql } from 'kysely'
import type { Database } from './db.ts'
import type { Db, ReferralRow, Tx } from './schema.ts'

/** A conversation that one company has referred to another: `uid` of the first, `mirrorUid` of the second. */
export type Referral = {
  id: string
  uid: string
  mirrorUid: string | null
  fromId: string
  toId: string
  /** Something was said that has not been carried over, or the companies have parted. */
  isBehind: boolean
}

export async function openReferrals({ read }: Database): Promise<Referral[]> {
  const rows = await read
    .selectFrom('referral as r')
    .innerJoin('timeline as t', 't.uid', 'r.uid')
    .leftJoin('timeline as m', 'm.uid', 'r.mirror_uid')
    .select([
      'r.id',
      'r.uid',
      'r.mirror_uid as mirrorUid',
      'r.from_company_id as fromId',
      'r.to_company_id as toId',
      'r.cursor',
      'r.mirror_cursor as mirrorCursor',
      't.head_seq as head',
      'm.head_seq as mirrorHead',
      joinedOf
    ])
    .where('r.ended_at', 'is', null)
    .execute()
  return rows.map(({ cursor, mirrorCursor, head, mirrorHead, joined, ...row }) => ({
    ...row,
    isBehind: Number(joined) < 2 || head > cursor || mirrorHead === null || mirrorHead > mirrorCursor
  }))
}

/** How many of the two companies are on the platform still. */
const joinedOf = sql<number>`(
  select count(*) from platform_member pm
  where pm.platform_id = r.platform_id and pm.joined_at is not null
    and pm.company_id in (r.from_company_id, r.to_company_id)
)`.as('joined')

/** Whether one of them has left the platform. */
export async function haveParted(tx: Tx, id: string): Promise<boolean> {
  const row = await tx.selectFrom('referral as r').select(joinedOf).where('r.id', '=', id).executeTakeFirst()
  return Number(row?.joined ?? 0) < 2
}

export async function createReferral(
  tx: Tx,
  given: Pick<
    ReferralRow,
    'id' | 'platform_id' | 'from_company_id' | 'to_company_id' | 'group_id' | 'uid' | 'cid'
  >,
  now: number
) {
  const { first_seq } = await tx
    .selectFrom('conversation')
    .select('first_seq')
    .where('cid', '=', given.cid)
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('referral')
    .values({
      ...given,
      cursor: first_seq - 1,
      mirror_uid: null,
      mirror_cursor: 0,
      returned: 0,
      created_at: now,
      ended_at: null
    })
    .execute()
}

/** Which of these conversations were referred once: they come back to stay. */
export async function referredBefore(tx: Tx, cids: string[]): Promise<Set<string>> {
  if (cids.length === 0) return new Set()
  const rows = await tx.selectFrom('referral').select('cid').where('cid', 'in', cids).execute()
  return new Set(rows.map(row => row.cid))
}

export async function referralOfConversation({ read }: Database, cid: string): Promise<string | undefined> {
  const row = await read
    .selectFrom('referral')
    .select('id')
    .where('cid', '=', cid)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** The one that a timeline of the second company holds. */
export async function referralOfMirror({ read }: Database, companyId: string, cid: string) {
  return await read
    .selectFrom('referral as r')
    .innerJoin('conversation as c', 'c.uid', 'r.mirror_uid')
    .select(['r.id', 'r.mirror_uid as uid', 'r.ended_at as endedAt'])
    .where('c.cid', '=', cid)
    .where('r.to_company_id', '=', companyId)
    .executeTakeFirst()
}

/** Whether it goes back into the queue of where it came from, once it ends. */
export async function saveReturned({ write }: Database, id: string, returned: 0 | 1) {
  await write.updateTable('referral').set({ returned }).where('id', '=', id).execute()
}

/** Where the other company has the message at this place, or before it: what was carried over has its seq in its clientId. */
export async function counterpart(
  { read }: Database,
  { id, uid, upTo }: { id: string; uid: string; upTo: number }
): Promise<number> {
  const row = await read
    .selectFrom('entry')
    .select('client_id')
    .where('uid', '=', uid)
    .where('seq', '<=', upTo)
    .where('client_id', 'like', `${id}-%`)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? Number(row.client_id!.slice(id.length + 1)) : 0
}

export async function companyNames(db: Db | Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('company').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
